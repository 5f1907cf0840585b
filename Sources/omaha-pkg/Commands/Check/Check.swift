internal import ArgumentParser
internal import Console
internal import Omaha
internal import Reports

/// `omaha-pkg check`
struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print everything that is wrong in the catalog.",
    discussion: """
      Each error is one line, FILE:LINE: MESSAGE; the exit code is 1 if there is any. A release that machines may be \
      offered and that has no payload of its size is an error too. Valid settings that are probably mistakes \
      are warnings: FILE:LINE: warning: MESSAGE.
      """)

  @Flag(help: "Exit with 1 for warnings too.")
  var strict = false

  @OptionGroup var formatOptions: FormatOptions
  @OptionGroup var repositoryOptions: RepositoryOptions

  func run() throws {
    let report = try CheckReport(of: try repositoryOptions.existing(), at: Timestamp.now)
    try formatOptions.print(report) { report.text + "\n" }
    guard report.ok else {
      throw CommandFailure(
        "the catalog has \(quantity(report.errors.count, "error"))", exitCode: CommandFailure.checkFailed)
    }
    if strict, !report.warnings.isEmpty {
      throw CommandFailure(
        "the catalog has \(quantity(report.warnings.count, "warning"))", exitCode: CommandFailure.checkFailed)
    }
  }
}
