internal import ArgumentParser
internal import Catalog
internal import CatalogEditing
internal import Omaha

/// `--dry-run` and `--root` of a command that changes what an operator wants of an app
struct EditOptions: ParsableArguments {
  @OptionGroup var dryRunOptions: DryRunOptions
  @OptionGroup var repositoryOptions: RepositoryOptions

  /// Changes the app, or shows what would change; see ``Editing/run(_:)``.
  func edit(_ app: AppOptions, _ change: (inout AppEditor) throws -> EditReport) throws {
    let isDry = dryRunOptions.dryRun
    // Looking at it needs no right to change it.
    let writer = isDry ? nil : try repositoryOptions.writer()
    let editing = Editing(repository: try repositoryOptions.existing(), app: app.app, writer: writer)
    try editing.run(change)
  }
}

/// `--dry-run`
struct DryRunOptions: ParsableArguments {
  @Flag(help: "Print what would change in app.xml as a unified diff, and change nothing.")
  var dryRun = false
}
