import Omaha
import Testing

@testable import Catalog

@Suite("The table of served releases") struct ReleaseTableTests {
  @Test("finds every release, and nothing else, however many there are", arguments: [0, 1, 8, 9, 500])
  func lookup(count: Int) throws {
    var table = ReleaseTable()
    for number in 0..<count {
      let key = ReleaseKey(version: "1.\(number)", architecture: .amd64)
      table.add(try release(key), for: key)
      // The first of a key stays.
      table.add(try release(ReleaseKey(version: "9", architecture: .all)), for: key)
    }
    #expect(table.count == count)
    #expect(Set(table.keys).count == count)
    for number in 0..<count {
      #expect(table[ReleaseKey(version: "1.\(number)", architecture: .amd64)]?.version.text == "1.\(number)")
    }
    #expect(table[ReleaseKey(version: "1.0", architecture: .arm64)] == nil)
    #expect(table[ReleaseKey(version: "1.\(count)", architecture: .amd64)] == nil)
  }

  private func release(_ key: ReleaseKey) throws -> Release {
    Release(
      version: try #require(Version(key.version)), architecture: key.architecture, codebases: [], manifestXML: [])
  }
}
