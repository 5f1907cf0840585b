internal import Journal
internal import Omaha

// MARK: - What the machine was answered

extension Observation {
  mutating func takeAnswer(_ checkIn: CheckIn, isLate: Bool) {
    let isRefused = checkIn.decision == "error"
    guard checkIn.hasUpdateCheck || isRefused else { return }
    guard time >= sightings.checked else { return takeLateOffer(checkIn) }
    sightings.checked = time
    machine.group = checkIn.group
    machine.reason = checkIn.reason
    let hasNewTarget = takeTarget(checkIn)
    let isOffer = checkIn.decision == "update"
    let hasNewRelease = isOffer && takeRelease(checkIn.release)
    guard !isLate else { return }
    if isRefused { return set(.unknown) }
    // It asks while it waits for its reboot, which clients other than update_engine do.
    if machine.isInstalled { return }
    if isOffer {
      let isOffered = machine.state == .offered
      set(isLooping ? .looped : .offered)
      guard isOffered, hasNewRelease else { return }
      machine.since = time
      tellState()
    } else if checkIn.reason == "up-to-date" {
      machine.loops = 0
      machine.loopedRelease = ""
      set(machine.isUpdated && machine.isOnTarget ? .complete : .upToDate)
    } else {
      set(isLooping && !hasNewTarget ? .looped : .held)
    }
  }

  /// Takes up the target, and says whether it is another than before.
  private mutating func takeTarget(_ checkIn: CheckIn) -> Bool {
    switch checkIn.reason {
    // Nobody looked where the channel points to.
    case "updates-off", "disabled-by-client", "invalid-version": return false
    default: break
    }
    defer { machine.target = checkIn.target }
    return machine.target != checkIn.target
  }

  /// Remembers an offer that is older than the last answer: it was offered all the same.
  private mutating func takeLateOffer(_ checkIn: CheckIn) {
    guard checkIn.decision == "update" else { return }
    takeErrorRelease(checkIn.release)
    if machine.offers.contains(checkIn.release) { return }
    if machine.release.isEmpty { _ = takeRelease(checkIn.release) } else { machine.addEarlierRelease(checkIn.release) }
  }

  /// Takes up what a failure was about that was told before its offer was known.
  private mutating func takeErrorRelease(_ release: String) {
    let error = ErrorCode(rawValue: Int(clamping: machine.errorCode))
    guard machine.errorRelease.isEmpty, machine.errorTime >= time, !error.isOfCheck(in: machine.clientFamily) else {
      return
    }
    machine.errorRelease = release
  }

  /// Takes up what was offered, and says whether it is another than before.
  private mutating func takeRelease(_ release: String) -> Bool {
    sightings.offered = time
    // It said that it was rolled back before anything was known of it: from this, as far as can be told.
    if machine.loops > 0, machine.loopedRelease.isEmpty { machine.loopedRelease = release }
    takeErrorRelease(release)
    guard machine.release != release else { return false }
    machine.leaveRelease(for: release)
    machine.release = release
    if machine.loopedRelease != release {
      machine.loops = 0
      machine.loopedRelease = ""
    }
    return true
  }
}

extension KnownMachine {
  /// Takes up that another version is offered instead of ``release``.
  fileprivate mutating func leaveRelease(for next: String) {
    guard !release.isEmpty else { return }
    let others = earlierReleases.split(separator: " ").filter { $0 != release && $0 != next }
    earlierReleases = ([release[...]] + others).prefix(Self.earlierReleaseCount).map { $0 + " " }.joined()
  }

  /// Takes up that a version was offered before all others.
  fileprivate mutating func addEarlierRelease(_ version: String) {
    guard earlierReleases.split(separator: " ").count < Self.earlierReleaseCount else { return }
    earlierReleases += version + " "
  }

  /// How many of them are remembered.
  private static let earlierReleaseCount = 16
}
