internal import Catalog
internal import CatalogEditing
internal import Console
internal import Omaha

/// The architecture of a payload that is added.
struct AddedArchitecture {
  let app: ApplicationID
  let repository: Repository

  /// The one that was given, else the only one of the app's releases, amd64 for the first. A payload for another architecture must
  /// not become one for amd64 because nobody said so.
  func architecture(given: Architecture?) throws -> Architecture {
    if let given { return given }
    let known = Set(try repository.releases(of: app).map(\.architecture.rawValue)).sorted()
    guard known.count > 1 else { return known.first.flatMap { Architecture(rawValue: $0) } ?? .amd64 }
    throw CommandFailure(
      "for which architecture? say it with --arch",
      hint: "\(app.key) has releases for \(known.joined(separator: ", "))",
      exitCode: CommandFailure.usage)
  }
}
