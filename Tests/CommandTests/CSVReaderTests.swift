import Testing

@testable import omaha_pkg

@Suite("Comma-separated values")
struct CSVReaderTests {
  @Test("a file is read alike in pieces of any size", arguments: 1...12)
  func pieces(size: Int) throws {
    var rest = Array("\u{FEFF}version,alias\r\n1.0,\"a, \"\"b\"\"\"\n".utf8)[...]
    var reader = try CSVReader {
      defer { rest = rest.dropFirst(size) }
      return Array(rest.prefix(size))
    }
    let (first, second, end) = (try reader.next(), try reader.next(), try reader.next())
    #expect(first?.values == ["version", "alias"])
    #expect(second?.values == ["1.0", "a, \"b\""])
    #expect(end == nil)
  }
}
