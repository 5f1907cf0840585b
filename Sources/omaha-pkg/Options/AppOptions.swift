internal import ArgumentParser
internal import Catalog
internal import Console
internal import Omaha
internal import Posix
internal import Reports

/// `--app`
struct AppOptions: ParsableArguments {
  @Option(
    name: .customLong("app"),
    help: ArgumentHelp(
      "The app: a GUID, or a name such as com.example.agent. (default: OMAHA_APP in the environment, else the only app)",
      valueName: "id"), completion: .apps)
  var given: ApplicationID?

  /// The app that is meant.
  func app(in repository: Repository) throws -> ApplicationID {
    if let given { return given }
    return try Self.unnamed(in: repository)
  }

  /// The app that is meant when none is named.
  static func unnamed(in repository: Repository) throws -> ApplicationID {
    if let named = try environment() { return named }
    let apps = repository.apps().map(\.key)
    if let only = apps.first.flatMap({ ApplicationID($0) }), apps.count == 1 { return only }
    let shown = apps.prefix(5).joined(separator: ", ") + (apps.count > 5 ? " and \(apps.count - 5) more" : "")
    throw CommandFailure(
      "which app? name it with --app, or in OMAHA_APP", hint: apps.isEmpty ? nil : "there are \(shown)",
      exitCode: CommandFailure.usage)
  }

  /// Reports on the app that is meant.
  func report(in repository: Repository, at now: Timestamp) throws -> AppReport {
    try AppReport(try app(in: repository), in: repository, at: now)
  }

  /// The app that OMAHA_APP names; nil when it is empty or not set.
  static func environment() throws -> ApplicationID? {
    let text = Invocation.environment("OMAHA_APP") ?? ""
    if text.isEmpty { return nil }
    if let app = ApplicationID(text) { return app }
    throw CommandFailure(
      "OMAHA_APP=\(text.escaped) in the environment is no application ID", exitCode: CommandFailure.usage)
  }
}
