internal import ArgumentParser
internal import Catalog
internal import CatalogEditing
internal import Console
internal import Omaha

/// `--dry-run`, `--format` and `--root` of a command that changes what an operator wants of an app
///
/// No groups within this group: in a debug build ArgumentParser checks those so often that a command took a second.
struct EditOptions: ParsableArguments {
  @Flag(help: "Print what would change in app.xml as a unified diff, and change nothing.")
  var dryRun = false

  @Option(help: FormatOptions.help)
  var format: OutputFormat = .text

  @Option(help: RepositoryOptions.help, completion: .directory)
  var root: String?

  func validate() throws { try repositoryOptions.validate() }

  private var repositoryOptions: RepositoryOptions {
    var options = RepositoryOptions()
    options.root = root
    return options
  }

  /// Changes the app, or shows what would change; see ``Editing/run(_:)``.
  ///
  /// - Parameter isRemoval: Whether the change only takes something away: an app that is not there has nothing to be taken away.
  func edit(
    _ options: AppOptions, isRemoval: Bool = false, _ change: (inout AppEditor) throws -> EditReport
  ) throws {
    let repository = try repositoryOptions.existing()
    let app = try options.app(in: repository)
    let isDry = dryRun
    let writer = try repositoryOptions.writer(isDry: isDry)
    let report = ChangeReport(format, app: app, isDry: isDry)
    if isRemoval, try repository.editor(of: app) == nil {
      report.say("there is no app \(app.key): nothing to remove", ofMissing: app, in: repository)
    } else {
      try Editing(repository: repository, app: app, writer: writer, output: report).run(change)
    }
    try report.finish()
  }
}
