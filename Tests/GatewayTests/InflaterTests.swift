import Testing

@testable import Gateway

struct InflaterTests {
  /// `printf hello | gzip -n9`
  private let hello: [UInt8] = [
    0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 2, 3, 0xCB, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0, 0x86, 0xA6, 0x10, 0x36, 5, 0, 0, 0,
  ]

  private func inflate(_ body: [UInt8], limit: Int = 100) throws(Rejection) -> String {
    guard let inflater = Inflater() else { throw Rejection.internalError }
    return String(decoding: try inflater.inflate(body, limit: limit), as: UTF8.self)
  }

  @Test("One member or several are inflated")
  func members() throws {
    #expect(try inflate(hello) == "hello")
    #expect(try inflate(hello + hello) == "hellohello")
  }

  @Test("The limit is exact", arguments: [(5, true), (4, false), (0, false)])
  func limit(limit: Int, isAccepted: Bool) {
    if isAccepted {
      #expect(throws: Never.self) { try inflate(hello, limit: limit) }
    } else {
      #expect(throws: Rejection.tooLarge) { try inflate(hello, limit: limit) }
    }
  }

  @Test("What is cut off, at any byte, is not valid")
  func truncated() {
    for count in 0..<hello.count {
      #expect(throws: Rejection.invalidGzip) { try inflate(Array(hello.prefix(count))) }
    }
  }

  @Test("Damage and trailing bytes are not valid")
  func damaged() {
    for index in [0, 1, 2, 10, 12, 17, 20, 21] {
      var body = hello
      body[index] ^= 0x55
      #expect(throws: Rejection.invalidGzip) { try inflate(body) }
    }
    #expect(throws: Rejection.invalidGzip) { try inflate(hello + [0]) }
    #expect(throws: Rejection.invalidGzip) { try inflate(hello + Array("trailing".utf8)) }
  }

  @Test("An inflater is good again after a fault")
  func reuse() throws {
    let inflater = try #require(Inflater())
    #expect(throws: Rejection.invalidGzip) { try inflater.inflate([1, 2, 3], limit: 100) }
    #expect(throws: Rejection.tooLarge) { try inflater.inflate(hello, limit: 1) }
    #expect(try inflater.inflate(hello, limit: 100) == Array("hello".utf8))
  }
}
