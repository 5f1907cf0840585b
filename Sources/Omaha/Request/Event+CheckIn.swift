extension Event {
  /// What update_engine means by the event 3/2, which comes with every one of its checks.
  public enum CheckIn: String, Hashable, Sendable {
    /// The machine runs what was installed by the update before this check.
    case rebooted = "rebooted into the new version"
    /// The machine has never checked before.
    case first = "checked in for the first time"
    /// There was no update before this check.
    case ordinary = "checked in"
    /// The machine runs the version from before the update: it fell back.
    case fellBack = "checked in, back on the version before the update"
  }

  /// What the event 3/2 of a machine that runs `version` means; nil for any other event.
  ///
  /// The previous version is empty on ordinary checks and `0.0.0.0` on the first of a machine's life. It is the machine's own
  /// version when CoreOS fell back.
  public func checkIn(running version: String) -> CheckIn? {
    guard type == .updateComplete, result == .successReboot else { return nil }
    return CheckIn(previousVersion: previousVersion ?? "", running: version)
  }
}

extension Event.CheckIn {
  /// What `previousversion` of the event 3/2 of a machine that runs `version` means; it is empty when it was not told.
  package init(previousVersion: String, running version: String) {
    switch previousVersion {
    case "": self = .ordinary
    case "0.0.0.0": self = .first
    case version: self = .fellBack
    default: self = .rebooted
    }
  }
}
