import Foundation
import Testing

@Suite struct ReadmeTests {
  @Test("The README shows what --help prints", arguments: [Programs.omahaPkg, Programs.omahaFCGI])
  func help(program: String) throws {
    let help = try Command.output(of: program, ["--help"])
    let shown = help.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
      .map { $0.isEmpty ? "" : "    " + $0 }.joined(separator: "\n")
    let readme = try String(contentsOfFile: "\(Programs.top)/README.md", encoding: .utf8)
    #expect(!help.isEmpty && readme.contains(shown), "\(help)")
  }
}
