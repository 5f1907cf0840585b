internal import Omaha

/// A day, or a minute of a day, by the clock of whatever time zone it is used with.
public struct LocalTime: Hashable, Sendable {
  /// Seconds from 1970-01-01T00:00 by that clock to the minute, or to the begin of the day.
  let seconds: Int64
  /// Whether it is a minute rather than a day.
  public let hasTime: Bool

  /// Reads `2026-12-20` or `2026-12-20T18:00`, where the time goes up to `24:00`; nil when it is malformed.
  public init?(_ text: String) {
    let parts = text.split(separator: "T", omittingEmptySubsequences: false)
    guard parts.count <= 2, let date = parts.first, let midnight = Timestamp("\(date)T00:00:00Z") else { return nil }
    hasTime = parts.count == 2
    guard hasTime else {
      seconds = midnight.seconds
      return
    }
    guard parts[1].utf8.count == 5, let minutes = Window.minutes(String(parts[1])) else { return nil }
    seconds = midnight.seconds + Int64(minutes) * 60
  }
}

extension LocalTime: CustomStringConvertible {
  /// `2026-12-20` or `2026-12-20T18:00`
  public var description: String { String(Timestamp(seconds: seconds).description.prefix(hasTime ? 16 : 10)) }
}
