internal import Catalog
internal import Omaha

/// An app as `list` and `show` print it.
struct AppDescription: Encodable {
  let id: String
  let name: String?
  let channels: [ChannelDescription]
  let groups: [GroupDescription]
  let releases: [ReleaseDescription]

  struct ChannelDescription: Encodable {
    let name: String
    let targets: [TargetDescription]
  }

  struct TargetDescription: Encodable {
    let arch: String
    let version: String
    let since: String?
  }

  struct GroupDescription: Encodable {
    let name: String
    let track: String?
    let channel: String
  }

  init(_ app: CatalogApp, in repository: Repository) throws {
    id = app.id.key
    name = app.name
    channels = app.channels.map { channel in
      ChannelDescription(
        name: channel.name,
        targets: channel.targets.map {
          TargetDescription(arch: $0.architecture.rawValue, version: $0.version.text, since: $0.since?.description)
        })
    }
    groups = app.groups.map {
      GroupDescription(name: $0.group.name, track: $0.group.selector.track, channel: $0.group.channelName)
    }
    releases = try app.releases.compactMap { release in
      try ReleaseFile.read(repository, app.id, release)
        .map { ReleaseDescription($0, of: app, in: repository) }
    }
  }

  /// The description of one app of a repository, which is there.
  static func load(_ app: ApplicationID, in repository: Repository) throws -> AppDescription {
    guard let known = try Catalog.load(root: repository.root)[appKey: app] else { throw CommandFailure.noSuchApp(app) }
    return try AppDescription(known, in: repository)
  }

  /// The app's tables.
  var text: String {
    (name.map { "\(id)  \($0)" } ?? id).escaped + "\n" + channelsText + groupsText + releasesText
  }

  var channelsText: String {
    var targets = Table()
    targets.add("CHANNEL", "ARCH", "VERSION", "SINCE")
    for channel in channels {
      if channel.targets.isEmpty { targets.add(channel.name, "-", "-", "-") }
      for target in channel.targets { targets.add(channel.name, target.arch, target.version, target.since ?? "-") }
    }
    return channels.isEmpty ? "  no channels\n" : targets.text(indent: "  ")
  }

  var groupsText: String {
    // Those that every channel is by itself say nothing that the table above does not.
    let named = groups.dropLast(channels.count)
    guard !named.isEmpty else { return "" }
    var table = Table()
    table.add("GROUP", "TRACK", "CHANNEL")
    for group in named { table.add(group.name, group.track ?? "any", group.channel) }
    return table.text(indent: "  ")
  }

  var releasesText: String {
    var table = Table()
    table.add("RELEASE", "ARCH", "FROM", "SIZE", "PACKAGE", "CHANNELS")
    for release in releases {
      let further = release.packages.count - 1
      table.add(
        release.version, release.arch, release.previous ?? "any", "\(release.packages.first?.size ?? 0)",
        (release.packages.first?.name ?? "-") + (further > 0 ? " and \(further) more" : ""),
        release.channels.joined(separator: ", "))
    }
    return releases.isEmpty ? "  no releases\n" : table.text(indent: "  ")
  }
}
