public import Omaha

/// A time in which nothing is offered, by the clock on the wall of a time zone.
///
/// A begin or end without a time is a whole day: both days belong to the blackout. With a time, the end is the first minute
/// that no longer does.
public struct Blackout: Hashable, Sendable {
  /// When it begins.
  public let first: LocalTime
  /// When it ends.
  public let last: LocalTime
  /// Whose clocks count.
  public let zone: TimeZone
  /// What an operator wants to read in a log; nil when the file has none.
  public let reason: String?

  /// Nil when it would end before it begins, or as it begins.
  public init?(first: LocalTime, last: LocalTime, zone: TimeZone, reason: String? = nil) {
    self.first = first
    self.last = last
    self.zone = zone
    self.reason = reason
    guard end > begin else { return nil }
  }

  /// Seconds since 1970 by the clock of the zone, inclusive.
  var begin: Int64 { first.seconds }

  /// Seconds since 1970 by the clock of the zone, exclusive.
  var end: Int64 { last.hasTime ? last.seconds : last.seconds + 86_400 }

  /// Whether a moment is in it.
  public func covers(_ moment: Timestamp) -> Bool {
    let local = zone.localSeconds(at: moment)
    return local >= begin && local < end
  }
}

extension Blackout: CustomStringConvertible {
  /// `2026-12-20 to 2027-01-03 Europe/Berlin`
  public var description: String { "\(first) to \(last) \(zone.name)" }
}
