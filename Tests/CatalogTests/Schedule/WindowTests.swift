import Omaha
import Testing
import TestSupport

@testable import Catalog

@Suite("Window", .enabled(if: DateProgram.isAvailable, "tzdata is not installed"))
struct WindowTests {
  /// `mon-fri 09:00-17:00 Europe/Berlin`, the form in which a window prints itself.
  static func window(_ text: String) throws -> Window {
    let parts = text.split(separator: " ").map(String.init)
    let times = parts[1].split(separator: "-").compactMap { Window.minutes(String($0)) }
    var directory = TimeZoneDirectory(folders: [DateProgram.zoneinfo])
    let zone = try directory.zone(named: parts[2])
    let days = try #require(Weekdays(parts[0]))
    return try #require(Window(days: days, from: times[0], to: times[1], zone: zone))
  }

  @Test(
    "is open by the clock on the wall",
    arguments: [
      // A working day in winter and in summer.
      ("mon-fri 09:00-17:00 Europe/Berlin", "2026-11-23T07:59:59Z", false),
      ("mon-fri 09:00-17:00 Europe/Berlin", "2026-11-23T08:00:00Z", true),
      ("mon-fri 09:00-17:00 Europe/Berlin", "2026-11-23T15:59:59Z", true),
      ("mon-fri 09:00-17:00 Europe/Berlin", "2026-11-23T16:00:00Z", false),
      ("mon-fri 09:00-17:00 Europe/Berlin", "2026-07-01T06:59:59Z", false),
      ("mon-fri 09:00-17:00 Europe/Berlin", "2026-07-01T07:00:00Z", true),
      ("mon-fri 09:00-17:00 Europe/Berlin", "2026-11-22T10:00:00Z", false),
      // Spring: 02:00 to 03:00 of 29 March does not exist.
      ("sun 02:00-03:00 Europe/Berlin", "2026-03-29T00:59:59Z", false),
      ("sun 02:00-03:00 Europe/Berlin", "2026-03-29T01:00:00Z", false),
      ("sun 01:30-03:30 Europe/Berlin", "2026-03-29T00:30:00Z", true),
      ("sun 01:30-03:30 Europe/Berlin", "2026-03-29T01:29:59Z", true),
      ("sun 01:30-03:30 Europe/Berlin", "2026-03-29T01:30:00Z", false),
      ("sun 02:30-04:00 Europe/Berlin", "2026-03-29T01:00:00Z", true),
      // Autumn: 02:00 to 03:00 of 25 October comes twice.
      ("sun 02:00-03:00 Europe/Berlin", "2026-10-24T23:59:59Z", false),
      ("sun 02:00-03:00 Europe/Berlin", "2026-10-25T00:00:00Z", true),
      ("sun 02:00-03:00 Europe/Berlin", "2026-10-25T01:59:59Z", true),
      ("sun 02:00-03:00 Europe/Berlin", "2026-10-25T02:00:00Z", false),
      ("sun 02:15-02:45 Europe/Berlin", "2026-10-25T00:15:00Z", true),
      ("sun 02:15-02:45 Europe/Berlin", "2026-10-25T00:45:00Z", false),
      ("sun 02:15-02:45 Europe/Berlin", "2026-10-25T01:14:59Z", false),
      ("sun 02:15-02:45 Europe/Berlin", "2026-10-25T01:15:00Z", true),
      // Over midnight in those nights: 7 hours in spring, 9 in autumn, where 8 are usual.
      ("sat 22:00-06:00 Europe/Berlin", "2026-03-28T20:59:59Z", false),
      ("sat 22:00-06:00 Europe/Berlin", "2026-03-28T21:00:00Z", true),
      ("sat 22:00-06:00 Europe/Berlin", "2026-03-29T03:59:59Z", true),
      ("sat 22:00-06:00 Europe/Berlin", "2026-03-29T04:00:00Z", false),
      ("sat 22:00-06:00 Europe/Berlin", "2026-10-24T20:00:00Z", true),
      ("sat 22:00-06:00 Europe/Berlin", "2026-10-25T04:59:59Z", true),
      ("sat 22:00-06:00 Europe/Berlin", "2026-10-25T05:00:00Z", false),
      ("sun 22:00-06:00 Europe/Berlin", "2026-03-29T03:00:00Z", false),
      // The same in New York, 8 March and 1 November.
      ("sun 02:00-03:00 America/New_York", "2026-03-08T06:59:59Z", false),
      ("sun 02:00-03:00 America/New_York", "2026-03-08T07:00:00Z", false),
      ("sun 01:00-02:00 America/New_York", "2026-11-01T04:59:59Z", false),
      ("sun 01:00-02:00 America/New_York", "2026-11-01T05:00:00Z", true),
      ("sun 01:00-02:00 America/New_York", "2026-11-01T06:59:59Z", true),
      ("sun 01:00-02:00 America/New_York", "2026-11-01T07:00:00Z", false),
      ("sat 20:00-04:00 America/New_York", "2026-03-08T07:59:59Z", true),
      ("sat 20:00-04:00 America/New_York", "2026-03-08T08:00:00Z", false),
      ("sat 20:00-04:00 America/New_York", "2026-11-01T08:59:59Z", true),
      ("sat 20:00-04:00 America/New_York", "2026-11-01T09:00:00Z", false),
      // Half an hour back on Lord Howe, 5 April at 02:00.
      ("sun 01:30-02:00 Australia/Lord_Howe", "2026-04-04T14:30:00Z", true),
      ("sun 01:30-02:00 Australia/Lord_Howe", "2026-04-04T15:29:59Z", true),
      ("sun 01:30-02:00 Australia/Lord_Howe", "2026-04-04T15:30:00Z", false),
      // The week and the year end in the middle of a window; the leap day is a day.
      ("sun 22:00-02:00 UTC", "2026-11-23T01:59:59Z", true), ("sun 22:00-02:00 UTC", "2026-11-23T02:00:00Z", false),
      ("mon 22:00-02:00 UTC", "2026-11-23T01:59:59Z", false), ("thu 22:00-02:00 UTC", "2027-01-01T01:00:00Z", true),
      ("tue 00:00-24:00 UTC", "2028-02-29T23:59:59Z", true), ("wed 00:00-24:00 UTC", "2028-02-29T23:59:59Z", false),
      ("tue 22:00-01:00 UTC", "2028-03-01T00:30:00Z", true), ("daily 22:00-00:00 UTC", "2026-11-23T23:59:59Z", true),
      ("daily 22:00-00:00 UTC", "2026-11-24T00:00:00Z", false), ("sun 22:00-24:00 UTC", "2026-11-23T00:00:00Z", false),
      // A date line: Monday in Kiritimati is Sunday in UTC.
      ("mon 00:00-12:00 Pacific/Kiritimati", "2026-11-22T10:00:00Z", true),
      ("mon 00:00-12:00 Pacific/Kiritimati", "2026-11-22T09:59:59Z", false),
      // No minute at all.
      ("daily 09:00-09:00 UTC", "2026-11-23T09:00:00Z", false),
      ("daily 00:00-00:00 UTC", "2026-11-23T00:00:00Z", false),
      // Before 1970.
      ("wed 23:00-24:00 UTC", "1969-12-31T23:59:59Z", true), ("thu 23:00-24:00 UTC", "1969-12-31T23:59:59Z", false),
    ])
  func isOpen(_ text: String, _ moment: String, _ expected: Bool) throws {
    let window = try Self.window(text)
    #expect(window.isOpen(at: try #require(Timestamp(moment))) == expected)
  }

