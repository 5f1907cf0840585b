import Testing

@testable import Catalog

@Suite("Weekdays")
struct WeekdaysTests {
  @Test(
    "are read in every form and written in one",
    arguments: [
      ("mon-fri", [.monday, .tuesday, .wednesday, .thursday, .friday], "mon-fri"),
      ("sat,sun", [.saturday, .sunday], "sat,sun"),
      ("mon,wed-fri", [.monday, .wednesday, .thursday, .friday], "mon,wed-fri"), ("daily", .daily, "daily"),
      ("fri-mon", [.friday, .saturday, .sunday, .monday], "mon,fri-sun"), ("tue-mon", .daily, "daily"),
      ("Monday-FRIDAY", [.monday, .tuesday, .wednesday, .thursday, .friday], "mon-fri"), ("sun", .sunday, "sun"),
      ("mon-mon", .monday, "mon"), ("sun, mon , sun", [.monday, .sunday], "mon,sun"),
      ("mon - wed", [.monday, .tuesday, .wednesday], "mon-wed"),
      ("thu-tue", [.thursday, .friday, .saturday, .sunday, .monday, .tuesday], "mon,tue,thu-sun"),
    ] as [(String, Weekdays, String)])
  func readable(_ text: String, _ days: Weekdays, _ canonical: String) {
    #expect(Weekdays(text) == days)
    #expect(days.description == canonical)
    #expect(Weekdays(canonical) == days)
  }

  @Test(
    "are refused when malformed",
    arguments: [
      "", ",", "mon,", ",mon", "mon-", "-mon", "mon-tue-wed", "mo", "mond", "mon;tue", "mon tue", "1-5", "*",
      "daily,mon",
    ])
  func malformed(text: String) { #expect(Weekdays(text) == nil) }

  @Test("count from the Thursday of 1970-01-01")
  func days() {
    #expect(Weekdays.thursday.contains(daysSince1970: 0))
    #expect(Weekdays.wednesday.contains(daysSince1970: -1))
    #expect(Weekdays.monday.contains(daysSince1970: -10))
    #expect(Weekdays.monday.contains(daysSince1970: 20_780))  // 2026-11-23
    #expect(!Weekdays.monday.symmetricDifference(.daily).contains(daysSince1970: 20_780))
  }
}
