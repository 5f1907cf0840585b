import Testing
import TestSupport

/// A script that inspects several files sees one exit code: that of the worst, wherever it stands.
@Suite("The exit code of omaha-pkg inspect")
struct InspectExitCodeTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("sound", to: "sound")
    try folder.write([0x1F, 0x8B], to: "broken")
  }

  @Test(
    "is the worst of several files in any order and format",
    arguments: [
      ("sound broken", 1), ("broken sound", 1), ("missing sound", 66), ("missing broken", 66),
      ("broken missing sound", 66),
      ("sound missing broken", 66), ("sound sound", 0), ("broken broken", 1),
    ])
  func worst(names: String, status: Int32) throws {
    let files = names.split(separator: " ").map { "\(folder.path)/\($0)" }
    for format in ["text", "json", "xml"] {
      let run = try Program.run(Program.omahaPkg, ["inspect", "--format", format] + files)
      #expect(run.status == status, "\(format): \(run.errors)")
      // One line for each file that is not sound, and none twice.
      let faulty = files.filter { !$0.hasSuffix("/sound") }
      let lines = run.errors.split(separator: "\n")
      #expect(lines.count == faulty.count)
      #expect(zip(lines, faulty).allSatisfy { $0.hasPrefix("omaha-pkg: error: \($1): ") }, "\(run.errors)")
    }
  }
}
