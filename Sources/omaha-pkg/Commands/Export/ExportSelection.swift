internal import Catalog
internal import CatalogEditing
internal import Console
internal import Omaha

/// Which releases are exported.
struct ExportSelection {
  let apps: [ApplicationID]
  let channels: [String]
  let versions: [Version]
  /// Nil for all.
  let architecture: Architecture?
  /// Whether channels, groups and rules are exported too, with all that they name.
  let hasPolicy: Bool

  /// The releases of an app, in the order of the catalog.
  func releases(of app: CatalogApp, in repository: Repository) throws -> [ReleaseKey] {
    var wanted: Set<ReleaseKey> = []
    let own = app.groups.suffix(app.channels.count)
    for name in channels {
      guard let group = own.first(where: { $0.channel.name == name }) else {
        throw CommandFailure.noSuchChannel(name, app.id, app.channels.map(\.name))
      }
      wanted.formUnion(Self.releases(of: group))
    }
    let known = try KnownVersions(of: app.id, in: repository)
    for version in versions {
      let written = try known.written(version)
      let all = app.releases.filter { $0.version == written.text }
      let keys = all.filter(isWanted)
      guard !keys.isEmpty else {
        throw CommandFailure.noSuchRelease(
          app.id, version, architecture, nearest: all.isEmpty ? known.nearest(to: version) : nil,
          others: all.map(\.architecture))
      }
      wanted.formUnion(keys)
    }
    if channels.isEmpty, versions.isEmpty { wanted.formUnion(app.releases) }
    wanted = wanted.filter(isWanted)
    // Without them the policy would not load.
    if hasPolicy { for group in app.groups { wanted.formUnion(Self.releases(of: group)) } }
    return app.releases.filter(wanted.contains)
  }

  private func isWanted(_ key: ReleaseKey) -> Bool {
    architecture == nil || key.architecture == architecture || key.architecture == .all
  }

  /// What machines of a group may be offered.
  private static func releases(of group: ServedGroup) -> [ReleaseKey] {
    group.paths.flatMap(\.steps).flatMap { step in
      ((step.release.map { [$0] } ?? []) + step.deltas).map {
        ReleaseKey(
          version: $0.version.text, architecture: $0.architecture, previousVersion: $0.previousVersion?.text)
      }
    }
  }
}
