import Omaha
import Testing
import TestSupport

@Suite("Timestamp")
struct TimestampTests {
  @Test(
    "is read from and written as RFC 3339 in UTC",
    arguments: [
      ("1970-01-01T00:00:00Z", 0), ("2007-01-01T00:00:00Z", 1_167_609_600), ("2026-11-23T10:00:00Z", 1_795_428_000),
      ("2000-02-29T23:59:59Z", 951_868_799), ("1969-12-31T23:59:59Z", -1), ("0000-01-01T00:00:00Z", -62_167_219_200),
      ("9999-12-31T23:59:59Z", 253_402_300_799), ("2100-03-01T00:00:00Z", 4_107_542_400),
    ] as [(String, Int64)])
  func pairs(_ text: String, _ seconds: Int64) {
    #expect(Timestamp(text)?.seconds == seconds)
    #expect(Timestamp(seconds: seconds).description == text)
  }

  @Test(
    "understands an offset and lower case",
    arguments: [
      ("2026-11-23T11:00:00+01:00", "2026-11-23T10:00:00Z"), ("2026-11-23T00:30:00-09:45", "2026-11-23T10:15:00Z"),
      ("2026-11-23t10:00:00z", "2026-11-23T10:00:00Z"), ("2026-11-23T10:00:00-00:00", "2026-11-23T10:00:00Z"),
    ])
  func offsets(_ text: String, _ expected: String) {
    #expect(Timestamp(text)?.description == expected)
  }

  @Test(
    "refuses what is no moment",
    arguments: [
      "", "2026-11-23", "2026-11-23T10:00:00", "2026-11-23 10:00:00Z", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z",
      "2026-02-29T00:00:00Z", "2100-02-29T00:00:00Z", "2026-04-31T00:00:00Z", "2026-01-00T00:00:00Z",
      "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z", "2026-01-01T00:00:60Z", "2026-01-01T00:00:00.5Z",
      "2026-01-01T00:00:00+24:00", "2026-01-01T00:00:00+0100", "+026-01-01T00:00:00Z", "2026-01-01T00:00:00ZZ",
    ])
  func refuses(_ text: String) {
    #expect(Timestamp(text) == nil)
  }

  @Test("survives writing and reading at any second of the calendar")
  func roundTrip() {
    var random = SeededGenerator()
    for _ in 0..<5_000 {
      let moment = Timestamp(seconds: Int64.random(in: -62_167_219_200...253_402_300_799, using: &random))
      #expect(Timestamp(moment.description) == moment, "seed \(random.seed)")
      #expect((0..<86_400).contains(moment.secondsOfDay), "seed \(random.seed)")
      #expect(moment.day * 86_400 + moment.secondsOfDay == moment.seconds, "seed \(random.seed)")
    }
  }

  @Test("gives a response's daystart")
  func daystart() throws {
    let moment = try #require(Timestamp("2018-03-10T17:21:39Z"))
    #expect(Daystart(at: moment) == Daystart(elapsedSeconds: 62_499, elapsedDays: 4_086))
    let first = try #require(Timestamp("2007-01-01T00:00:00Z"))
    #expect(Daystart(at: first) == Daystart(elapsedSeconds: 0, elapsedDays: 0))
  }

  @Test(
    "any number of seconds has a day, a time of day and a text",
    arguments: [
      (Int64.min, -106_751_991_167_301, 30_592, "-292277022657-01-27T08:29:52Z"),
      (Int64.max, 106_751_991_167_300, 55_807, "292277026596-12-04T15:30:07Z"),
      (-86_400, -1, 0, "1969-12-31T00:00:00Z"), (-1, -1, 86_399, "1969-12-31T23:59:59Z"),
    ])
  func extremes(seconds: Int64, day: Int64, secondsOfDay: Int64, text: String) {
    let timestamp = Timestamp(seconds: seconds)
    #expect(timestamp.day == day && timestamp.secondsOfDay == secondsOfDay)
    #expect(timestamp.description == text)
  }
}
