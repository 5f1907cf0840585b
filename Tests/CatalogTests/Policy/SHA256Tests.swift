import Foundation
import Testing

@testable import Catalog

@Suite("SHA-256")
struct SHA256Tests {
  @Test("hashes messages of every length around the blocks' edges as sha256sum does")
  func likeSHA256Sum() throws {
    let directory = try TemporaryDirectory()
    var expected: [String] = []
    var names: [String] = []
    for length in Array(0...130) + [1_000, 4_096] {
      let message = (0..<length).map { UInt8(truncatingIfNeeded: $0 * 7 + length) }
      let name = "\(directory.path)/\(length)"
      try Data(message).write(to: URL(fileURLWithPath: name))
      names.append(name)
      let word = String(SHA256.leadingWord(of: message), radix: 16)
      expected.append(String(repeating: "0", count: 8 - word.count) + word)
    }
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/sha256sum")
    process.arguments = names
    process.standardOutput = pipe
    try process.run()
    let output = String(decoding: try #require(try pipe.fileHandleForReading.readToEnd()), as: UTF8.self)
    process.waitUntilExit()
    #expect(output.split(separator: "\n").map { String($0.prefix(8)) } == expected)
  }
}
