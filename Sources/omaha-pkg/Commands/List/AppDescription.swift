internal import Catalog
internal import Omaha

/// An app as `list` and `show` print it.
struct AppDescription: Encodable {
  let id: String
  let name: String?
  /// What a machine counts as that tells no architecture, where a channel has no target for all.
  let defaultArch: String
  let updates: ChannelDescription.Switch
  let channels: [ChannelDescription]
  /// In the order in which they are tried, those that every channel is by itself last.
  let groups: [GroupDescription]
  let releases: [ReleaseDescription]

  /// Describes an app.
  ///
  /// - Parameter now: The moment that rollouts and windows are looked at for.
  init(_ app: CatalogApp, in repository: Repository, at now: Timestamp) throws {
    id = app.id.key
    name = app.name
    defaultArch = (app.statedDefaultArchitecture ?? .amd64).rawValue
    updates = ChannelDescription.Switch(isPaused: app.isPaused)
    channels = app.channels.map(ChannelDescription.init)
    let named = app.groups.count - app.channels.count
    groups = app.groups.enumerated().map { index, group in
      GroupDescription(group, of: app, isChannel: index >= named, at: now)
    }
    releases = try app.releases.compactMap { release in
      try ReleaseFile.read(repository, app.id, release)
        .map { ReleaseDescription($0, of: app, in: repository) }
    }
  }

  /// The description of one app of a repository, which is there.
  static func load(_ app: ApplicationID, in repository: Repository, at now: Timestamp) throws -> AppDescription {
    guard let known = try Catalog.load(root: repository.root)[appKey: app] else { throw CommandFailure.noSuchApp(app) }
    return try AppDescription(known, in: repository, at: now)
  }

  /// The app's tables.
  var text: String {
    let paused = updates == .off ? "  updates are off" : ""
    // Named where it is not what everybody expects.
    let counted = defaultArch == Architecture.amd64.rawValue ? "" : "  default-arch \(defaultArch)"
    return (name.map { "\(id)  \($0)" } ?? id).escaped + counted + paused + "\n" + ChannelDescription.text(channels)
      + (isPlain ? "" : GroupDescription.text(groups)) + releasesText
  }

  /// Whether the groups say nothing that the table of the channels does not.
  private var isPlain: Bool {
    updates == .on
      && groups.allSatisfy { group in
        group.isChannel && group.updatesText == "on" && !group.ways.contains { $0.isBlocked || !$0.floors.isEmpty }
      }
  }

  private var releasesText: String {
    guard !releases.isEmpty else { return "  no releases\n" }
    var table = Table()
    table.add("RELEASE", "ARCH", "FROM", "SIZE", "PACKAGE", "CHANNELS")
    for release in releases {
      let further = release.packages.count - 1
      table.add(
        release.version, release.arch, release.previous ?? "any", "\(release.packages.first?.size ?? 0)",
        (release.packages.first?.name ?? "-") + (further > 0 ? " and \(further) more" : ""),
        release.channels.joined(separator: ", "))
    }
    return table.text(indent: "  ")
  }
}
