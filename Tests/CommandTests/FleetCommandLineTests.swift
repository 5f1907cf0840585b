import Testing
import TestSupport

/// What a person types wrong is said, and never done by half: `omaha-fleet` reads its command line as `omaha-pkg` does.
@Suite("The command line of omaha-fleet")
struct FleetCommandLineTests {
  private func run(_ words: String) throws -> Run {
    try Program.run(
      Program.omahaFleet, words.split(separator: " ").map(String.init),
      environment: ["OMAHA_FLEET": "/proc/nonexistent"])
  }

  @Test(
    "is refused where it is wrong",
    arguments: [
      ("forget --version 1.0 abc", "`omaha-fleet forget` has no option --version"),
      ("status --version", "`omaha-fleet status` has no option --version"),
      ("status --version 1", "`omaha-fleet status` has no option --version"),
      ("events --version extra", "`omaha-fleet events` has no option --version"),
      ("journal cat --version", "`omaha-fleet journal cat` has no option --version"),
      ("machines --state failed --state offered", "--state is given twice"),
      ("machines --app a --app b", "--app is given twice"),
      ("export --version 1 --version=2", "--version is given twice"),
      ("serve --root /a --root /b", "--root is given twice"),
      ("help nosuch", "there is no command \"nosuch\""),
      ("help journal nosuch", "there is no command \"journal nosuch\""),
      ("nosuch", "there is no command \"nosuch\""), ("machnes", "did you mean `omaha-fleet machines`?"),
      ("journal ca", "did you mean `omaha-fleet journal cat`?"), ("machines --aliass x", "did you mean `--alias`?"),
      ("machines -app x", "did you mean `--app`?"),
    ])
  func refused(words: String, message: String) throws {
    let run = try run(words)
    #expect(run.status == 64 && run.output == "", "\(run.output)\(run.errors)")
    #expect(run.errors.hasPrefix("omaha-fleet: error: ") && run.errors.contains(message), "\(run.errors)")
  }

  @Test("has the flag --version where nothing else is asked for, and nowhere else")
  func version() throws {
    let version = try run("--version")
    #expect(version.status == 0 && version.lines.count == 1)
    for words in ["machines --help", "export --help", "help machines", "help export"] {
      let help = try run(words)
      #expect(help.status == 0 && help.lines.filter { $0.contains("  --version") }.count == 1, "\(help.output)")
    }
    #expect(try !run("status --help").output.contains("--version"))
    // An option of that name takes its value: the folder is what is missing.
    #expect(try run("machines --version 1.0").status == 66)
  }
}
