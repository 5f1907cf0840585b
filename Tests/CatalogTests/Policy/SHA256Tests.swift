import Testing
import TestSupport

@testable import Catalog

@Suite("SHA-256")
struct SHA256Tests {
  @Test("hashes messages of every length around the blocks' edges as sha256sum does")
  func likeSHA256Sum() throws {
    let directory = try TemporaryFolder()
    var expected: [String] = []
    var names: [String] = []
    for length in Array(0...130) + [1_000, 4_096] {
      let message = (0..<length).map { UInt8(truncatingIfNeeded: $0 * 7 + length) }
      names.append(try directory.write(message, to: "\(length)"))
      let word = String(SHA256.leadingWord(of: message), radix: 16)
      expected.append(SHA256.hexadecimal(of: message))
      #expect(expected.last?.hasPrefix(String(repeating: "0", count: 8 - word.count) + word) == true)
    }
    let output = try Program.output(of: "sha256sum", names)
    #expect(output.split(separator: "\n").map { String($0.prefix(64)) } == expected)
  }
}
