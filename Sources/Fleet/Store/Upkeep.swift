/// What is done to a database beside loading: in slices of some milliseconds, so that loading never waits.
package struct Upkeep: Hashable, Sendable {
  /// What comes next.
  enum Step: Hashable {
    /// The counts of the hour that has begun are kept.
    case hour
    /// States that end by time alone, of the machines behind a number.
    case aging(after: Int64)
    /// Machines that were not seen for long are forgotten, of those behind a number.
    case machines(after: Int64)
    case events
    case hours
    case rest
    /// Room that is free is given back.
    case room
    /// Nothing before a moment.
    case pause(until: Int64)
  }

  var step = Step.hour
  /// The moment of this round, in milliseconds since 1970-01-01T00:00:00Z: states age up to it, and what is to be dropped is old by it.
  ///
  /// That is now, but not far from the round before: a clock that is ahead by a hundred days, until it is set right a moment
  /// later, must not cost a fleet's memory. After a long rest it runs six times as fast as time.
  var moment: Int64 = 0
  /// How far a round's moment may be behind that of the round before, in milliseconds.
  let stride: Int64
  /// Whether addresses that were remembered before they were not wanted are gone.
  var hasDroppedAddresses = false

  /// The beginning of a round.
  package init(stride: Int64 = hour) { self.stride = stride }

  /// How long it rests between rounds, in milliseconds.
  static let interval: Int64 = 600_000

  /// An hour in milliseconds.
  static let hour: Int64 = 3_600_000

  /// Whether something is due.
  package func isDue(at now: Int64) -> Bool {
    guard case .pause(let until) = step else { return true }
    // A clock that was set back does not make a pause longer.
    return now >= until || until - now > Self.interval
  }
}
