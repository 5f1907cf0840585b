internal import Glibc
public import Omaha
internal import XML

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

extension RepositoryWriter {
  /// Points a channel to a release for one architecture, or for all that the release exists for. A target that is
  /// already there stays as it is, its time too.
  ///
  /// - Parameter architecture: nil for every architecture of the release.
  /// - Returns: one promotion per architecture, and whether the channel is new.
  public func promote(
    _ app: ApplicationID, to version: Version, channel: String, architecture: Architecture?, now: Timestamp
  ) throws(RepositoryError) -> (promotions: [Promotion], isNewChannel: Bool) {
    var document = try document(of: app)
    let content = try content(of: document)
    let architectures = try architecturesOfRelease(app, version, only: architecture)
    let old = content.channels.first { $0.name == channel }
    var promotions: [Promotion] = []
    for architecture in architectures {
      let previous = old?.targets.first { $0.architecture == architecture }
      let isThere = previous?.version.text == version.text
      let target = Target(
        architecture: architecture, version: version, since: isThere ? previous?.since : now)
      if !isThere {
        do throws(CatalogErrors) {
          try document.set(target, ofChannel: channel)
        } catch {
          throw RepositoryError(.write, document.file, .invalid(error))
        }
      }
      promotions.append(Promotion(architecture: architecture, previous: previous, target: target))
    }
    if promotions.contains(where: \.isChange) {
      let file = try AtomicFile(AppDocument.fileName, in: try catalog.directory(app.key))
      try file.write(document.text)
      try file.replace()
    }
    return (promotions, old == nil)
  }

  /// Throws when the app's `app.xml` is not valid.
  public func validateApp(_ app: ApplicationID) throws(RepositoryError) {
    _ = try content(of: try document(of: app))
  }

  /// The names of the channels that point to a release.
  public func channels(
    of app: ApplicationID, pointingTo version: Version, _ architecture: Architecture
  ) throws(RepositoryError) -> [String] {
    try content(of: try document(of: app)).channels.filter { channel in
      channel.targets.contains { $0.version.text == version.text && $0.architecture == architecture }
    }.map(\.name)
  }

  /// Removes the file of a release that no channel points to.
  public func removeRelease(
    of app: ApplicationID, _ version: Version, _ architecture: Architecture
  ) throws(RepositoryError) {
    let path = repository.releasePath(app, version, architecture)
    let channels = try channels(of: app, pointingTo: version, architecture)
    guard channels.isEmpty else {
      throw RepositoryError(.remove, path, detail: "channel \(channels.joined(separator: ", ").quoted) points to it")
    }
    let directory = try catalog.directory(app.key).directory("releases")
    try directory.remove(ReleaseKey(version: version.text, architecture: architecture).fileName)
    try directory.sync()
  }

  /// The architectures that a release of that version exists for, in the order of their names.
  public func architectures(
    of app: ApplicationID, _ version: Version
  ) throws(RepositoryError) -> [Architecture] {
    do throws(RepositoryError) {
      let releases = try catalog.directory(app.key).directory("releases")
      return Architecture.allCases
        .filter { releases.contains(ReleaseKey(version: version.text, architecture: $0).fileName) }
        .sorted { $0.rawValue < $1.rawValue }
    } catch  where error.isMissing {
      return []
    }
  }

  private func architecturesOfRelease(
    _ app: ApplicationID, _ version: Version, only architecture: Architecture?
  ) throws(RepositoryError) -> [Architecture] {
    let existing = try architectures(of: app, version)
    let wanted = architecture.map { [$0] } ?? existing
    guard !wanted.isEmpty, wanted.allSatisfy(existing.contains) else {
      throw RepositoryError(
        .read, repository.releasePath(app, version, wanted.first ?? .amd64), code: ENOENT)
    }
    // A release that does not load must not become what machines are offered.
    for architecture in wanted {
      _ = try ReleaseFile.read(repository, app, version, architecture)
    }
    return wanted
  }

  private func document(of app: ApplicationID) throws(RepositoryError) -> AppDocument {
    let text = try catalog.directory(app.key).read(AppDocument.fileName, limit: AppDocument.maximumSize)
    return AppDocument(text: text, file: repository.appPath(app))
  }

  private func content(of document: AppDocument) throws(RepositoryError) -> AppReader.Content {
    do throws(CatalogErrors) {
      return try document.content()
    } catch {
      throw RepositoryError(.read, document.file, .invalid(error))
    }
  }
}
