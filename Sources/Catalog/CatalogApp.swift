public import Omaha

/// One app of the catalog: what its operator wants, and the releases that exist.
///
/// An object, so that a request does not copy what its app has.
public final class CatalogApp: Sendable {
  /// The application ID, as `app.xml` writes it.
  public let id: ApplicationID
  /// A name for people; nil when `app.xml` gives none.
  public let name: String?
  /// What a machine counts as that tells no architecture (`default-arch`); nil when `app.xml` does not say.
  public let statedDefaultArchitecture: Architecture?
  /// Whether something in `app.xml` is for 32-bit ARM. Where nothing is, a machine that says `arm` means arm64.
  public let hasARM: Bool
  /// Whether nothing is offered to anybody (`updates="off"`).
  public let isPaused: Bool
  /// The channels, in the order of the file.
  public let channels: [Channel]
  /// The groups in the order in which they are tried: those of the file, then for every channel the one for the track
  /// of its name.
  public let groups: [ServedGroup]
  /// The releases that a group may come to; the others are never offered.
  private let served: ReleaseTable
  private let others: [ReleaseKey]
  /// Where in `app.xml` things stand, for warnings.
  package let lines: SourceLines

  init(_ definition: AppDefinition, id: ApplicationID, plan: AppPlan, served: ReleaseTable, others: [ReleaseKey]) {
    self.id = id
    name = definition.name
    let defaultArchitecture = definition.defaultArchitecture ?? .amd64
    statedDefaultArchitecture = definition.defaultArchitecture
    hasARM = definition.hasARM
    isPaused = definition.isPaused
    channels = definition.channels
    let plannedPaths = plan.plannedPaths.map { planned in planned.paths.map { $0.path(over: served) } }
    groups = plan.groups.map {
      ServedGroup(
        group: $0.group, channel: $0.channel, paths: plannedPaths[$0.planned], defaultArchitecture: defaultArchitecture)
    }
    self.served = served
    self.others = others
    lines = definition.lines
  }

  /// An app all of whose releases are given.
  convenience init(
    id: ApplicationID, name: String?, defaultArchitecture: Architecture? = nil, isPaused: Bool = false,
    channels: [Channel], groups: [Group], releases: [ReleaseKey: Release]
  ) {
    var served = ReleaseTable()
    for (key, release) in releases { served.add(release, for: key) }
    var definition = AppDefinition()
    definition.name = name
    definition.defaultArchitecture = defaultArchitecture
    definition.isPaused = isPaused
    definition.channels = channels
    definition.groups = groups
    self.init(
      definition, id: id, plan: definition.plan(over: ReleaseKeys(releases.keys)), served: served, others: [])
  }

  /// The channel of that name.
  public func channel(named name: String) -> Channel? { channels.first { $0.name == name } }

  /// The first group that a machine belongs to.
  public func group(for machine: Machine) -> ServedGroup? {
    let track = track(of: machine)
    for served in groups where served.mismatch(machine, track: track) == nil { return served }
    return nil
  }

  /// The track by which a machine is sorted: a GUID in lower case and without braces, a well-known one as the name of its track
  /// unless a group is for that very ID.
  public func track(of machine: Machine) -> String? {
    guard let track = machine.track.map({ Selector.canonical(track: $0) }) else { return nil }
    guard let name = WellKnownTrack.name(of: track) else { return track }
    return groups.contains { $0.group.selector.trackKey == track } ? track : name
  }

  /// The release that a target of this app points to.
  public func release(for target: Target) -> Release? { served[target.key] }

  /// The releases that machines may come to: what channels and pins point to, floors, what is offered instead of a blocked one, and the
  /// deltas to them. No other is ever offered.
  public var offeredReleases: [ReleaseKey] { served.keys }

  /// How many releases there are.
  public var releaseCount: Int { served.count + others.count }

  /// What releases there are, oldest version first, then by architecture, a full release before its deltas;
  /// ``ReleaseFile`` reads one.
  public var releases: [ReleaseKey] {
    let keys = (served.keys + others).map { (key: $0, version: Version($0.version)) }
    return keys.sorted { left, right in
      if let one = left.version, let other = right.version, one != other { return one < other }
      return left.key.fileName < right.key.fileName
    }.map(\.key)
  }
}
