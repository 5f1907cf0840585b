internal import Journal
internal import Omaha

// MARK: - What the machine says

extension Observation {
  /// What a check-in shows that was not known.
  struct Said {
    /// The machine runs another version than before.
    var hasNewVersion = false
    /// It was booted since: nil when boots are not told.
    var wasBooted: Bool?
  }

  /// Takes up what the machine says about itself.
  mutating func describe(_ checkIn: CheckIn) -> Said {
    var said = Said()
    let isOlder = time < sightings.seen
    let version = checkIn.tellsVersion ? checkIn.version : machine.version
    guard !isOlder else {
      // It ran something older before what it runs.
      if let old = Version(version), let new = Version(machine.version), old < new {
        machine.isUpdated = true
        if machine.state == .upToDate, machine.isOnTarget { machine.state = .complete }
      }
      return said
    }
    sightings.seen = time
    // An installation that is not there yet is no version that is left behind.
    said.hasNewVersion = !machine.version.isEmpty && !version.isEmpty && version != machine.version
    if !version.isEmpty { machine.version = version }
    said.wasBooted = takeBoot(checkIn.bootID)
    // An event alone, and a machine that was booted over the network, tell less than a check does.
    let tellsAll = checkIn.hasUpdateCheck
    Self.take(checkIn.alias, into: &machine.alias, tellsAll)
    Self.take(checkIn.track, into: &machine.track, tellsAll)
    Self.take(checkIn.board, into: &machine.board, tellsAll)
    Self.take(checkIn.architecture, into: &machine.architecture, tellsAll)
    Self.take(checkIn.oem, into: &machine.oem, tellsAll)
    Self.take(checkIn.oemVersion, into: &machine.oemVersion, tellsAll)
    Self.take(checkIn.alephVersion, into: &machine.alephVersion, tellsAll)
    Self.take(checkIn.platform, into: &machine.platform, tellsAll)
    Self.take(checkIn.osVersion, into: &machine.osVersion, tellsAll)
    Self.take(checkIn.client, into: &machine.client, tellsAll)
    Self.take(checkIn.address, into: &machine.address, tellsAll)
    return said
  }

  private static func take(_ text: String, into field: inout String, _ tellsAll: Bool) {
    if tellsAll || !text.isEmpty { field = text }
  }

  /// Takes up a boot ID, and says whether the machine was booted since it was last seen; nil when that cannot be told.
  private mutating func takeBoot(_ bootID: String) -> Bool? {
    guard !bootID.isEmpty, bootID != machine.bootID else { return bootID.isEmpty ? nil : false }
    // No machine comes back to a boot that it has left.
    var boots = LeftBoots(machine.leftBoots)
    if bootID == machine.previousBootID || boots.contains(bootID) { takeClones() }
    boots.leave(machine.bootID, at: time)
    machine.leftBoots = boots.text
    machine.previousBootID = machine.bootID
    machine.bootID = bootID
    return machine.previousBootID.isEmpty ? nil : true
  }

  /// Several machines have this ID. What looked like a loop was one of them after another.
  private mutating func takeClones() {
    if !machine.isCloned(at: time) {
      machine.loops = 0
      machine.loopedRelease = ""
    }
    machine.clonedAt = time
  }

  /// Whether the machine had installed a release, and runs the version from before.
  mutating func hasComeBack(_ checkIn: CheckIn, _ said: Said) -> Bool {
    // Two machines with one ID look like one that goes to and fro.
    guard !machine.isCloned(at: time) else { return false }
    let isTold = checkIn.events.contains { meaning(of: $0, in: checkIn) == .cameBack }
    if said.hasNewVersion { return isTold }
    guard machine.isInstalled else { return isTold && said.wasBooted != false }
    if checkIn.bootID.isEmpty || machine.installedBootID.isEmpty {
      // update_engine does not ask for an update while it waits for its reboot; others do.
      return isTold || checkIn.hasUpdateCheck && checkIn.isOfUpdateEngine
    }
    if checkIn.bootID != machine.installedBootID { return true }
    // In the same boot: an operator made update_engine forget the update (-reset_status).
    if isTold { machine.isInstalled = false }
    return false
  }

  mutating func takeNewVersion() {
    machine.isUpdated = true
    machine.isInstalled = false
    machine.loops = 0
    machine.loopedRelease = ""
  }

  mutating func comeBack() {
    machine.loops = machine.loopedRelease == machine.release ? machine.loops + 1 : 1
    machine.loopedRelease = machine.release
    machine.isInstalled = false
    set(.looped)
  }

  /// A ping alone comes from an update_engine that waits for its reboot: while it downloads it does not ping, and after a failure it
  /// checks. So the event was lost.
  mutating func inferInstalled(_ checkIn: CheckIn) {
    guard checkIn.hasPing, !checkIn.hasUpdateCheck, checkIn.events.isEmpty, checkIn.isOfUpdateEngine,
      machine.state == .downloading || machine.state == .downloaded
    else { return }
    machine.isInstalled = true
    machine.installedBootID = machine.bootID
    set(.installed)
  }
}

extension CheckIn {
  /// Whether it says which version the machine runs. An event without a version says that of none, and a forced update hides it.
  var tellsVersion: Bool { version != "ForcedUpdate" && (hasUpdateCheck || version != "0.0.0.0") }

  /// Whether the client is update_engine, by the name that it sends: `update_engine-0.4.10`, `CoreOSUpdateEngine-0.1.0.0`.
  fileprivate var isOfUpdateEngine: Bool { client.hasPrefix("update_engine-") || client.contains("UpdateEngine-") }
}
