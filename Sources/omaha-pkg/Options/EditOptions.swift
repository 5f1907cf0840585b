internal import ArgumentParser
internal import Catalog
internal import CatalogEditing
internal import Console
internal import Omaha

/// `--dry-run`, `--format` and `--root` of a command that changes what an operator wants of an app
struct EditOptions: ParsableArguments {
  @OptionGroup var dryRunOptions: DryRunOptions
  @OptionGroup var formatOptions: FormatOptions
  @OptionGroup var repositoryOptions: RepositoryOptions

  /// Changes the app, or shows what would change; see ``Editing/run(_:)``.
  func edit(_ options: AppOptions, _ change: (inout AppEditor) throws -> EditReport) throws {
    let repository = try repositoryOptions.existing()
    let app = try options.app(in: repository)
    let isDry = dryRunOptions.dryRun
    // Looking at it needs no right to change it.
    let writer = isDry ? nil : try repositoryOptions.writer()
    let report = ChangeReport(formatOptions.format, app: app, isDry: isDry)
    try Editing(repository: repository, app: app, writer: writer, output: report).run(change)
    try report.finish()
  }
}

/// `--dry-run`
struct DryRunOptions: ParsableArguments {
  @Flag(help: "Print what would change in app.xml as a unified diff, and change nothing.")
  var dryRun = false
}
