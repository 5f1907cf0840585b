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
  let releaseIndex: [ReleaseKey: Release]

  init(id: ApplicationID, name: String?, channels: [Channel], groups: [Group], releases: [ReleaseKey: Release]) {
    self.id = id
    self.name = name
    self.channels = channels
    self.groups = groups + channels.map { Group(name: $0.name, track: $0.name, channelName: $0.name) }
    self.releaseIndex = releases
  }

  /// The channel of that name.
  public func channel(named name: String) -> Channel? { channels.first { $0.name == name } }

  /// The first group that a machine asking for `track` belongs to.
  public func group(forTrack track: String?) -> Group? { groups.first { $0.matches(track: track) } }

  /// The release of a version, as written, for exactly that architecture.
  public func release(version: Version, architecture: Architecture) -> Release? {
    releaseIndex[ReleaseKey(version: version.text, architecture: architecture)]
  }

  /// The release that a target of this app points to.
  public func release(for target: Target) -> Release? {
    release(version: target.version, architecture: target.architecture)
  }

  /// How many releases there are.
  public var releaseCount: Int { releaseIndex.count }

  /// The releases, oldest version first, then by architecture.
  public var releases: [Release] {
    releaseIndex.values.sorted {
      if $0.version != $1.version { return $0.version < $1.version }
      if $0.version.text != $1.version.text { return $0.version.text < $1.version.text }
      return $0.architecture.rawValue < $1.architecture.rawValue
    }
  }
}
