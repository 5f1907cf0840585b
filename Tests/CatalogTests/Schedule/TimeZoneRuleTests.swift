import Omaha
import Testing
import TestSupport

@testable import Catalog

@Suite("TimeZoneRule")
struct TimeZoneRuleTests {
  @Test(
    "agrees with the C library on the days and hours of a rule",
    .enabled(if: DateProgram.isAvailable, "tzdata is not installed"),
    arguments: [
      "CET-1CEST,M3.5.0,M10.5.0/3", "EST5EDT,M3.2.0,M11.1.0", "IST-1GMT0,M10.5.0,M3.5.0/1",
      "<+00>0<+02>-2,M3.5.0/1,M10.5.0/3", "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", "EET-2EEST,M3.4.4/50,M10.4.4/50",
      "<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "AAA3:15:30BBB,J60/0,J305/23:59:59", "AAA-5BBB,59,300/12", "AAA0BBB,J59,58",
      "AAA11BBB10:30,M1.1.1,M12.5.6/1", "AAA-13BBB,M9.5.6/24,M4.1.0/0:30", "UTC0", "<+0545>-5:45",
    ])
  func oracle(text: String) throws {
    let rule = try #require(TimeZoneRule(Array(text.utf8)[...]))
    var dice = SeededGenerator(seed: 3)
    var moments = (0..<1500).map { _ in Int64.random(in: 0..<7_258_118_400, using: &dice) }
    var next = rule.change(after: 0)
    while let change = next, change < 3_000_000_000 {
      moments += [change - 1, change]
      next = rule.change(after: change)
    }
    let expected = try DateProgram.offsets(moments, zone: text)
    try #require(expected.count == moments.count)
    let wrong = moments.indices.filter { Int(rule.offset(at: moments[$0])) != expected[$0] }
    #expect(wrong.isEmpty, "\(wrong.prefix(3).map { (Timestamp(seconds: moments[$0]), expected[$0]) })")
  }

  @Test(
    "is daylight-saving time all year when its end is its start (RFC 9636 §3.3.1)",
    arguments: [("EST5EDT,0/0,J365/25", -14_400), ("AST3EDT4,0/0,J365/23", -14_400)])
  func allYear(text: String, offset: Int32) throws {
    let rule = try #require(TimeZoneRule(Array(text.utf8)[...]))
    for hour in Int64(0)..<20_000 { #expect(rule.offset(at: 1_700_000_000 + hour * 3600) == offset) }
    #expect(rule.change(after: 0) == nil)
  }

  @Test("keeps a change that its hours put into another year")
  func otherYear() throws {
    let rule = try #require(TimeZoneRule(Array("AAA0BBB,J365/167,J1/-167".utf8)[...]))
    let starts = try #require(Timestamp("2027-01-06T23:00:00Z"))
    let ends = try #require(Timestamp("2026-12-25T00:00:00Z"))
    // From 6 January to 24 December.
    #expect(rule.change(after: ends.seconds) == starts.seconds)
    #expect(rule.offset(at: starts.seconds - 1) == 0)
    #expect(rule.offset(at: starts.seconds) == 3600)
    #expect(rule.change(after: ends.seconds - 86_400) == ends.seconds)
  }

  @Test(
    "is refused when malformed",
    arguments: [
      "", "CET", "CE-1", "C1T-1", "<CET-1", "<+1>-1", "CET-25", "CET-1:60", "CET-1:", "CET--1", "CET-1CEST",
      "CET-1CEST,",
      "CET-1CEST,M3.5.0", "CET-1CEST,M3.5.0,", "CET-1CEST,M13.5.0,M10.5.0", "CET-1CEST,M3.6.0,M10.5.0",
      "CET-1CEST,M3.0.0,M10.5.0", "CET-1CEST,M3.5.7,M10.5.0", "CET-1CEST,M3.5,M10.5.0", "CET-1CEST,J0,J365",
      "CET-1CEST,J366,J1", "CET-1CEST,366,1", "CET-1CEST,M3.5.0/168,M10.5.0", "CET-1CEST,M3.5.0,M10.5.0/3x",
      "CET-1CEST,M3.5.0/,M10.5.0", "CET-1CEST,M3.5.0,M10.5.0,", ":Europe/Berlin", "CET-99999999999999999999",
    ])
  func malformed(text: String) {
    #expect(TimeZoneRule(Array(text.utf8)[...]) == nil)
  }
}
