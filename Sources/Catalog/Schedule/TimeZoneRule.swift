internal import Omaha

/// The rule for the time after the last listed change, the value of a `TZ` variable: `CET-1CEST,M3.5.0,M10.5.0/3`.
///
/// POSIX.1-2024 §8.3, with times of day of -167...167 hours (RFC 9636 §3.3.1). "Standard" is what the text names first, which
/// need not be the lesser offset: Dublin's winter time is its daylight-saving time.
struct TimeZoneRule: Hashable, Sendable {
  /// Seconds east of UTC outside of daylight-saving time.
  let standard: Int32
  /// The daylight-saving time, nil when there is none.
  let saving: Saving?

  /// When another offset holds.
  struct Saving: Hashable, Sendable {
    /// Seconds east of UTC.
    let offset: Int32
    /// When it begins, by the clock before it.
    let start: Date
    /// When it ends, by the clock during it.
    let end: Date
  }

  /// A moment of every year.
  struct Date: Hashable, Sendable {
    let day: Day
    /// Seconds from the midnight at which the day begins; beyond a day, or negative, it is on another day.
    let time: Int64

    /// Seconds from 1970 to this moment of a year by a clock of UTC.
    func seconds(in year: Int64) -> Int64 { day.daysSince1970(in: year) * 86_400 + time }
  }

  /// A day of every year.
  enum Day: Hashable, Sendable {
    /// `J60`: 1...365, 29 February not counted.
    case withoutLeapDay(Int64)
    /// `59`: 0...365, 29 February counted.
    case ofYear(Int64)
    /// `M3.5.0`: month 1...12, week 1...5 where 5 is the last, weekday 0...6 from Sunday.
    case ofMonth(month: Int64, week: Int64, weekday: Int64)
  }

  /// The offsets that occur, in seconds: a day and what an odd hour may add (RFC 9636 §3.2).
  static let offsets: ClosedRange<Int64> = -89_999...93_599

  /// Seconds east of UTC.
  func offset(at time: Int64) -> Int32 {
    guard let saving else { return standard }
    let year = year(of: time)
    let start = start(of: saving, in: year)
    let end = end(of: saving, in: year)
    let (first, last) = (min(start, end), max(start, end))
    // With both changes a month away from new year and from each other, those of other years are far, too, and come in the same
    // order: so it is in every zone there is.
    let newYear = CivilDate.firstDay(ofMonth: 1, of: year) * 86_400
    let month: Int64 = 31 * 86_400
    guard first > newYear + month, last < newYear + 334 * 86_400, last - first > month else {
      return offset(at: time, from: saving, around: year)
    }
    return (start < end) == (first <= time && time < last) ? saving.offset : standard
  }

  private func offset(at time: Int64, from saving: Saving, around year: Int64) -> Int32 {
    // The last change up to then decides. An end that coincides with a start changes nothing: daylight saving all year.
    // A time of 167 hours puts a change into the next year, so that the year before may hold none that is past.
    var last = Int64.min
    var offset = standard
    for year in year - 2...year + 1 {
      let start = start(of: saving, in: year)
      if start <= time, start >= last { (last, offset) = (start, saving.offset) }
      let end = end(of: saving, in: year)
      if end <= time, end > last { (last, offset) = (end, standard) }
    }
    return offset
  }

  /// The first moment after `time` at which the offset changes, nil when there is none.
  func change(after time: Int64) -> Int64? {
    guard let saving else { return nil }
    // A rule may have no effect in some years, but leap years are at most eight apart.
    let year = year(of: time)
    var first: Int64?
    for candidate in year - 1...year + 9 {
      // The changes of a year may overlap with those of the next, not with those of the one after.
      for change in [start(of: saving, in: candidate), end(of: saving, in: candidate)]
      where change > time && change < first ?? .max && offset(at: change) != offset(at: change - 1) { first = change }
      if let first, self.year(of: first) < candidate { break }
    }
    return first
  }

  private func year(of time: Int64) -> Int64 {
    CivilDate(daysSince1970: Timestamp(seconds: time + Int64(standard)).day).year
  }

  private func start(of saving: Saving, in year: Int64) -> Int64 { saving.start.seconds(in: year) - Int64(standard) }

  private func end(of saving: Saving, in year: Int64) -> Int64 { saving.end.seconds(in: year) - Int64(saving.offset) }
}

extension TimeZoneRule.Day {
  /// Days from 1970-01-01 to this day of a year.
  func daysSince1970(in year: Int64) -> Int64 {
    switch self {
    case .withoutLeapDay(let day):
      CivilDate.firstDay(ofMonth: 1, of: year) + day - (day < 60 || !CivilDate.isLeap(year) ? 1 : 0)
    case .ofYear(let day):
      CivilDate.firstDay(ofMonth: 1, of: year) + day
    case .ofMonth(let month, let week, let weekday):
      weekdayOfMonth(
        first: CivilDate.firstDay(ofMonth: month, of: year), length: CivilDate.days(inMonth: month, of: year), week,
        weekday)
    }
  }

  private func weekdayOfMonth(first: Int64, length: Int64, _ week: Int64, _ weekday: Int64) -> Int64 {
    // 1970-01-01 was a Thursday, 4.
    let firstWeekday = ((first + 4) % 7 + 7) % 7
    let day = (weekday - firstWeekday + 7) % 7 + (week - 1) * 7
    return first + (day < length ? day : day - 7)
  }
}
