package import Journal
internal import Omaha

/// What is known of a machine after it was seen once more, or after time went by. States.md specifies it.
///
/// A pure function of what was known, the check-in and the moment; `FleetStateTests` is its table.
package struct Observation: Sendable {
  /// What is known now.
  package internal(set) var machine: KnownMachine
  /// When it was seen.
  package internal(set) var sightings: Sightings
  /// What is new in the machine's history.
  package internal(set) var events: [FleetEvent] = []

  /// The moment of the check-in, not later than the one at which it is taken up: a clock that was wrong may have been ahead.
  let time: Int64

  /// Takes up a check-in.
  ///
  /// - Parameters:
  ///   - key: The check-in's key.
  ///   - known: What is known of the machine so far; nil when it is new.
  ///   - now: The moment, in milliseconds since 1970-01-01T00:00:00Z.
  package init(
    of checkIn: CheckIn, key: KnownMachine.Key, known: KnownMachine?, sightings: Sightings, now: Int64
  ) {
    time = min(checkIn.time, now)
    machine = known ?? KnownMachine(key, firstSeen: time)
    self.sightings = sightings
    forgetFuture(now)
    machine.firstSeen = min(machine.firstSeen, time)

    // Hosts differ in how fast they ship what they saw, so records come out of order. What is older than what the state
    // stands on changes no state.
    let isLate = known != nil && time < max(evidenceTime, self.sightings.checked)
    let said = describe(checkIn)
    let comesBack = !isLate && hasComeBack(checkIn, said)
    if said.hasNewVersion { takeNewVersion() }
    if !isLate, machine.state == .silent { set(.installed) }
    if comesBack { comeBack() }
    for event in checkIn.events { take(event, of: checkIn, isLate: isLate) }
    if !isLate { inferInstalled(checkIn) }
    takeAnswer(checkIn, isLate: isLate)
  }

  /// Lets time go by.
  init(_ machine: KnownMachine, _ sightings: Sightings, becomes state: MachineState, at time: Int64) {
    self.machine = machine
    self.sightings = sightings
    self.time = time
    set(state)
  }

  /// Brings times that lie ahead back to now: a clock was wrong, and what comes next must not look old for a day.
  private mutating func forgetFuture(_ now: Int64) {
    machine.since = min(machine.since, now)
    machine.errorTime = min(machine.errorTime, now)
    machine.clonedAt = min(machine.clonedAt, now)
    sightings.seen = min(sightings.seen, now)
    sightings.checked = min(sightings.checked, now)
    sightings.offered = min(sightings.offered, now)
  }

  /// When what the state stands on was seen. Time that went by is no evidence.
  private var evidenceTime: Int64 {
    switch machine.state {
    case .expired: sightings.offered
    case .silent: machine.since - KnownMachine.silentAfter
    default: machine.since
    }
  }
}
