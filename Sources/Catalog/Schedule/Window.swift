public import Omaha

/// A time of the week in which updates are offered, by the clock on the wall of a time zone.
///
/// It is open while that clock shows a time from `from` up to but not including `to`, on a day of `days`. What clocks show
/// twice, in the night on which they are set back, is open both times; what they skip in spring does not occur.
public struct Window: Hashable, Sendable {
  /// The days on which it opens.
  public let days: Weekdays
  /// Minutes from midnight to its begin, 0..<1440.
  public let from: Int
  /// Minutes from midnight to its end, 0...1440. An end before the begin is on the next day; equal, it never opens.
  public let to: Int
  /// Whose clocks count.
  public let zone: TimeZone

  /// Nil when `from` or `to` is out of range.
  public init?(days: Weekdays, from: Int, to: Int, zone: TimeZone) {
    guard (0..<1440).contains(from), (0...1440).contains(to) else { return nil }
    self.days = days
    self.from = from
    self.to = to
    self.zone = zone
  }

  /// Whether it is open at a moment.
  public func isOpen(at moment: Timestamp) -> Bool {
    let local = Timestamp(seconds: zone.localSeconds(at: moment))
    let minute = Int(local.secondsOfDay / 60)
    if from <= to { return minute >= from && minute < to && days.contains(daysSince1970: local.day) }
    // Over midnight: the hours after midnight belong to the day before.
    if minute >= from { return days.contains(daysSince1970: local.day) }
    return minute < to && days.contains(daysSince1970: local.day - 1)
  }

  /// Whether it has no minute at all.
  public var isEmpty: Bool { days.isEmpty || from == to }

  /// Minutes from midnight of a time such as `9:00` or `09:00`, up to `24:00`; nil when it is malformed.
  public static func minutes(_ text: String) -> Int? {
    let bytes = text.utf8.span
    guard (4...5).contains(bytes.count) else { return nil }
    let colon = bytes.count - 3
    var parts = (hours: 0, minutes: 0)
    for index in 0..<bytes.count where index != colon {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[index]) else { return nil }
      let digit = Int(bytes[index] - UInt8(ascii: "0"))
      if index < colon { parts.hours = parts.hours * 10 + digit } else { parts.minutes = parts.minutes * 10 + digit }
    }
    guard bytes[colon] == UInt8(ascii: ":"), parts.minutes < 60 else { return nil }
    let minutes = parts.hours * 60 + parts.minutes
    return minutes <= 1440 ? minutes : nil
  }

  /// Minutes from midnight as a time: `09:00`.
  public static func text(minutes: Int) -> String {
    let (hours, rest) = minutes.quotientAndRemainder(dividingBy: 60)
    return (hours < 10 ? "0" : "") + String(hours) + ":" + (rest < 10 ? "0" : "") + String(rest)
  }
}

extension Window: CustomStringConvertible {
  /// `mon-fri 09:00-17:00 Europe/Berlin`
  public var description: String {
    "\(days) \(Self.text(minutes: from))-\(Self.text(minutes: to)) \(zone.name)"
  }
}
