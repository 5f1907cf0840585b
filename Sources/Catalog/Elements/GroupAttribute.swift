/// An attribute of `<group>` besides its name, in the order in which they are written.
public enum GroupAttribute: String, CaseIterable, Hashable, Sendable {
  case track, channel, arch, board, oem, platform
  case minimumVersion = "min-version"
  case maximumVersion = "max-version"
  case aliasPrefix = "alias-prefix"
  case machinePrefix = "machine-prefix"
  case updates, rollback
  case pollInterval = "poll-interval"
  case pollJitter = "poll-jitter"
}
