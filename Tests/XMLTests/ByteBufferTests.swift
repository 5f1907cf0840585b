import Testing

@testable import XML

struct ByteBufferTests {
  @Test("Numbers are written as the standard library writes them")
  func numbers() {
    for number in [0, 1, 9, 10, 99, 100, -1, -10, Int64.max, Int64.min] {
      var buffer = ByteBuffer()
      buffer.append(decimal: number)
      #expect(String(decoding: buffer.bytes, as: UTF8.self) == String(number))
    }
    var buffer = ByteBuffer(capacity: 1)
    buffer.append(decimal: UInt64.max)
    buffer.append(UInt8(ascii: "."))
    buffer.append(decimal: 254)
    #expect(String(decoding: buffer.bytes, as: UTF8.self) == "18446744073709551615.254")
  }

  @Test("A buffer grows with what is appended and forgets what is truncated")
  func growth() {
    var buffer = ByteBuffer(capacity: 0)
    var expected: [UInt8] = []
    for length in 0..<200 {
      let piece = [UInt8](repeating: UInt8(length), count: length)
      buffer.append(piece)
      buffer.append(UInt8(ascii: "|"))
      buffer.append("text")
      buffer.append(String(repeating: "é", count: length % 20))
      expected +=
        piece + [UInt8(ascii: "|")] + Array("text".utf8) + Array(String(repeating: "é", count: length % 20).utf8)
      #expect(buffer.count == expected.count)
    }
    #expect(buffer.bytes == expected)
    buffer.truncate(to: 3)
    buffer.append([7])
    #expect(buffer.bytes == Array(expected[..<3]) + [7])
    buffer.truncate(to: 0)
    #expect(buffer.bytes.isEmpty)
  }
}
