internal import Journal

// MARK: - What happened on the machine

extension Observation {
  func meaning(of event: CheckIn.Event, in checkIn: CheckIn) -> EventMeaning {
    EventMeaning(event, running: checkIn.version, machine.clientFamily)
  }

  mutating func take(_ event: CheckIn.Event, of checkIn: CheckIn, isLate: Bool) {
    let meaning = meaning(of: event, in: checkIn)
    guard meaning != .ordinary else { return }
    var line = FleetEvent(event, of: machine, at: time)
    if checkIn.tellsVersion { line.version = checkIn.version }
    switch meaning {
    case .failed: takeError(event)
    case .cameBack: if event.result == 0 { takeError(event) }
    case .checkFailed: takeCheckError(event)
    default: break
    }
    let before = machine.state
    if !isLate {
      apply(meaning, event)
    } else if isLittleLate, meaning.isProgress {
      let since = machine.since
      apply(meaning, event)
      machine.since = max(machine.since, since)
    }
    if machine.state != before { line.state = machine.state.rawValue }
    events.append(line)
  }

  private mutating func takeError(_ event: CheckIn.Event) {
    guard time >= machine.errorTime else { return }
    machine.errorTime = time
    machine.errorCode = Int64(event.code)
    machine.errorRelease = machine.release.isEmpty ? machine.target : machine.release
  }

  /// The check failed: that is about no release, and says less than why the machine has not got to the one that it was offered.
  private mutating func takeCheckError(_ event: CheckIn.Event) {
    let isOnItsWay = ![.unknown, .upToDate, .complete, .installed, .silent].contains(machine.state)
    let hasFailed = machine.errorTime > 0 && !machine.errorRelease.isEmpty && machine.errorRelease == machine.release
    guard time >= machine.errorTime, machine.state != .failed, !(isOnItsWay && hasFailed) else { return }
    machine.errorTime = time
    machine.errorCode = Int64(event.code)
    machine.errorRelease = ""
  }

  private mutating func apply(_ meaning: EventMeaning, _ event: CheckIn.Event) {
    switch meaning {
    case .downloading: advance(to: .downloading)
    case .downloaded: advance(to: .downloaded)
    case .installed: advance(to: .installed)
    case .failed:
      machine.isInstalled = false
      enter(.failed)
    case .rebooted:
      takeNewVersion()
      enter(.complete)
    case .deferred:
      // It waits because it has failed before, and turns every offer down until then.
      guard machine.state == .offered, machine.errorTime > 0, machine.errorRelease == machine.release else { return }
      enter(.failed)
      machine.since = machine.errorTime
    case .cancelled:
      if machine.state == .downloading || machine.state == .downloaded { enter(.offered) }
    case .checkFailed, .cameBack, .ordinary, .other: break
    }
  }

  /// Goes on with an attempt, never back.
  mutating func advance(to next: MachineState) {
    let isOfferedAnew = sightings.offered > machine.since
    if next.progress <= machine.state.progress, !isOfferedAnew, time - machine.since < Self.strayFor { return }
    machine.isInstalled = next == .installed
    if machine.isInstalled { machine.installedBootID = machine.bootID }
    enter(isLooping ? .looped : next)
  }

  /// How long an event that does not fit counts as one that came late, in milliseconds; later it begins an attempt whose offer
  /// was not recorded.
  private static let strayFor: Int64 = 3_600_000

  /// Whether the machine is about to install what it did not keep. It then stays looped, whatever it does, until it is through.
  var isLooping: Bool { machine.loops > 0 && machine.loopedRelease == machine.release }

  /// Enters a state that an event reports.
  mutating func enter(_ state: MachineState) {
    guard state != machine.state else { return }
    machine.state = state
    machine.since = time
  }

  /// Enters a state that no event reports.
  mutating func set(_ state: MachineState) {
    guard state != machine.state else { return }
    enter(state)
    tellState()
  }

  mutating func tellState() {
    var line = FleetEvent(.state, of: machine, at: time)
    line.state = machine.state.rawValue
    line.reason = machine.reason
    events.append(line)
  }
}

extension MachineState {
  /// How far an attempt is; 0 where none is under way.
  fileprivate var progress: Int {
    switch self {
    case .unknown, .upToDate, .held, .looped: 0
    case .offered, .expired: 1
    case .downloading: 2
    case .downloaded: 3
    case .failed: 4
    case .installed, .silent: 5
    case .complete: 6
    }
  }
}
