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

extension AppEditor {
  /// Points a channel to a release for one architecture, or for all that the release exists for. A target that is
  /// already there stays as it is, its time too; only one without a time, as people write them, gets that of now, which
  /// a rollout counts from.
  ///
  /// - Parameter architecture: nil for every architecture of the release.
  /// - Returns: one promotion per architecture, and whether the channel is new.
  public mutating func promote(
    to version: Version, channel name: String, architecture: Architecture?, now: Timestamp
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
      let target = Target(architecture: architecture, version: version, since: isThere ? previous?.since ?? now : now)
      if !isThere || previous?.since == nil { try edit { document in try document.set(target, ofChannel: name) } }
      promotions.append(Promotion(architecture: architecture, previous: previous, target: target))
    }
    return (promotions, old == nil)
  }

  /// The architectures that a release of that version exists for, in the order of their names.
  public func architectures(of version: Version) throws(RepositoryError) -> [Architecture] {
    do throws(RepositoryError) {
      let releases = try Directory(path: repository.catalogPath).directory(app.key).directory("releases")
      return Architecture.allCases
        .filter { releases.contains(ReleaseKey(version: version.text, architecture: $0).fileName) }
        .sorted { $0.rawValue < $1.rawValue }
    } catch  where error.isMissing {
      return []
    }
  }
}
