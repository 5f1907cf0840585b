import CJournal
import Testing

struct CRC32CTests {
  /// The examples of RFC 3720 §B.4, and the check value that is customary.
  static let examples: [([UInt8], UInt32)] = [
    ([], 0), (Array("123456789".utf8), 0xE306_9283),
    ([UInt8](repeating: 0, count: 32), 0x8A91_36AA), ([UInt8](repeating: 0xFF, count: 32), 0x62A8_AB43),
    (Array(0..<32), 0x46DD_794E), (Array((0..<32).reversed()), 0x113F_DB5C),
    (
      [
        0x01, 0xC0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x14, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0x14, 0, 0, 0, 0x18,
        0x28, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0,
      ], 0xD996_3A56
    ),
  ]

  @Test("The sum is CRC-32C, with the processor's instruction and without", arguments: examples)
  func sum(bytes: [UInt8], sum: UInt32) {
    #expect(unsafe omaha_crc32c(0, bytes, bytes.count) == sum)
    #expect(unsafe omaha_crc32c_portable(0, bytes, bytes.count) == sum)
  }

  @Test("A sum goes on where another has ended, whatever the lengths")
  func pieces() {
    let bytes = (0..<200).map { UInt8(truncatingIfNeeded: $0 &* 37) }
    let whole = unsafe omaha_crc32c(0, bytes, bytes.count)
    for cut in 0...bytes.count {
      let (first, second) = (Array(bytes[..<cut]), Array(bytes[cut...]))
      let sum = unsafe omaha_crc32c(omaha_crc32c(0, first, cut), second, second.count)
      #expect(sum == whole)
      #expect(unsafe omaha_crc32c_portable(omaha_crc32c_portable(0, first, cut), second, second.count) == whole)
    }
  }
}
