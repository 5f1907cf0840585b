internal import Glibc
internal import Omaha

/// A moment as HTTP writes it: `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 §5.6.7).
enum HTTPDate {
  private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
  private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

  /// The present moment by the system's clock.
  static var now: String { text(Timestamp(seconds: Int64(time(nil)))) }

  static func text(_ time: Timestamp) -> String {
    let date = CivilDate(daysSince1970: time.day)
    // 1970-01-01 was a Thursday.
    let weekday = days[Int((time.day % 7 + 7) % 7)]
    let second = time.secondsOfDay
    return "\(weekday), \(padded(date.day, 2)) \(months[Int(date.month) - 1]) \(padded(date.year, 4)) "
      + "\(padded(second / 3600, 2)):\(padded(second / 60 % 60, 2)):\(padded(second % 60, 2)) GMT"
  }

  private static func padded(_ value: Int64, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }
}
