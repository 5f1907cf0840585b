internal import ArgumentParser
internal import Catalog
internal import Omaha

/// `omaha-pkg list`
struct List: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Print who gets what, and every release.")

  @Option(help: ArgumentHelp("Only this app.", valueName: "id"))
  var app: ApplicationID?

  @OptionGroup var momentOptions: MomentOptions
  @OptionGroup var formatOptions: FormatOptions
  @OptionGroup var repositoryOptions: RepositoryOptions

  func run() throws {
    let repository = try repositoryOptions.existing()
    let catalog = try Catalog.load(root: repository.root)
    if let app, catalog[appKey: app] == nil { throw CommandFailure.noSuchApp(app) }
    let now = momentOptions.moment
    let apps = try catalog.apps.filter { app == nil || $0.id == app }
      .map { try AppDescription($0, in: repository, at: now) }
    switch formatOptions.format {
    case .text:
      print(apps.isEmpty ? "no apps" : apps.map(\.text).joined(separator: "\n"), terminator: apps.isEmpty ? "\n" : "")
    case .json: try JSON.print(apps)
    }
  }
}
