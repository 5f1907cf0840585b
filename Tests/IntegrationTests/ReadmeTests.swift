import Foundation
import Testing

@Suite struct ReadmeTests {
  @Test(
    "The documentation shows what --help prints",
    arguments: [(Programs.omahaPkg, "README.md"), (Programs.omahaFCGI, "deploy/README.md")])
  func help(program: String, file: String) throws {
    let help = try Command.output(of: program, ["--help"])
    let shown = help.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
      .map { $0.isEmpty ? "" : "    " + $0 }.joined(separator: "\n")
    let readme = try String(contentsOfFile: "\(Programs.top)/\(file)", encoding: .utf8)
    #expect(!help.isEmpty && readme.contains(shown), "\(help)")
  }
}
