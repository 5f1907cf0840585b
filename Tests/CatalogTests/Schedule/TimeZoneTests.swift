import Omaha
import Testing
import TestSupport

@testable import Catalog

@Suite("TimeZone")
struct TimeZoneTests {
  static let names = [
    "Europe/Berlin", "America/New_York", "America/Sao_Paulo", "Asia/Kolkata", "Australia/Lord_Howe",
    "Africa/Casablanca", "Pacific/Apia", "America/St_Johns", "Asia/Tehran", "Antarctica/Troll", "Europe/Dublin",
    "Asia/Gaza", "America/Nuuk", "Pacific/Kiritimati", "UTC",
  ]

  @Test(
    "agrees with the C library from 1970 to 2200, and around every change to the second",
    .enabled(if: DateProgram.isAvailable, "tzdata is not installed"), arguments: names)
  func offsets(name: String) throws {
    var directory = TimeZoneDirectory(folders: [DateProgram.zoneinfo])
    let zone = try directory.zone(named: name)
    try Self.compare(zone, with: name, step: 17 * 86_400)
  }

  @Test(
    "agrees with the C library when the file leaves the future to its footer",
    .enabled(if: DateProgram.isAvailable, "tzdata is not installed"))
  func slimFiles() throws {
    let temporary = try TemporaryFolder()
    try DateProgram.compileSlim(into: temporary.path)
    var directory = TimeZoneDirectory(folders: [temporary.path])
    for name in Self.names {
      let zone = try directory.zone(named: name)
      try Self.compare(zone, with: temporary.path + "/" + name, step: 41 * 86_400)
    }
  }

  private static func compare(_ zone: TimeZone, with oracle: String, step: Int64) throws {
    let moments = moments(of: zone, step: step)
    let expected = try DateProgram.offsets(moments, zone: oracle)
    try #require(expected.count == moments.count)
    let wrong = moments.indices.filter { zone.offset(at: Timestamp(seconds: moments[$0])) != expected[$0] }
    #expect(wrong.isEmpty, "\(oracle) at \(wrong.prefix(3).map { Timestamp(seconds: moments[$0]) })")
  }

  /// Moments from 1970 to 2200 at about every `step`, and both sides of every change that the zone knows.
  private static func moments(of zone: TimeZone, step: Int64) -> [Int64] {
    let end: Int64 = 7_258_118_400
    var dice = SeededGenerator(seed: 1)
    var moments = stride(from: 0, to: end, by: Int(step)).map { $0 + .random(in: 0..<step, using: &dice) }
    var next = zone.nextTransition(after: Timestamp(seconds: 0))
    while let change = next, change.seconds < end {
      moments += [change.seconds - 1, change.seconds]
      next = zone.nextTransition(after: change)
    }
    return moments
  }

  @Test("takes the offset of the last change at or before a moment")
  func changes() throws {
    var file = TZifBuilder(changes: [(100, 1), (200, 2), (300, 1)], offsets: [60, 3600, -3600])
    for version: UInt8 in [0, UInt8(ascii: "2"), UInt8(ascii: "3"), UInt8(ascii: "4")] {
      file.version = version
      file.footer = version == 0 ? nil : ""
      let zone = try TimeZone(name: "Test", tzif: file.bytes)
      let expected: [(Int64, Int)] = [
        (.min, 60), (99, 60), (100, 3600), (199, 3600), (200, -3600), (300, 3600), (.max, 3600),
      ]
      for (moment, offset) in expected { #expect(zone.offset(at: Timestamp(seconds: moment)) == offset) }
      #expect(zone.nextTransition(after: Timestamp(seconds: 100)) == Timestamp(seconds: 200))
      #expect(zone.nextTransition(after: Timestamp(seconds: 300)) == nil)
    }
  }

  @Test("leaves out changes of the name alone when it looks for the next")
  func nextTransition() throws {
    let file = TZifBuilder(changes: [(100, 1), (200, 2), (300, 0)], offsets: [0, 3600, 3600], footer: "")
    let zone = try TimeZone(name: "Test", tzif: file.bytes)
    #expect(zone.nextTransition(after: Timestamp(seconds: 99)) == Timestamp(seconds: 100))
    #expect(zone.nextTransition(after: Timestamp(seconds: 100)) == Timestamp(seconds: 300))
  }

  @Test("has rules for every moment that can be written")
  func extremes() throws {
    let zone = try TimeZone(
      name: "Test", tzif: TZifBuilder(footer: "CET-1CEST,M3.5.0,M10.5.0/3").bytes)
    for moment in [Int64.min, .min + 1, -253_402_300_800, 253_402_300_799, .max - 1, .max] {
      #expect([3600, 7200].contains(zone.offset(at: Timestamp(seconds: moment))))
      let next = zone.nextTransition(after: Timestamp(seconds: moment))
      #expect((next == nil) == (abs(moment >> 1) > 1 << 60))
      if let next { #expect(next.seconds > moment && next.seconds < moment + 366 * 86_400) }
    }
    #expect(zone.offset(at: try #require(Timestamp("9999-03-28T00:59:59Z"))) == 3600)
    #expect(zone.offset(at: try #require(Timestamp("9999-03-28T01:00:00Z"))) == 7200)
  }

  @Test("is UTC without a file, and equal by name")
  func utc() throws {
    #expect(TimeZone.utc.offset(at: Timestamp(seconds: 0)) == 0)
    #expect(TimeZone.utc.nextTransition(after: Timestamp(seconds: 0)) == nil)
    let file = TZifBuilder(offsets: [60], footer: "").bytes
    #expect(try TimeZone(name: "UTC", tzif: file) == .utc)
    #expect(try TimeZone(name: "Test", tzif: file) != .utc)
  }
}
