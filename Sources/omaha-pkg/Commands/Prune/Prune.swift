internal import ArgumentParser
internal import Catalog
internal import CatalogEditing
internal import Console
internal import Omaha
internal import Reports

/// `omaha-pkg prune --keep N --app ID`
struct Prune: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Remove old releases that nothing needs.",
    discussion: """
      The newest versions of each architecture stay, and whatever machines may be offered: what a channel, a floor or a pin points to, what \
      is offered instead of a blocked release, the deltas to all of these, and what the last change can be undone to. The other \
      releases are removed with their deltas and payloads. --dry-run says why each release stays.
      """)

  @Option(
    help: ArgumentHelp("How many versions of each architecture stay even if nothing points to them.", valueName: "n"))
  var keep: Int

  @OptionGroup var appOptions: AppOptions

  @Flag(help: "Say what would be removed and why the other releases stay, and change nothing.")
  var dryRun = false

  @OptionGroup var formatOptions: FormatOptions
  @OptionGroup var repositoryOptions: RepositoryOptions

  func validate() throws {
    if keep < 0 { throw ValidationError("--keep \(keep) is less than 0") }
  }

  func run() throws {
    let repository = try repositoryOptions.existing()
    let app = try appOptions.app(in: repository)
    let writer = try repositoryOptions.writer(isDry: dryRun)
    let report = try Pruning(repository: repository, writer: writer, app: app, count: keep).run()
    try formatOptions.print(report) { report.text }
  }
}
