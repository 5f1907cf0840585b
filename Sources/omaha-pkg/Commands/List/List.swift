internal import ArgumentParser
internal import Catalog
internal import Console
internal import Omaha
internal import Reports

/// `omaha-pkg list`
struct List: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Print who gets what, and every release.")

  @Option(help: ArgumentHelp("Only this app; may be repeated.", valueName: "id"), completion: .apps)
  var app: [ApplicationID] = []

  @OptionGroup var momentOptions: MomentOptions
  @OptionGroup var formatOptions: FormatOptions
  @OptionGroup var repositoryOptions: RepositoryOptions

  func run() throws {
    let repository = try repositoryOptions.existing()
    let catalog = try Catalog.load(root: repository.root)
    let known = catalog.apps.map(\.id)
    if let missing = app.first(where: { catalog[appKey: $0] == nil }) { throw CommandFailure.noSuchApp(missing, known) }
    // It shows what there is to whoever has named an app that is not there.
    if app.isEmpty, let named = try AppOptions.environment(), catalog[appKey: named] == nil {
      let other = Spelling.nearest(to: named.key, of: known.map(\.key)).map { ": did you mean \($0.quoted)?" } ?? ""
      StandardError.warn("there is no app \(named.key), which OMAHA_APP in the environment names\(other)")
    }
    let now = momentOptions.moment
    let apps = try catalog.apps.filter { app.isEmpty || app.contains($0.id) }
      .map { try AppReport($0, in: repository, at: now) }
    try formatOptions.print(apps) { apps.isEmpty ? "no apps\n" : apps.map(\.text).joined(separator: "\n") }
  }
}
