import Testing

@testable import PackageServer

struct ByteRangeTests {
  static let cases: [(String?, ByteRange)] = [
    (nil, .whole),
    ("bytes=0-0", .part(0..<1)), ("bytes=0-999", .part(0..<1000)), ("bytes=0-", .part(0..<1000)),
    ("bytes=100-199", .part(100..<200)), ("bytes=999-", .part(999..<1000)), ("bytes=999-999", .part(999..<1000)),
    // Longer than there is.
    ("bytes=500-5000", .part(500..<1000)), ("bytes=1-18446744073709551615", .part(1..<1000)),
    ("bytes=1-99999999999999999999999", .part(1..<1000)),
    // From the end.
    ("bytes=-1", .part(999..<1000)), ("bytes=-1000", .part(0..<1000)), ("bytes=-2000", .part(0..<1000)),
    ("bytes=-0", .unsatisfiable),
    // Beyond the end.
    ("bytes=1000-", .unsatisfiable), ("bytes=1000-1001", .unsatisfiable),
    ("bytes=99999999999999999999999-", .unsatisfiable),
    // The unit's case does not count (RFC 9110 §14.1).
    ("Bytes=1-2", .part(1..<3)), ("bytes= 1-2", .part(1..<3)),
    // Several, which are answered by everything.
    ("bytes=0-0,5-6", .whole), ("bytes=0-,", .whole),
    // What is no range is as good as none (RFC 9110 §14.2).
    ("bytes=", .whole), ("bytes=-", .whole), ("bytes", .whole), ("bytes=5-4", .whole), ("bytes=a-b", .whole),
    ("bytes=1-b", .whole), ("bytes=+1-2", .whole), ("bytes=--1", .whole), ("bytes=1", .whole), ("items=1-2", .whole),
    ("bytes=1-2-3", .whole), ("bytes=0x1-2", .whole), ("bytes=١-٢", .whole), ("", .whole),
  ]

  @Test("A Range header asks for a part, for nothing that is there, or for the whole", arguments: cases)
  func reading(header: String?, range: ByteRange) {
    #expect(ByteRange(header, size: 1000) == range)
  }

  @Test("An empty file has no part")
  func empty() {
    #expect(ByteRange("bytes=0-", size: 0) == .unsatisfiable)
    #expect(ByteRange("bytes=-5", size: 0) == .unsatisfiable)
    #expect(ByteRange(nil, size: 0) == .whole)
  }
}
