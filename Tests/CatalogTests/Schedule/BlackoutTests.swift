import Omaha
import Testing
import TestSupport

@testable import Catalog
@testable import CatalogEditing

@Suite("Blackout", .enabled(if: DateProgram.isAvailable, "tzdata is not installed"))
struct BlackoutTests {
  static func blackout(_ first: String, _ last: String, _ zone: String) throws -> Blackout {
    var directory = TimeZoneDirectory(folders: [DateProgram.zoneinfo])
    let zone = try directory.zone(named: zone)
    let begin = try #require(LocalTime(first))
    let end = try #require(LocalTime(last))
    return try #require(Blackout(first: begin, last: end, zone: zone))
  }

  @Test(
    "covers both its days, and with times up to but not including the end",
    arguments: [
      ("2026-12-20", "2027-01-03", "Europe/Berlin", "2026-12-19T22:59:59Z", false),
      ("2026-12-20", "2027-01-03", "Europe/Berlin", "2026-12-19T23:00:00Z", true),
      ("2026-12-20", "2027-01-03", "Europe/Berlin", "2026-12-31T23:30:00Z", true),
      ("2026-12-20", "2027-01-03", "Europe/Berlin", "2027-01-03T22:59:59Z", true),
      ("2026-12-20", "2027-01-03", "Europe/Berlin", "2027-01-03T23:00:00Z", false),
      ("2028-02-29", "2028-02-29", "UTC", "2028-02-28T23:59:59Z", false),
      ("2028-02-29", "2028-02-29", "UTC", "2028-02-29T00:00:00Z", true),
      ("2028-02-29", "2028-02-29", "UTC", "2028-02-29T23:59:59Z", true),
      ("2028-02-29", "2028-02-29", "UTC", "2028-03-01T00:00:00Z", false),
      ("2026-12-20T18:00", "2026-12-21T06:30", "America/New_York", "2026-12-20T22:59:59Z", false),
      ("2026-12-20T18:00", "2026-12-21T06:30", "America/New_York", "2026-12-20T23:00:00Z", true),
      ("2026-12-20T18:00", "2026-12-21T06:30", "America/New_York", "2026-12-21T11:29:59Z", true),
      ("2026-12-20T18:00", "2026-12-21T06:30", "America/New_York", "2026-12-21T11:30:00Z", false),
      ("2026-12-20T18:00", "2026-12-21", "UTC", "2026-12-21T23:59:59Z", true),
      ("2026-12-20", "2026-12-20T24:00", "UTC", "2026-12-20T23:59:59Z", true),
      ("2026-12-20", "2026-12-20T24:00", "UTC", "2026-12-21T00:00:00Z", false),
      // A day of 23 hours and one of 25.
      ("2026-03-29", "2026-03-29", "Europe/Berlin", "2026-03-28T23:00:00Z", true),
      ("2026-03-29", "2026-03-29", "Europe/Berlin", "2026-03-29T21:59:59Z", true),
      ("2026-03-29", "2026-03-29", "Europe/Berlin", "2026-03-29T22:00:00Z", false),
      ("2026-10-25", "2026-10-25", "Europe/Berlin", "2026-10-24T22:00:00Z", true),
      ("2026-10-25", "2026-10-25", "Europe/Berlin", "2026-10-25T22:59:59Z", true),
      ("2026-10-25", "2026-10-25", "Europe/Berlin", "2026-10-25T23:00:00Z", false),
    ])
  func covers(_ first: String, _ last: String, _ zone: String, _ moment: String, _ expected: Bool) throws {
    let blackout = try Self.blackout(first, last, zone)
    #expect(blackout.covers(try #require(Timestamp(moment))) == expected)
  }

  @Test("does not exist when it would end before it begins")
  func order() throws {
    for (first, last) in [
      ("2026-12-21", "2026-12-20"), ("2026-12-20T18:00", "2026-12-20T18:00"), ("2026-12-21T00:00", "2026-12-20"),
    ] {
      let begin = try #require(LocalTime(first))
      let end = try #require(LocalTime(last))
      #expect(Blackout(first: begin, last: end, zone: .utc) == nil, "\(first) to \(last)")
    }
  }

  @Test("prints itself as it is written", arguments: ["2026-12-20", "2026-12-20T08:05", "0001-01-01"])
  func text(first: String) throws {
    let blackout = try Self.blackout(first, "2027-01-03", "Europe/Berlin")
    #expect(blackout.description == "\(first) to 2027-01-03 Europe/Berlin")
  }

  @Test(
    "refuses what is no local day or minute",
    arguments: [
      "", "2026-12", "2026-02-29", "2026-12-20T", "2026-12-20T9:00", "2026-12-20T24:01", "2026-12-20T18:00Z",
      "2026-12-20T18:00:00", "2026-12-20 18:00", "2026-12-20t18:00", "20261220", "2026-12-20T18:00T18:00",
    ])
  func malformed(text: String) { #expect(LocalTime(text) == nil) }
}
