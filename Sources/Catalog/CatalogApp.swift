public import Omaha

/// One app of the catalog: what its operator wants, and the releases that exist.
public struct CatalogApp: Sendable {
  /// The application ID, as `app.xml` writes it.
  public let id: ApplicationID
  /// A name for people; nil when `app.xml` gives none.
  public let name: String?
  /// The channels, in the order of the file.
  public let channels: [Channel]
  /// The groups in the order in which they are tried: those of the file, then for every channel the one for the track
  /// of its name.
  public let groups: [Group]
  /// The releases that a channel points to; the others are never offered.
  private let served: ReleaseTable
  private let others: [ReleaseKey]

  init(
    id: ApplicationID, name: String?, channels: [Channel], groups: [Group], served: ReleaseTable,
    others: [ReleaseKey] = []
  ) {
    self.id = id
    self.name = name
    self.channels = channels
    self.groups = groups + channels.map { Group(name: $0.name, track: $0.name, channelName: $0.name) }
    self.served = served
    self.others = others
  }

  /// An app all of whose releases are served.
  init(id: ApplicationID, name: String?, channels: [Channel], groups: [Group], releases: [ReleaseKey: Release]) {
    var served = ReleaseTable()
    for (key, release) in releases { served.add(release, for: key) }
    self.init(id: id, name: name, channels: channels, groups: groups, served: served)
  }

  /// The channel of that name.
  public func channel(named name: String) -> Channel? { channels.first { $0.name == name } }

  /// The first group that a machine asking for `track` belongs to.
  public func group(forTrack track: String?) -> Group? { groups.first { $0.matches(track: track) } }

  /// The release that a target of this app points to.
  public func release(for target: Target) -> Release? { served[target.key] }

  /// How many releases there are.
  public var releaseCount: Int { served.count + others.count }

  /// What releases there are, oldest version first, then by architecture; ``ReleaseFile`` reads one.
  public var releases: [ReleaseKey] {
    let keys = (served.keys + others).map { (key: $0, version: Version($0.version)) }
    return keys.sorted { left, right in
      if let one = left.version, let other = right.version, one != other { return one < other }
      if left.key.version != right.key.version { return left.key.version < right.key.version }
      return left.key.architecture.rawValue < right.key.architecture.rawValue
    }.map(\.key)
  }
}
