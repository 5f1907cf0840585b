import Foundation
import Testing
import TestSupport

/// The request path starts fast and stays small because it carries no Foundation.
@Suite struct LinkageTests {
  private static let targets = [
    "Posix", "Gzip", "XML", "Omaha", "Catalog", "UpdateService", "Reports", "Journal", "Gateway", "FastCGI",
    "omaha-fcgi",
    "omaha-cgi",
  ]

  @Test("No file on the request path and below the reports imports Foundation", arguments: targets)
  func imports(target: String) throws {
    let folder = "\(Program.top)/Sources/\(target)"
    let files = try #require(FileManager.default.enumerator(atPath: folder)).compactMap { $0 as? String }.filter {
      $0.hasSuffix(".swift")
    }
    #expect(!files.isEmpty)
    for file in files {
      let text = try String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8)
      for line in text.split(separator: "\n") where line.contains("import") {
        #expect(line.split(separator: " ").last?.hasPrefix("Foundation") != true, "\(target)/\(file): \(line)")
      }
    }
  }

  @Test("omaha-fcgi is linked without Foundation, neither as a library nor within it")
  func linkage() throws {
    let libraries = try Program.output(of: "ldd", [Program.omahaFCGI])
    #expect(libraries.contains("libfcgi") && libraries.contains("libxml2"))
    #expect(!libraries.contains("Foundation"), "\(libraries)")
    // Foundation's symbols carry its module's name, also in a static link.
    let symbols = try Data(contentsOf: URL(fileURLWithPath: Program.omahaFCGI))
    #expect(symbols.range(of: Data("$s7Gateway".utf8)) != nil)
    for module in ["$s10Foundation", "$s20FoundationEssentials"] {
      #expect(symbols.range(of: Data(module.utf8)) == nil, "\(module)")
    }
  }

  @Test(
    "What faces machines cannot change a catalog: no writer is linked into it", arguments: ["omaha-fcgi", "omaha-cgi"])
  func readOnly(program: String) throws {
    let symbols = try Data(contentsOf: URL(fileURLWithPath: "\(Program.directory)/\(program)"))
    #expect(symbols.range(of: Data("$s7Catalog".utf8)) != nil)
    for module in ["$s14CatalogEditing", "$s7Payload", "$s3SQL", "$s5Fleet", "$s10FleetPages"] {
      #expect(symbols.range(of: Data(module.utf8)) == nil, "\(module)")
    }
    // The names are right: those that need them have them.
    let remembering = try Data(contentsOf: URL(fileURLWithPath: Program.omahaFleet))
    #expect(
      remembering.range(of: Data("$s5Fleet".utf8)) != nil && remembering.range(of: Data("$s10FleetPages".utf8)) != nil)
    let editing = try Data(contentsOf: URL(fileURLWithPath: Program.omahaPkg))
    #expect(editing.range(of: Data("$s14CatalogEditing".utf8)) != nil)
  }
}
