public import Catalog
public import Omaha
internal import Posix

extension RepositoryWriter {
  /// Says in the `app.xml` of an app without releases what machines count as that tell no architecture; what it says already
  /// stays. It is not loaded before it is written, as other edits are: a person may write the target before its release is
  /// added.
  public func setDefaultArchitecture(
    _ architecture: Architecture, ofEmptyApp app: ApplicationID
  ) throws(RepositoryError) {
    var editor = try editor(of: app)
    guard try !repository.hasReleases(of: app), try editor.setDefaultArchitecture(architecture) else { return }
    try write(editor)
  }

  /// What of an app names a release: channels, pins and floors, as people call them.
  public func references(of app: ApplicationID, to key: ReleaseKey) throws(RepositoryError) -> [String] {
    try referrers(of: app, to: key).map(\.description)
  }

  /// What of an app names a release.
  public func referrers(of app: ApplicationID, to key: ReleaseKey) throws(RepositoryError) -> [ReleaseReference] {
    try editor(of: app).referrers(to: key)
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

  /// Notes in the app's history which releases are about to be removed.
  public func recordRemoval(of keys: [ReleaseKey], from app: ApplicationID) throws(RepositoryError) {
    guard let origin, !keys.isEmpty else { return }
    let directory = try catalog.directory(app.key)
    // Nobody can put a release back from the history, and many would leave no room for other changes.
    let files = keys.map { Change.File(name: "releases/\($0.fileName)", before: String?.none, after: nil) }
    try record(files, from: origin, undoing: nil, in: directory)
  }

  /// The keys of the releases of a version, full ones and deltas, in the order of their files' names.
  public func releases(of app: ApplicationID, _ version: Version) throws(RepositoryError) -> [ReleaseKey] {
    try repository.releases(of: app).filter { $0.version == version.text }
  }
}

extension AppEditor {
  /// Says what machines count as that tell no architecture, unless that is said already; says whether it did.
  public mutating func setDefaultArchitecture(_ architecture: Architecture) throws(RepositoryError) -> Bool {
    guard definition.defaultArchitecture == nil else { return false }
    return try edit { document in
      try document.set(AppDocument.defaultArchitecture, to: architecture.rawValue, of: document.rootElement())
    }
  }

  /// What names a release.
  public func referrers(to key: ReleaseKey) throws(RepositoryError) -> [ReleaseReference] {
    let own = try repository.releases(of: app)
      .filter { $0.version == key.version && $0.previousVersion == nil }.map(\.architecture)
    return definition.references(to: key, besides: own)
  }
}

extension AppDefinition {
  /// What names a release: channels, pins and floors. Nothing names a delta.
  ///
  /// - Parameter own: The architectures that the version has a release for. A floor of another one takes that for all.
  func references(to key: ReleaseKey, besides own: [Architecture]) -> [ReleaseReference] {
    guard key.previousVersion == nil else { return [] }
    func concerns(_ architecture: Architecture?) -> Bool { architecture == nil || architecture == key.architecture }
    func concerns(floorOf architecture: Architecture?) -> Bool {
      concerns(architecture) || key.architecture == .all && !own.contains { $0 == architecture }
    }
    var references: [ReleaseReference] = []
    for channel in channels {
      if channel.targets.contains(where: { $0.key == key }) { references.append(.target(channel: channel.name)) }
      if channel.floors.contains(where: { $0.version.text == key.version && concerns(floorOf: $0.architecture) }) {
        references.append(.floor(channel: channel.name))
      }
    }
    for group in groups
    where group.pins.contains(where: { $0.version.text == key.version && concerns($0.architecture) }) {
      references.append(.pin(group: group.name))
    }
    return references
  }
}
