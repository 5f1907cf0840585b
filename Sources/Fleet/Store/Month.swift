internal import Omaha
internal import SQL

/// A month of events, which PostgreSQL keeps in a partition of its own and drops as a whole.
struct Month {
  /// When it begins and ends, in milliseconds since 1970-01-01T00:00:00Z.
  let range: Range<Int64>
  /// The partition: `event_2026_11`. Names sort by time.
  let name: String

  /// The month of a moment in milliseconds.
  init(of moment: Int64) {
    let date = CivilDate(daysSince1970: Timestamp(seconds: (moment < 0 ? moment - 999 : moment) / 1_000).day)
    let first = CivilDate.firstDay(ofMonth: date.month, of: date.year)
    range = first * Self.day..<(first + CivilDate.days(inMonth: date.month, of: date.year)) * Self.day
    name = "event_\(Self.digits(date.year, 4))_\(Self.digits(date.month, 2))"
  }

  private static let day: Int64 = 86_400_000

  private static func digits(_ number: Int64, _ count: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, count - text.utf8.count)) + text
  }
}
