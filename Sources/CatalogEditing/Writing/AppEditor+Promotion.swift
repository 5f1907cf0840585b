public import Catalog
internal import Glibc
public import Omaha

/// What pointing a channel to a release came to, for one architecture.
public struct Promotion: Hashable, Sendable {
  /// The architecture.
  public let architecture: Architecture
  /// Where the channel pointed before; nil when nowhere.
  public let previous: Target?
  /// Where the channel points now.
  public let target: Target

  /// Whether the channel pointed elsewhere before.
  public var isChange: Bool { previous?.version.text != target.version.text }
}

extension Target {
  /// Whether it says when it was promoted, and that can be right.
  public func isDated(at now: Timestamp) -> Bool { since.map { $0.doubt(at: now) == nil } ?? false }
}

extension AppEditor {
  /// Points a channel to a release for one architecture, or for all that the release exists for. A target that is
  /// already there stays as it is, its time too; only one without a time, as people write them, or with one that cannot
  /// be right gets that of now, which a rollout counts from.
  ///
  /// - Parameters:
  ///   - architecture: nil for every architecture of the release.
  ///   - isGoingOn: Whether rollouts go on from the moment of the promotion before, for a target that is replaced.
  /// - Returns: one promotion per architecture, and whether the channel is new.
  public mutating func promote(
    to version: Version, channel name: String, architecture: Architecture?,
    isGoingOn: (Target) -> Bool = { _ in false }, now: Timestamp
  ) throws(RepositoryError) -> (promotions: [Promotion], isNewChannel: Bool) {
    let existing = try architectures(of: version)
    let architectures = architecture.map { [$0] } ?? existing
    guard !architectures.isEmpty, architectures.allSatisfy(existing.contains) else {
      let key = ReleaseKey(version: version.text, architecture: architectures.first ?? .amd64)
      throw RepositoryError(.read, repository.releasePath(app, key), code: ENOENT)
    }
    let old = channel(named: name)
    var promotions: [Promotion] = []
    for architecture in architectures {
      let previous = old?.targets.first { $0.architecture == architecture }
      let isThere = previous?.version.text == version.text
      let kept = previous.flatMap { $0.isDated(at: now) && (isThere || isGoingOn($0)) ? $0.since : nil }
      let target = Target(architecture: architecture, version: version, since: kept ?? now)
      if !isThere || kept == nil { try edit { document in try document.set(target, ofChannel: name) } }
      promotions.append(Promotion(architecture: architecture, previous: previous, target: target))
    }
    return (promotions, old == nil)
  }

  /// Moves the moment that rollouts of a channel's target count from.
  public mutating func setSince(
    _ since: Timestamp, ofChannel name: String, for architecture: Architecture
  ) throws(RepositoryError) {
    guard let old = channel(named: name)?.targets.first(where: { $0.architecture == architecture }) else { return }
    let target = Target(architecture: architecture, version: old.version, since: since)
    try edit { document in try document.set(target, ofChannel: name) }
  }

  /// The architectures that a release of that version exists for, in the order of their names.
  public func architectures(of version: Version) throws(RepositoryError) -> [Architecture] {
    let pending = repository.pending(of: app)?.releases
    let releases = try repository.releaseDirectory(of: app)
    return Architecture.allCases.filter {
      let name = ReleaseKey(version: version.text, architecture: $0).fileName
      return pending?[name] != nil || releases?.contains(name) == true
    }.sorted { $0.rawValue < $1.rawValue }
  }
}
