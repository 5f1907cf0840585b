internal import ArgumentParser
internal import Catalog
internal import Console
internal import Omaha
internal import Reports

/// `omaha-pkg verify`
struct Verify: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Compare every payload with its release, by hash.",
    discussion: """
      Finds payloads that were changed, cut off or lost, and files in payloads/ that no release names. A release that \
      is served from elsewhere only and has no payload here is noted. The exit code is 1 if anything is wrong.
      """)

  @Option(help: ArgumentHelp("Only this app.", valueName: "id"), completion: .apps)
  var app: ApplicationID?

  @OptionGroup var formatOptions: FormatOptions
  @OptionGroup var repositoryOptions: RepositoryOptions

  func run() throws {
    let repository = try repositoryOptions.existing()
    let report = try verify(repository)
    try formatOptions.print(report) { report.text }
    let faults = report.findings.count { $0.kind.isFault }
    guard faults == 0 else {
      throw CommandFailure(
        "\(quantity(faults, "fault")) in \(repository.payloadsPath.escaped)", exitCode: CommandFailure.checkFailed)
    }
  }

  private func verify(_ repository: Repository) throws(ReportError) -> VerifyReport {
    let reporter = ProgressReporter(label: "verifying")
    defer { reporter.finish() }
    return try VerifyReport(of: repository, only: app, progress: reporter.report)
  }
}
