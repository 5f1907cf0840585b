public import Catalog
internal import Omaha

/// Which releases of an app stay when only the newest are kept, and why. What machines may be offered stays, and what the last change can
/// be undone to.
public struct ReleaseRetention: Sendable {
  /// A release, and why it stays.
  public struct Entry: Hashable, Sendable {
    /// What tells it apart.
    public let key: ReleaseKey
    /// Clauses without a full stop; empty when it does not stay.
    public let reasons: [String]
  }

  /// All releases, oldest first.
  public let entries: [Entry]

  /// Looks at an app that was loaded whole.
  ///
  /// - Parameters:
  ///   - count: How many versions of each architecture stay whatever points to them.
  ///   - offered: What a server that is mirrored offers: it stays, and counts among the newest where it is still to come.
  public init(
    of app: CatalogApp, keeping count: Int, offered: Set<ReleaseKey> = [], in repository: Repository
  ) throws(RepositoryError) {
    let keys = app.releases
    var reasons = RetentionReasons()
    reasons.addNewest(count, of: keys + offered.subtracting(keys))
    for key in offered { reasons.add("the server that is mirrored offers it", to: key) }
    let definition = try AppEditor(repository, app.id).definition
    reasons.add(definition, over: keys) { "\($0) points to it" }
    if let change = try ChangeHistory(of: app.id, in: repository).changes.last(where: { $0.app != nil }),
      let before = AppSnapshot(change.app?.before, in: repository)
    {
      reasons.add(before.definition, over: keys) { "an undo of change \(change.number) points \($0) to it" }
    }
    for group in app.groups { reasons.addPaths(of: group) }
    entries = keys.map { key in
      guard key.previousVersion != nil else { return Entry(key: key, reasons: reasons[key]) }
      // Machines that run the old version need no release of that to be given the delta.
      return Entry(key: key, reasons: reasons[key.full].isEmpty ? [] : ["it is a delta to a release that stays"])
    }
  }
}

/// Why releases stay, each reason once.
private struct RetentionReasons {
  private var reasons: [ReleaseKey: [String]] = [:]

  subscript(_ key: ReleaseKey) -> [String] { reasons[key] ?? [] }

  mutating func add(_ reason: String, to key: ReleaseKey) {
    if reasons[key]?.contains(reason) != true { reasons[key, default: []].append(reason) }
  }

  /// The newest versions of each architecture; what is one version to every machine counts as one.
  mutating func addNewest(_ count: Int, of keys: [ReleaseKey]) {
    let full = keys.filter { $0.previousVersion == nil }
    for keys in Dictionary(grouping: full, by: \.architecture).values {
      let newest = Set(Set(keys.compactMap { Version($0.version) }).sorted(by: >).prefix(count))
      for key in keys where Version(key.version).map(newest.contains) == true {
        add(count == 1 ? "it is the newest" : "it is one of the newest \(count)", to: key)
      }
    }
  }

  /// What an `app.xml` names: targets, floors and pins.
  ///
  /// - Parameter reason: Makes a reason of what names the release.
  mutating func add(_ definition: AppDefinition, over keys: [ReleaseKey], _ reason: (ReleaseReference) -> String) {
    for (_, keys) in Dictionary(grouping: keys.filter { $0.previousVersion == nil }, by: \.version) {
      let architectures = keys.map(\.architecture)
      for key in keys {
        for reference in definition.references(to: key, besides: architectures) { add(reason(reference), to: key) }
      }
    }
  }

  /// What machines of a group come to for another reason: a release that stands in for a blocked one.
  mutating func addPaths(of group: ServedGroup) {
    for step in group.paths.flatMap(\.steps) {
      guard let release = step.release else { continue }
      let key = ReleaseKey(version: release.version.text, architecture: release.architecture)
      if step.block != nil {
        add("it is offered instead of \(step.version), which channel \(group.channel.name.quoted) blocks", to: key)
      } else if self[key].isEmpty {
        add("group \(group.group.name.quoted) is offered it", to: key)
      }
    }
  }
}
