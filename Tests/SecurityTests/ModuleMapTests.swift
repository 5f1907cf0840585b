import Foundation
import Testing

/// `Sources/README.md` tells what each module imports.
@Suite struct ModuleMapTests {
  private static let sources = "\(SecurityPage.top)/Sources"

  @Test("The map names every module of ours, and exactly the modules of ours that it imports")
  func imports() throws {
    let modules = Set(
      try FileManager.default.contentsOfDirectory(atPath: Self.sources).filter { $0 != "README.md" })
    var listed: [String: Set<String>] = [:]
    for row in try SecurityPage.text(of: "Sources/README.md").components(separatedBy: "\n") {
      let cells = row.components(separatedBy: "|")
      guard cells.count == 5, cells[1].hasPrefix(" `") else { continue }
      let names = cells[1...2].map { $0.split(separator: " ").map { $0.trimmingCharacters(in: ["`"]) } }
      listed[names[0][0]] = Set(names[1])
    }
    for module in modules {
      let files = try Self.swiftFiles(of: module)
      // A module of C only is what its wrapper imports.
      #expect(files.isEmpty == (listed[module] == nil), "\(module)")
      guard let listed = listed[module] else { continue }
      let imported = try files.reduce(into: Set<String>()) { $0.formUnion(try Self.imports(of: $1)) }
      #expect(imported.intersection(modules) == listed, "\(module)")
    }
    #expect(Set(listed.keys).isSubset(of: modules) && listed.count > 15)
  }

  @Test("The map names no file or folder that is not there")
  func files() throws {
    let page = try SecurityPage.text(of: "Sources/README.md")
    let paths = page.matches(of: #/`([A-Za-z-]+\/[A-Za-z+\/-]+(?:\.swift)?)`/#).map { String($0.output.1) }
    #expect(paths.count > 12)
    for path in paths {
      let isThere = [Self.sources, SecurityPage.top].contains {
        FileManager.default.fileExists(atPath: "\($0)/\(path)")
      }
      #expect(isThere, "\(path)")
    }
  }

  private static func swiftFiles(of module: String) throws -> [String] {
    let folder = "\(sources)/\(module)"
    return try #require(FileManager.default.enumerator(atPath: folder)).compactMap { $0 as? String }
      .filter { $0.hasSuffix(".swift") }.map { "\(folder)/\($0)" }
  }

  private static func imports(of file: String) throws -> [String] {
    try String(contentsOfFile: file, encoding: .utf8).components(separatedBy: "\n")
      .filter { $0.contains(#/^(@[A-Za-z]+ )?((internal|package|public) )?import /#) }
      .compactMap { $0.split(separator: " ").last.map(String.init) }
  }
}
