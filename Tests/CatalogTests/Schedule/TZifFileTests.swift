import Omaha
import Testing
import TestSupport

@testable import Catalog

@Suite("TZifFile")
struct TZifFileTests {
  static let sample = TZifBuilder(
    changes: [(-2_000_000_000, 1), (0, 2), (1_000_000_000, 1), (2_000_000_000, 2)], offsets: [3208, 3600, 7200],
    footer: "CET-1CEST,M3.5.0,M10.5.0/3")

  static func error(_ bytes: [UInt8]) -> String? {
    do {
      _ = try TimeZone(name: "Test", tzif: bytes)
      return nil
    } catch { return error.message }
  }

  @Test("refuses a file that is cut off, wherever", arguments: [UInt8(0), UInt8(ascii: "2")])
  func truncated(version: UInt8) {
    var file = Self.sample
    file.version = version
    let bytes = file.bytes
    #expect(Self.error(bytes) == nil)
    for count in bytes.indices {
      let message = Self.error(Array(bytes.prefix(count)))
      #expect(message == "is not a TZif file" || message == "is a TZif file that ends too early", "\(count) bytes")
    }
  }

  @Test("refuses counts that the file does not bear out", arguments: 0..<6)
  func lies(position: Int) {
    var file = Self.sample
    for lie: UInt32 in [1000, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF] {
      file.lies = [position: lie]
      #expect(Self.error(file.bytes) == "is a TZif file that ends too early")
    }
    for lie: UInt32 in [0, 1, 2, 3, 4, 5] {
      file.lies = [position: lie]
      // What else would be a TZif file is taken for what it says; it must only not be read beyond its end.
      _ = Self.error(file.bytes)
    }
  }

  @Test(
    "says what is wrong",
    arguments: [
      (TZifBuilder(magic: "TZIF"), "is not a TZif file"),
      (TZifBuilder(version: 1), "is a TZif file of an unknown version"),
      (TZifBuilder(version: UInt8(ascii: "1")), "is a TZif file of an unknown version"),
      (TZifBuilder(changes: [(5, 1)], footer: ""), "is a TZif file that refers to an offset it lacks"),
      (TZifBuilder(changes: [(5, 0), (5, 0)], footer: ""), "is a TZif file with times that are out of order"),
      (TZifBuilder(changes: [(.min, 0)], footer: ""), "is a TZif file with times that are out of order"),
      (TZifBuilder(changes: [(1 << 60, 0)], footer: ""), "is a TZif file with times that are out of order"),
      (TZifBuilder(offsets: [100_000], footer: ""), "is a TZif file with an offset of more than a day"),
      (TZifBuilder(offsets: [.min], footer: ""), "is a TZif file with an offset of more than a day"),
      (TZifBuilder(offsets: [], footer: ""), "is a TZif file without an offset"),
      (TZifBuilder(footer: "", lies: [5: 0]), "is a TZif file without an offset"),
      (TZifBuilder(offsets: [0, 1], footer: "", lies: [0: 1]), "is a TZif file with counts that disagree"),
      (TZifBuilder(footer: "0123456789AB", lies: [2: 1]), "is a TZif file that counts leap seconds"),
      (TZifBuilder(footer: "CET"), "is a TZif file with a malformed footer"),
      (TZifBuilder(footer: nil), "is a TZif file that ends too early"),
      (TZifBuilder(footer: "UTC0", lies: [5: 3]), "is a TZif file without a footer"),
    ] as [(TZifBuilder, String)])
  func faults(_ file: TZifBuilder, _ message: String) {
    #expect(Self.error(file.bytes) == message)
  }

  @Test("reads whatever a file was damaged to without a trap, and every offset stays within a day or so")
  func damaged() {
    var dice = SeededGenerator(seed: 2)
    let original = Self.sample.bytes
    let moments = [Int64.min, -1, 0, 1_500_000_000, 4_000_000_000, .max].map(Timestamp.init(seconds:))
    var readable = 0
    for _ in 0..<2000 {
      var bytes = original
      for _ in 0..<Int.random(in: 1...3, using: &dice) {
        bytes[.random(in: bytes.indices, using: &dice)] ^= 1 << UInt8.random(in: 0..<8, using: &dice)
      }
      guard let zone = try? TimeZone(name: "Test", tzif: bytes) else { continue }
      readable += 1
      for moment in moments {
        #expect(TimeZoneRule.offsets.contains(Int64(zone.offset(at: moment))))
        #expect(zone.nextTransition(after: moment).map { $0 > moment } != false)
      }
    }
    #expect(readable > 100)
  }
}
