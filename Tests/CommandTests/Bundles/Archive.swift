import Foundation
import TestSupport

/// A tar archive by its entries, so that a test can change what a bundle has and write it again.
struct Archive {
  struct Entry {
    var name: String
    var bytes: [UInt8]
    var type = "0"
    var link = ""
    /// What the header says; nil for the number of bytes that there are.
    var size: UInt64?
  }

  static let manifest = "omaha-bundle-1.sha256"

  var entries: [Entry]
  /// What follows the end.
  var tail: [UInt8] = []

  init(_ entries: [Entry]) { self.entries = entries }

  /// Takes a bundle apart. Its names and sizes fit into ordinary headers.
  init(bundle bytes: [UInt8]) {
    entries = []
    var position = 0
    func text(_ range: Range<Int>) -> String {
      String(
        decoding: bytes[position + range.lowerBound..<position + range.upperBound].prefix { $0 != 0 }, as: UTF8.self)
    }
    while bytes[position] != 0 {
      let prefix = text(345..<500)
      let size = Int(text(124..<136), radix: 8) ?? 0
      let content = position + 512
      entries.append(
        Entry(name: (prefix.isEmpty ? "" : prefix + "/") + text(0..<100), bytes: Array(bytes[content..<content + size]))
      )
      position = content + (size + 511) / 512 * 512
    }
  }

  /// The entry of a name that ends so.
  subscript(_ suffix: String) -> Entry {
    get { entries.first { $0.name.hasSuffix(suffix) } ?? Entry(name: "", bytes: []) }
    set {
      guard let index = entries.firstIndex(where: { $0.name.hasSuffix(suffix) }) else { return }
      entries[index] = newValue
    }
  }

  /// Lists the hashes of all other entries anew, so that nothing but the change itself is wrong.
  mutating func listHashes() throws {
    var text = ""
    for entry in entries where entry.name != Self.manifest && entry.name != Self.manifest + ".sig" {
      text += "\(try Self.sha256(entry.bytes))  \(entry.name)\n"
    }
    self[Self.manifest].bytes = Array(text.utf8)
  }

  static func sha256(_ bytes: [UInt8]) throws -> String {
    let folder = try TemporaryFolder()
    return String(try Program.output(of: "sha256sum", [try folder.write(bytes, to: "x")]).prefix(64))
  }

  // Statement by statement: the compiler takes four seconds for one sum of all.
  var bytes: [UInt8] {
    var bytes: [UInt8] = []
    for entry in entries {
      bytes += Self.header(entry)
      bytes += entry.bytes
      bytes += [UInt8](repeating: 0, count: (512 - entry.bytes.count % 512) % 512)
    }
    bytes += [UInt8](repeating: 0, count: 1024)
    return bytes + tail
  }

  private static func header(_ entry: Entry) -> [UInt8] {
    var block = [UInt8](repeating: 0, count: 512)
    func put(_ text: String, _ offset: Int) {
      block.replaceSubrange(offset..<offset + text.utf8.count, with: text.utf8)
    }
    func octal(_ number: UInt64, _ digits: Int) -> String {
      let text = String(number, radix: 8)
      return String(repeating: "0", count: digits - text.utf8.count) + text
    }
    put(String(entry.name.prefix(100)), 0)
    put("0000644", 100)
    put("0001750", 108)
    put("0001750", 116)
    put(octal(entry.size ?? UInt64(entry.bytes.count), 11), 124)
    put("14540000000", 136)
    put("        ", 148)
    put(entry.type, 156)
    put(entry.link, 157)
    put("ustar", 257)
    put("00", 263)
    put("kim", 265)
    put(octal(block.reduce(0) { $0 + UInt64($1) }, 6) + "\0 ", 148)
    return block
  }
}
