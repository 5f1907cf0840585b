import Testing
import TestSupport

@testable import Bundling

/// Every byte of a bundle matters.
@Suite("The reader of bundles")
struct BundleReaderTests {
  @Test("reads what was written, in pieces of any size", arguments: [1, 3, 511, 512, 513, 100_000])
  func pieces(size: Int) throws {
    let (signature, payloads) = try SampleBundle.read(try SampleBundle.bytes(), atMost: size)
    #expect(signature == .none)
    #expect(payloads == [Array("hello".utf8)])
  }

  @Test("the same export makes the same bytes, in whole records")
  func deterministic() throws {
    let bytes = try SampleBundle.bytes()
    #expect(try SampleBundle.bytes() == bytes)
    #expect(bytes.count % BundleOutput.recordSize == 0)
  }

  @Test("refuses a bundle with one bit flipped, wherever that is")
  func flips() throws {
    let bytes = try SampleBundle.bytes()
    let end = try #require(bytes.lastIndex { $0 != 0 })
    var generator = SeededGenerator(seed: 14)
    // Around the digits of a checksum may be zeros and spaces.
    func isFiller(_ position: Int) -> Bool { (148..<156).contains(position % 512) && bytes[position] & 0xcf == 0 }
    for position in Array(stride(from: 0, through: end, by: 2)) + Array(stride(from: end + 1, to: bytes.count, by: 971))
    where !isFiller(position) {
      var changed = bytes
      changed[position] ^= 1 << UInt8(generator.next(8))
      #expect(throws: BundleError.self, "\(position)") { try SampleBundle.read(changed) }
    }
  }

  @Test("refuses a bundle that is cut off before its end, wherever that is")
  func cutOff() throws {
    let bytes = try SampleBundle.bytes()
    let last = try #require(bytes.lastIndex { $0 != 0 })
    // The last block is filled up, and two empty ones end the archive.
    let end = (last / 512 + 1) * 512 + 1024
    for length in Array(stride(from: 0, to: end, by: 37)) + [end - 1, end - 512, end - 513, end - 1024] {
      #expect(throws: BundleError.self, "\(length)") { try SampleBundle.read(Array(bytes[..<length])) }
    }
    try SampleBundle.read(Array(bytes[..<end]))
  }

  @Test("refuses what follows the end, and takes the zeros that fill a tape's block up to a limit")
  func trailing() throws {
    let bytes = try SampleBundle.bytes()
    try SampleBundle.read(bytes + [UInt8](repeating: 0, count: 1 << 20))
    #expect(throws: BundleError.self) { try SampleBundle.read(bytes + [1]) }
    #expect(throws: BundleError.self) { try SampleBundle.read(bytes + bytes) }
    #expect(throws: BundleError.self) {
      try SampleBundle.read(bytes + [UInt8](repeating: 0, count: BundleLimits.padding))
    }
  }

  @Test("refuses what is no bundle", arguments: ["", "hello", "<xml/>", String(repeating: "\u{0}", count: 10240)])
  func foreign(text: String) {
    #expect(throws: BundleError.self) { try SampleBundle.read(Array(text.utf8)) }
  }
}
