import Omaha
import Testing
import TestSupport

@Suite("Version")
struct VersionTests {
  @Test(
    "accepts dotted numbers with an optional pre-release and build",
    arguments: [
      "0", "1", "1.2", "1.2.3", "1.2.3.4.5.6.7.8", "3815.2.0", "007.0", "0.0.0.0",
      "1.2.3-alpha", "1.2.3-alpha.1", "1.2-0.3.7", "1.2.3-x-y-z.4", "1.2.3--", "1.2.3+build", "1.2.3-rc.1+b.5-6",
      "3815.2.0+nightly-20240101-2100", "99999999999999999999999999999999.1", "ForcedUpdate",
    ])
  func accepts(_ text: String) throws {
    let version = try #require(Version(text))
    #expect(version.text == text)
    #expect(version.description == text)
  }

  @Test(
    "refuses everything else",
    arguments: [
      "", " ", ".", "1.", ".1", "1..2", "v1.2", "1.2 ", " 1.2", "1.2.x", "-1", "1.2-", "1.2+", "1.2-a..b", "1.2-a.",
      "1.2+a..b", "1.2+a+b", "1.2-ä", "１.２", "1.2_3", "11.254.2011_03_09_1814", "0.11.254.2011_03_09_1814", "1,2",
      "forcedupdate", "ForcedUpdate.1", "ForcedUpdate ", "{$ver}", "1.2\n", "1.2\u{0}", "e1", "1/2",
    ])
  func refuses(_ text: String) {
    #expect(Version(text) == nil)
  }

  @Test("has an upper bound of 256 bytes")
  func bound() {
    #expect(Version(String(repeating: "1", count: 256)) != nil)
    #expect(Version(String(repeating: "1", count: 257)) == nil)
    #expect(Version("1-" + String(repeating: "a", count: 254)) != nil)
    #expect(Version("1-" + String(repeating: "a", count: 255)) == nil)
  }

  @Test(
    "sorts by number of any length, then by pre-release as semantic versioning says",
    arguments: [
      [
        "ForcedUpdate", "0-a", "0", "0.0.0.1", "0.1", "1.0.0-0", "1.0.0-1", "1.0.0-2", "1.0.0-10", "1.0.0-alpha",
        "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0",
        "1.0.0.1", "1.2", "1.10", "2", "9.9.9", "10", "3815.2.0", "3815.2.1", "18446744073709551615",
        "18446744073709551616", "99999999999999999999999999999998", "99999999999999999999999999999999",
      ]
    ])
  func order(_ texts: [String]) throws {
    let versions = try texts.map { try #require(Version($0)) }
    for (i, left) in versions.enumerated() {
      for (j, right) in versions.enumerated() {
        #expect((left < right) == (i < j), "\(left) < \(right)")
        #expect((left == right) == (i == j), "\(left) == \(right)")
        #expect(left.sortKey.utf8.lexicographicallyPrecedes(right.sortKey.utf8) == (i < j), "\(left) < \(right)")
      }
    }
  }

  @Test(
    "takes missing parts as 0 and ignores leading zeros and the build",
    arguments: [
      ("1", "1.0"), ("1.2", "1.2.0.0"), ("0", "0.0.0.0"), ("01.002", "1.2"), ("1.2+a", "1.2+b"), ("1.2", "1.2.0+z"),
      ("1.0-alpha", "1.0.0-alpha"), ("1.0-01", "1.0-1"), ("1.0-0", "1.0-00"), ("00000000000000000000000001", "1"),
      ("ForcedUpdate", "ForcedUpdate"),
    ])
  func equal(_ left: String, _ right: String) throws {
    let left = try #require(Version(left))
    let right = try #require(Version(right))
    #expect(left == right)
    #expect(!(left < right) && !(right < left))
    #expect(left.hashValue == right.hashValue)
  }

  @Test("tells a forced update and a pre-release")
  func kinds() throws {
    #expect(try #require(Version("ForcedUpdate")).isForcedUpdate)
    #expect(try !#require(Version("0")).isForcedUpdate)
    #expect(try #require(Version("1-a+b")).isPreRelease)
    #expect(try !#require(Version("1+b-a")).isPreRelease)
    #expect(try !#require(Version("ForcedUpdate")).isPreRelease)
  }

  @Test("has a total order over generated versions")
  func totalOrder() throws {
    var random = SeededGenerator()
    let pieces = ["0", "1", "2", "9", "10", "00", "01", "18446744073709551616", "1234567890123456789012345"]
    let tags = ["", "-0", "-1", "-10", "-a", "-a.1", "-a.b", "-1.a", "-A", "+x", "-a+x"]
    let versions = try (0..<200).map { _ in
      let numbers = (0..<Int.random(in: 1...4, using: &random)).map { _ in pieces.random(using: &random) }
      return try #require(Version(numbers.joined(separator: ".") + tags.random(using: &random)))
    }
    // The key has the same order.
    let keys = versions.map { Array($0.sortKey.utf8) }
    for (left, leftKey) in zip(versions, keys) {
      for (right, rightKey) in zip(versions, keys) {
        #expect((leftKey == rightKey) == (left == right), "\(left) \(right), seed \(random.seed)")
        #expect(
          leftKey.lexicographicallyPrecedes(rightKey) == (left < right), "\(left) \(right), seed \(random.seed)")
        let relations = [left < right, left == right, right < left]
        #expect(relations.count { $0 } == 1, "\(left) \(right), seed \(random.seed)")
        if left == right { #expect(left.hashValue == right.hashValue, "\(left) \(right), seed \(random.seed)") }
      }
    }
    let sorted = versions.sorted()
    for index in sorted.indices.dropFirst() {
      #expect(!(sorted[index] < sorted[index - 1]), "seed \(random.seed)")
      #expect(!(sorted[index] < sorted[0]), "seed \(random.seed)")
    }
  }
}
