import Foundation
import Glibc
import Testing
import TestSupport

@testable import Bundling

@Suite("Headers of the archive")
struct TarHeaderTests {
  static let headers = [
    TarHeader(path: "a", size: 0), TarHeader(path: "catalog/app/app.xml", size: 1 << 20),
    TarHeader(path: String(repeating: "n", count: 100), size: (1 << 33) - 1),
    TarHeader(
      path: "payloads/" + String(repeating: "v", count: 120) + "/" + String(repeating: "n", count: 90), size: 7),
    TarHeader(path: String(repeating: "n", count: 101), size: 5),
    TarHeader(
      path: "payloads/" + String(repeating: "v", count: 200) + "/" + String(repeating: "n", count: 255), size: 5),
    TarHeader(path: "payloads/large", size: 1 << 33),
    TarHeader(path: "payloads/" + String(repeating: "v", count: 200) + "/large", size: 10 << 40),
  ]

  /// Reads blocks as a bundle's reader does.
  private func read(_ blocks: [UInt8]) throws -> TarHeader {
    guard case .pax(let size) = try TarHeader.read(Array(blocks.prefix(512))) else {
      guard case .file(let header) = try TarHeader.read(blocks) else { throw Failure("no file") }
      return header
    }
    guard case .file(var header) = try TarHeader.read(blocks.suffix(512)) else { throw Failure("no file") }
    try header.apply(pax: Array(blocks[512..<512 + size]))
    return header
  }

  @Test("a name of any length and a size of any number come back", arguments: headers)
  func roundTrip(header: TarHeader) throws {
    #expect(try read(header.blocks) == header)
  }

  @Test("tar lists and extracts them", arguments: headers.filter { $0.size < 1 << 40 && $0.path.utf8.count < 300 })
  func tar(header: TarHeader) throws {
    let tar = try #require(Program.installed("tar"))
    let folder = try TemporaryFolder()
    let path = try folder.write(header.blocks, to: "archive")
    // The content and the end are a hole.
    let size = header.blocks.count + Int(header.size) + 2048
    #expect(unsafe truncate(path, off_t(size / 512 * 512 + 512)) == 0)
    let list = try Program.output(of: tar, ["tvf", path])
    #expect(list.hasPrefix("-rw-r--r-- 0/0 ") && list.contains(" \(header.size) 1980-01-01"), "\(list)")
    #expect(list.hasSuffix(" \(header.path)"), "\(list)")
  }

  @Test(
    "a header of anything but a regular file is refused, by name",
    arguments: [
      ("1", "a hard link"), ("2", "a symbolic link"), ("3", "a device"), ("4", "a device"), ("5", "a folder"),
      ("6", "a pipe"), ("7", "another kind"), ("S", "a sparse file"), ("L", "another kind"), ("K", "another kind"),
      ("g", "another kind"), ("D", "another kind"), ("V", "another kind"), ("A", "another kind"),
    ])
  func types(type: String, noun: String) throws {
    var block = TarHeader(path: "x", size: 0).blocks
    let old = block[156]
    block[156] = Array(type.utf8)[0]
    block.addToChecksum(Int(block[156]) - Int(old))
    let error = #expect(throws: BundleFault.self) { try TarHeader.read(block) }
    #expect(error?.text.contains(noun) == true, "\(error?.text ?? "")")
  }

  @Test(
    "pax records that would make the file another one are refused",
    arguments: [
      "18 linkpath=/etc/x\n", "22 GNU.sparse.major=1\n", "11 path=ab\n11 path=cd\n", "12 size=-123\n", "11 size=01\n",
      "8 path=a\n", "11 path=ab", "99 path=ab\n", "0 path=ab\n", "x path=ab\n", "11path=ab\n",
      "21 SCHILY.acl.access=\n",
    ])
  func paxFaults(records: String) {
    var header = TarHeader(path: "x", size: 0)
    #expect(throws: BundleFault.self) { try header.apply(pax: Array(records.utf8)) }
  }

  @Test("times and owners are passed over, as GNU tar and Python write them")
  func foreign() throws {
    var header = TarHeader(path: "x", size: 0)
    try header.apply(pax: Array("20 mtime=1700000000\n12 uname=me\n11 path=ab\n".utf8))
    #expect(header.path == "ab")
  }
}

extension [UInt8] {
  /// Keeps a header's checksum right after one byte was changed.
  mutating func addToChecksum(_ difference: Int) {
    let old = Int(String(decoding: self[148..<154], as: UTF8.self), radix: 8) ?? 0
    let text = String(old + difference, radix: 8)
    replaceSubrange(148..<154, with: (String(repeating: "0", count: 6 - text.utf8.count) + text).utf8)
  }
}
