import Testing
import TestSupport

@testable import Bundling

@Suite("What a bundle may take of memory")
struct BundleLimitTests {
  /// Reads an archive of a list of hashes and what follows.
  private func fault(_ list: [UInt8], _ rest: [UInt8]) -> String {
    let header = TarHeader(path: BundlePath.manifest, size: UInt64(list.count)).blocks
    let padding = [UInt8](repeating: 0, count: TarHeader.padding(behind: UInt64(list.count)))
    do {
      try SampleBundle.read(header + list + padding + rest)
      return ""
    } catch {
      return error.reason
    }
  }

  @Test("lists of machines that are too large together are refused before they are read")
  func catalog() {
    let hash = String(repeating: "0", count: 64)
    let list = Array("\(hash)  catalog/com.example.agent/app.xml\n".utf8)
    let header = TarHeader(path: "catalog/com.example.agent/app.xml", size: UInt64(BundleLimits.catalog) + 1)
    #expect(fault(list, header.blocks).contains("which may have 1048576"))
    let lists = Array("\(hash)  catalog/com.example.agent/lab.txt\n".utf8)
    let large = TarHeader(path: "catalog/com.example.agent/lab.txt", size: UInt64(BundleLimits.catalog) + 1)
    #expect(fault(lists, large.blocks).contains("which may have \(BundleLimits.catalog)"))
  }

  @Test("so is a pax header")
  func paxHeader() {
    var block = TarHeader(path: "x", size: UInt64(BundleLimits.paxHeader) + 1).blocks
    block[156] = UInt8(ascii: "x")
    block.addToChecksum(Int(UInt8(ascii: "x")) - Int(UInt8(ascii: "0")))
    #expect(throws: BundleFault.self) { try TarHeader.read(block) }
    block = TarHeader(path: "x", size: UInt64(BundleLimits.paxHeader)).blocks
    block[156] = UInt8(ascii: "x")
    block.addToChecksum(Int(UInt8(ascii: "x")) - Int(UInt8(ascii: "0")))
    #expect(throws: Never.self) { try TarHeader.read(block) }
  }
}
