internal import ArgumentParser
internal import Catalog
internal import Console
internal import Omaha

/// `omaha-pkg digest`
struct DigestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "digest",
    abstract: "Print the catalog's digest, to compare hosts.",
    discussion: """
      It is the SHA-256 of what the server reads in the repository: every app.xml, the lists of machines that groups name, every release, \
      and the time zones of windows in ROOT/zoneinfo. Times, owners, the order of a directory and the history do not count. omaha-fcgi \
      logs the same number when it loads the catalog. With --app it is that of one app.
      """)

  @Option(help: ArgumentHelp("Only this app. (default: all that there are)", valueName: "id"), completion: .apps)
  var app: ApplicationID?

  @OptionGroup var formatOptions: FormatOptions
  @OptionGroup var repositoryOptions: RepositoryOptions

  /// What programs get.
  private struct Report: Encodable {
    let digest: String
    let apps: [App]

    struct App: Encodable {
      let app: String
      let digest: String
    }
  }

  func run() throws {
    let repository = try repositoryOptions.existing()
    let catalog = try Catalog.load(root: repository.root, hasDigest: true)
    let all = catalog.digest?.apps.map { Report.App(app: $0.key, digest: $0.text) } ?? []
    guard let app else {
      let report = Report(digest: catalog.digest?.text ?? "", apps: all)
      return try formatOptions.print(report) { report.digest + "\n" }
    }
    guard let one = all.first(where: { $0.app == app.key }) else {
      throw CommandFailure.noSuchApp(app, catalog.apps.map(\.id))
    }
    try formatOptions.print(one) { one.digest + "\n" }
  }
}
