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

  /// Whether the check-in is older than what the state stands on, but not by more than two clocks may differ.
  private(set) var isLittleLate: Bool

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
    isLittleLate = false
    self.sightings = sightings
    forgetFuture(now)
    machine.firstSeen = min(machine.firstSeen, time)

    // Hosts differ in how fast they ship what they saw, so records come out of order. What is older than what the state
    // stands on changes no state.
    let evidence = max(evidenceTime, self.sightings.checked)
    let isLate = known != nil && time < evidence
    isLittleLate = isLate && evidence - time <= Self.clockDifference
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
    isLittleLate = false
    set(state)
  }

  /// Brings times that lie ahead back to that of the check-in: a clock was wrong, and neither this check-in nor the next ones must look old.
  private mutating func forgetFuture(_ now: Int64) {
    func past(_ moment: Int64) -> Int64 { moment > now ? time : moment }
    machine.since = past(machine.since)
    machine.errorTime = past(machine.errorTime)
    machine.clonedAt = past(machine.clonedAt)
    sightings.seen = past(sightings.seen)
    sightings.checked = past(sightings.checked)
    sightings.offered = past(sightings.offered)
  }

  /// How far the clocks of two hosts may be apart, in milliseconds, before an attempt that goes on looks like one that came late.
  private static let clockDifference: Int64 = 10_000

  /// When what the state stands on was seen: nothing at first. Time that went by is no evidence.
  private var evidenceTime: Int64 {
    switch machine.state {
    case .unknown: 0
    case .expired: sightings.offered
    case .silent: machine.since - KnownMachine.silentAfter
    default: machine.since
    }
  }
}
