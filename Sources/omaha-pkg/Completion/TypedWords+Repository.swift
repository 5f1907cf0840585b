internal import Catalog
internal import CatalogEditing
internal import Console
internal import Omaha
internal import Posix

/// What the repository has that a command line names.
extension TypedWords {
  /// The app that is meant, or all of them where none is.
  var apps: [ApplicationID] { repository.apps() }

  var channels: [String] { editors.flatMap { $0.channels.map(\.name) }.unique }

  var groups: [String] { editors.flatMap { $0.groups.map(\.name) }.unique }

  var versions: [String] {
    // What is not there can be neither changed nor removed.
    if contains("remove") || contains("set") {
      if contains("floor") { return channelsOfApps.flatMap { $0.floors.map(\.version.text) }.unique }
      if contains("block") { return channelsOfApps.flatMap { $0.blocks.map(\.version.text) }.unique }
    }
    let keys = meantApps.flatMap { (try? repository.releases(of: $0)) ?? [] }
    return keys.map(\.version).unique
  }

  var reasons: [String] {
    channelsOfApps.flatMap { $0.floors.compactMap(\.reason) + $0.blocks.compactMap(\.reason) }.unique
  }

  /// The newest first.
  var changes: [String] {
    meantApps.flatMap { (try? ChangeHistory(of: $0, in: repository).changes) ?? [] }.reversed().map { "\($0.number)" }
      .unique
  }

  private var channelsOfApps: [Channel] { editors.flatMap(\.channels) }

  private var editors: [AppEditor] { meantApps.compactMap { try? AppEditor(repository, $0) } }

  private var meantApps: [ApplicationID] {
    if let named = value(of: "--app") { return ApplicationID(named).map { [$0] } ?? apps }
    let usual = apps.filter { $0 == Invocation.environment("OMAHA_APP").flatMap { ApplicationID($0) } }
    return usual.isEmpty ? apps : usual
  }

  private var repository: Repository {
    Repository(root: RepositoryOptions.root(given: value(of: "--root").flatMap { $0.isEmpty ? nil : $0 }))
  }
}
