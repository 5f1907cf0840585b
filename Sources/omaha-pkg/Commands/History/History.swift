internal import ArgumentParser
internal import Catalog
internal import CatalogEditing
internal import Console
internal import Omaha

/// `omaha-pkg history --app ID`
struct History: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print who changed an app, when, and how.",
    discussion: """
      The newest change comes first, with the lines of app.xml that it removed and added. The last 200 changes are kept \
      beside app.xml in history.jsonl, in one MiB at most.
      """)

  @OptionGroup var appOptions: AppOptions

  @Option(help: ArgumentHelp("How many changes.", valueName: "n"))
  var limit: Int = 20

  @OptionGroup var formatOptions: FormatOptions
  @OptionGroup var repositoryOptions: RepositoryOptions

  func validate() throws {
    guard limit > 0 else { throw ValidationError("--limit is not above 0") }
  }

  func run() throws {
    let repository = try repositoryOptions.existing()
    let app = try appOptions.app(in: repository)
    try repository.require(app)
    let changes = try ChangeHistory(of: app, in: repository).changes.suffix(limit).reversed().map {
      DescribedChange($0, of: app)
    }
    try formatOptions.print(changes) {
      changes.isEmpty ? "no changes\n" : changes.map(\.text).joined(separator: "\n")
    }
  }
}
