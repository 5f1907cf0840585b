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

  /// What of an app names a release: channels, pins and floors, as people call them.
  public func references(of app: ApplicationID, to key: ReleaseKey) throws(RepositoryError) -> [String] {
    try content(of: try document(of: app)).references(to: key)
  }

  /// Removes the file of a release that nothing points to.
  public func removeRelease(of app: ApplicationID, _ key: ReleaseKey) throws(RepositoryError) {
    let references = try references(of: app, to: key)
    guard references.isEmpty else {
      throw RepositoryError(
        .remove, repository.releasePath(app, key), detail: "\(references.joined(separator: ", ")) points to it")
    }
    let directory = try catalog.directory(app.key).directory("releases")
    try directory.remove(key.fileName)
    try directory.sync()
  }

  /// The keys of the releases of a version, full ones and deltas, in the order of their files' names.
  public func releases(of app: ApplicationID, _ version: Version) throws(RepositoryError) -> [ReleaseKey] {
    do throws(RepositoryError) {
      let releases = try catalog.directory(app.key).directory("releases")
      return try releases.entries().filter(AppLoader.isRelease).compactMap { ReleaseKey(fileName: $0.name) }
        .filter { $0.version == version.text }
    } catch  where error.isMissing {
      return []
    }
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
        .read,
        repository.releasePath(app, ReleaseKey(version: version.text, architecture: wanted.first ?? .amd64)),
        code: ENOENT)
    }
    // A release that does not load must not become what machines are offered.
    for architecture in wanted {
      _ = try ReleaseFile.read(
        repository, app, ReleaseKey(version: version.text, architecture: architecture))
    }
    return wanted
  }

  func document(of app: ApplicationID) throws(RepositoryError) -> AppDocument {
    let text = try catalog.directory(app.key).read(AppDocument.fileName, limit: AppDocument.maximumSize)
    return AppDocument(text: text, file: repository.appPath(app), root: repository.root)
  }

  func content(of document: AppDocument) throws(RepositoryError) -> AppReader.Content {
    do throws(CatalogErrors) {
      return try document.content()
    } catch {
      throw RepositoryError(.read, document.file, .invalid(error))
    }
  }
}

extension AppReader.Content {
  /// What names a release: channels, pins and floors, as people call them. Nothing names a delta.
  func references(to key: ReleaseKey) -> [String] {
    guard key.previousVersion == nil else { return [] }
    func concerns(_ architecture: Architecture?) -> Bool { architecture == nil || architecture == key.architecture }
    var references: [String] = []
    for channel in channels {
      if channel.targets.contains(where: { $0.key == key }) { references.append("channel \(channel.name.quoted)") }
      if channel.floors.contains(where: { $0.version.text == key.version && concerns($0.architecture) }) {
        references.append("a floor of channel \(channel.name.quoted)")
      }
    }
    for group in groups
    where group.pins.contains(where: { $0.version.text == key.version && concerns($0.architecture) }) {
      references.append("the pin of group \(group.name.quoted)")
    }
    return references
  }
}
