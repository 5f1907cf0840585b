/// A moment, in whole seconds since 1970-01-01T00:00:00Z without leap seconds.
public struct Timestamp: Hashable, Comparable, Sendable {
  /// Seconds since 1970-01-01T00:00:00Z; negative before.
  public let seconds: Int64

  /// The moment that is `seconds` after 1970-01-01T00:00:00Z.
  public init(seconds: Int64) { self.seconds = seconds }

  /// Whether the left moment comes before the right one.
  public static func < (left: Timestamp, right: Timestamp) -> Bool { left.seconds < right.seconds }

  /// Seconds since UTC midnight, 0..<86400.
  public var secondsOfDay: Int64 {
    let rest = seconds % 86_400
    return rest < 0 ? rest + 86_400 : rest
  }

  /// Days since 1970-01-01, rounded down.
  public var day: Int64 { seconds / 86_400 - (seconds % 86_400 < 0 ? 1 : 0) }
}

extension Timestamp {
  /// Reads RFC 3339 in whole seconds, `2026-11-23T10:00:00Z` or with an offset such as `+01:00`; nil otherwise.
  public init?(_ text: String) {
    let bytes = text.utf8.span
    guard bytes.count >= 20, bytes.count <= 25 else { return nil }
    guard bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"), bytes[10] | 0x20 == UInt8(ascii: "t"),
      bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"),
      let year = number(in: bytes, 0..<4), let month = number(in: bytes, 5..<7), let day = number(in: bytes, 8..<10),
      let hour = number(in: bytes, 11..<13), let minute = number(in: bytes, 14..<16),
      let second = number(in: bytes, 17..<19),
      let date = CivilDate(year: year, month: month, day: day), hour < 24, minute < 60, second < 60
    else { return nil }
    var offset: Int64 = 0
    if bytes.count == 25 {
      guard bytes[19] == UInt8(ascii: "+") || bytes[19] == UInt8(ascii: "-"), bytes[22] == UInt8(ascii: ":"),
        let hours = number(in: bytes, 20..<22), let minutes = number(in: bytes, 23..<25), hours < 24, minutes < 60
      else { return nil }
      offset = (hours * 60 + minutes) * 60 * (bytes[19] == UInt8(ascii: "-") ? -1 : 1)
    } else {
      guard bytes.count == 20, bytes[19] | 0x20 == UInt8(ascii: "z") else { return nil }
    }
    seconds = ((date.daysSince1970 * 24 + hour) * 60 + minute) * 60 + second - offset
  }
}

extension Timestamp: CustomStringConvertible {
  /// RFC 3339 in UTC, `2026-11-23T10:00:00Z`; years outside 0...9999 keep all their digits.
  public var description: String {
    let date = CivilDate(daysSince1970: day)
    let time = secondsOfDay
    return padded(date.year, 4) + "-" + padded(date.month, 2) + "-" + padded(date.day, 2) + "T"
      + padded(time / 3600, 2) + ":" + padded(time / 60 % 60, 2) + ":" + padded(time % 60, 2) + "Z"
  }
}

private func number(in bytes: Span<UInt8>, _ range: Range<Int>) -> Int64? {
  var value: Int64 = 0
  for index in range {
    guard isDigit(bytes[index]) else { return nil }
    value = value * 10 + Int64(bytes[index] - UInt8(ascii: "0"))
  }
  return value
}

private func padded(_ value: Int64, _ width: Int) -> String {
  let digits = String(value)
  return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}
