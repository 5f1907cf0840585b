import Omaha
import Testing
import TestSupport

@testable import Catalog

@Suite("Schedule", .enabled(if: DateProgram.isAvailable, "tzdata is not installed"))
struct ScheduleTests {
  /// A schedule from the forms in which its parts print themselves.
  static func schedule(_ windows: [String], _ blackouts: [String] = []) throws -> Schedule {
    try Schedule(
      windows: windows.map(WindowTests.window),
      blackouts: blackouts.map { text in
        let parts = text.split(separator: " ").map(String.init)
        return try BlackoutTests.blackout(parts[0], parts[2], parts[3])
      })
  }

  static func moment(_ text: String) throws -> Timestamp { try #require(Timestamp(text)) }

  @Test("is open in any window and in no blackout")
  func isOpen() throws {
    let schedule = try Self.schedule(
      ["mon-fri 09:00-17:00 Europe/Berlin", "daily 22:00-02:00 UTC"], ["2026-12-24 to 2026-12-26 Europe/Berlin"])
    for (text, expected) in [
      ("2026-11-23T10:00:00Z", true), ("2026-11-23T20:00:00Z", false), ("2026-11-22T23:00:00Z", true),
      ("2026-12-24T10:00:00Z", false), ("2026-12-24T22:30:00Z", false), ("2026-12-26T23:00:00Z", true),
    ] { #expect(try schedule.isOpen(at: Self.moment(text)) == expected, "\(text)") }
    #expect(try Self.schedule([], ["2026-12-24 to 2026-12-26 UTC"]).isOpen(at: Self.moment("2026-12-23T23:59:59Z")))
    #expect(Schedule.always.isOpen(at: Timestamp(seconds: .min)))
  }

  @Test(
    "knows to the second when it opens and closes next",
    arguments: [
      // A weekend; the change to summer; an opening that spring skips; both passes of autumn; a blackout in the way.
      ("mon-fri 09:00-17:00 Europe/Berlin", "2026-11-20T16:00:00Z", "2026-11-23T08:00:00Z", "2026-11-23T16:00:00Z"),
      ("mon-fri 09:00-17:00 Europe/Berlin", "2026-03-27T17:00:00Z", "2026-03-30T07:00:00Z", "2026-03-30T15:00:00Z"),
      ("sun 02:30-04:00 Europe/Berlin", "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z", "2026-03-29T02:00:00Z"),
      ("sun 02:15-02:45 Europe/Berlin", "2026-03-28T12:00:00Z", "2026-04-05T00:15:00Z", "2026-04-05T00:45:00Z"),
      ("sun 02:15-02:45 Europe/Berlin", "2026-10-24T12:00:00Z", "2026-10-25T00:15:00Z", "2026-10-25T00:45:00Z"),
      ("sun 02:15-02:45 Europe/Berlin", "2026-10-25T00:45:00Z", "2026-10-25T01:15:00Z", "2026-10-25T01:45:00Z"),
      ("sun 01:30-03:30 Europe/Berlin", "2026-10-24T12:00:00Z", "2026-10-24T23:30:00Z", "2026-10-25T02:30:00Z"),
      ("thu 22:00-06:00 Europe/Berlin", "2026-12-21T12:00:00Z", "2027-01-04T23:00:00Z", nil),
      ("daily 00:00-24:00 Europe/Berlin", "2026-12-25T12:00:00Z", "2027-01-04T23:00:00Z", nil),
    ] as [(String, String, String, String?)])
  func next(_ window: String, _ from: String, _ opens: String, _ closes: String?) throws {
    var schedule = try Self.schedule([window], ["2026-12-20 to 2027-01-04 Europe/Berlin"])
    if window.hasPrefix("thu") {
      schedule = try Self.schedule([], ["2026-12-20 to 2027-01-04 Europe/Berlin"])
    }
    let opening = try #require(schedule.nextOpening(after: Self.moment(from)))
    #expect(opening.description == opens)
    #expect(schedule.nextOpening(after: opening) == opening)
    #expect(schedule.nextClosing(after: opening)?.description == closes)
  }

  @Test("finds the same opening and closing as asking minute by minute")
  func bruteForce() throws {
    var dice = SeededGenerator(seed: 5)
    let zones = ["Europe/Berlin", "America/New_York", "America/St_Johns", "Australia/Lord_Howe", "UTC"]
    // Two days around the changes of 2026 in these zones, and a plain night.
    let starts = try [
      "2026-03-28T12:00:00Z", "2026-10-24T12:00:00Z", "2026-03-07T18:00:00Z", "2026-10-31T18:00:00Z",
      "2026-04-04T06:00:00Z", "2026-10-03T06:00:00Z", "2026-12-31T12:00:00Z",
    ].map(Self.moment)
    for _ in 0..<60 {
      let start = starts.randomElement(using: &dice) ?? starts[0]
      let windows = (0..<Int.random(in: 0...3, using: &dice)).map { _ in
        let days = Weekdays(rawValue: .random(in: 0...127, using: &dice))
        let from = Window.text(minutes: .random(in: 0..<1440, using: &dice))
        let to = Window.text(minutes: .random(in: 0...1440, using: &dice))
        return
          "\(days.isEmpty ? "daily" : days.description) \(from)-\(to) \(zones.randomElement(using: &dice) ?? "UTC")"
      }
      let day = start.description.prefix(10)
      let blackout = "\(day)T\(Window.text(minutes: .random(in: 720..<1440, using: &dice))) to \(day) Europe/Berlin"
      let schedule = try Self.schedule(windows, Bool.random(using: &dice) ? [blackout] : [])
      let from = Timestamp(seconds: start.seconds + .random(in: 0..<86_400, using: &dice))
      for isOpen in [true, false] {
        let found = isOpen ? schedule.nextOpening(after: from, within: 2) : schedule.nextClosing(after: from, within: 2)
        let minutes =
          [from.seconds]
          + stride(from: from.seconds - from.secondsOfDay % 60 + 60, through: from.seconds + 2 * 86_400, by: 60)
        let expected = minutes.lazy.map(Timestamp.init(seconds:)).first { schedule.isOpen(at: $0) == isOpen }
        #expect(found == expected, "\(schedule.windows) \(schedule.blackouts) from \(from)")
      }
    }
  }

  @Test("never opens when its windows are empty or a blackout covers them for more than 400 days")
  func neverOpens() throws {
    let now = try Self.moment("2026-11-23T10:00:00Z")
    for (windows, blackouts, expected) in [
      ([], [], false), (["daily 09:00-09:00 UTC"], [], true),
      (["daily 09:00-09:00 UTC", "sun 01:00-01:01 UTC"], [], false),
      ([], ["2020-01-01 to 2030-01-01 UTC"], true), ([], ["2020-01-01 to 2027-01-01 UTC"], false),
      (["sun 00:00-24:00 UTC"], ["2026-11-01 to 2027-11-30 UTC", "2027-12-01 to 2028-12-01 UTC"], true),
    ] as [([String], [String], Bool)] {
      #expect(try Self.schedule(windows, blackouts).neverOpens(from: now) == expected, "\(windows) \(blackouts)")
    }
  }

  @Test("looks no further than it was told, and has an answer at the ends of time")
  func bounds() throws {
    let schedule = try Self.schedule(["mon 09:00-10:00 UTC"])
    let now = try Self.moment("2026-11-23T10:00:00Z")
    #expect(schedule.nextOpening(after: now, within: 6) == nil)
    #expect(schedule.nextOpening(after: now, within: 7)?.description == "2026-11-30T09:00:00Z")
    #expect(schedule.nextOpening(after: now, within: 0) == nil)
    #expect(schedule.nextOpening(after: now, within: -1) == nil)
    #expect(schedule.nextOpening(after: now, within: .max) != nil)
    for moment in [Int64.min, .max].map(Timestamp.init(seconds:)) {
      #expect([nil, moment].contains(schedule.nextOpening(after: moment)))
      #expect([nil, moment].contains(schedule.nextClosing(after: moment)))
    }
    #expect(Schedule.always.nextClosing(after: now) == nil)
    #expect(Schedule.always.nextOpening(after: now) == now)
  }
}
