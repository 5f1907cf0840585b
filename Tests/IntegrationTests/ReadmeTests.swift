import Foundation
import Testing
import TestSupport

@Suite struct ReadmeTests {
  @Test(
    "The documentation shows what --help prints",
    arguments: [(Program.omahaPkg, "README.md"), (Program.omahaFCGI, "deploy/README.md")])
  func help(program: String, file: String) throws {
    let help = try Program.output(of: program, ["--help"])
    let shown = help.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
      .map { $0.isEmpty ? "" : "    " + $0 }.joined(separator: "\n")
    let readme = try String(contentsOfFile: "\(Program.top)/\(file)", encoding: .utf8)
    #expect(!help.isEmpty && readme.contains(shown), "\(help)")
  }
}