  @Test(
    "is open exactly when the C library's clock shows one of its minutes",
    arguments: ["Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Africa/Casablanca", "Pacific/Apia"])
  func oracle(zone: String) throws {
    var dice = SeededGenerator(seed: 4)
    let moments = (0..<3000).map { _ in Int64.random(in: 1_000_000_000..<4_000_000_000, using: &dice) }
    let clocks = try DateProgram.lines(moments, zone: zone, format: "%u %H %M").map { line in
      line.split(separator: " ").compactMap { Int($0) }
    }
    for text in ["mon-fri 09:00-17:00", "sun 22:00-06:00", "tue,sat 23:59-00:01", "daily 12:00-11:00"] {
      let window = try Self.window("\(text) \(zone)")
      var minutes = [Bool](repeating: false, count: 7 * 1440)
      for day in 0..<7 where window.days.contains(Weekdays(rawValue: 1 << UInt8(day))) {
        let length = (window.to - window.from + 1440) % 1440
        for minute in 0..<length { minutes[(day * 1440 + window.from + minute) % minutes.count] = true }
      }
      for (moment, clock) in zip(moments, clocks) {
        let expected = minutes[(clock[0] - 1) * 1440 + clock[1] * 60 + clock[2]]
        let isOpen = window.isOpen(at: Timestamp(seconds: moment))
        #expect(isOpen == expected, "\(window) at \(moment)")
      }
    }
  }

  @Test(
    "reads times of day",
    arguments: [
      ("00:00", 0), ("0:00", 0), ("9:05", 545), ("09:05", 545), ("23:59", 1439), ("24:00", 1440), ("24:01", nil),
      ("9:60", nil), ("9", nil), ("9:0", nil), ("009:00", nil), (":00", nil), ("", nil), ("9:000", nil), ("-9:00", nil),
      ("09.00", nil), ("1a:00", nil), ("99:99", nil), ("۹:۰۰", nil),
    ] as [(String, Int?)])
  func minutes(_ text: String, _ expected: Int?) { #expect(Window.minutes(text) == expected) }

  @Test("exists only with times within a day, and prints itself")
  func limits() throws {
    #expect(Window(days: .daily, from: -1, to: 5, zone: .utc) == nil)
    #expect(Window(days: .daily, from: 1440, to: 5, zone: .utc) == nil)
    #expect(Window(days: .daily, from: 5, to: 1441, zone: .utc) == nil)
    #expect(Window(days: .daily, from: 5, to: -1, zone: .utc) == nil)
    #expect(Window(days: [.monday], from: 545, to: 1440, zone: .utc)?.description == "mon 09:05-24:00 UTC")
    #expect(Window(days: .daily, from: 5, to: 5, zone: .utc)?.isEmpty == true)
    #expect(Window(days: [], from: 5, to: 6, zone: .utc)?.isEmpty == true)
    #expect(Window(days: .sunday, from: 6, to: 5, zone: .utc)?.isEmpty == false)
  }
}
