public import Catalog
public import Omaha
internal import Posix
internal import XML

/// The one process that changes a repository at a time. Every change is a single atomic step of the file system, in an
/// order that leaves a valid catalog wherever the writer is killed:
///
/// - adding: the app, the payload, then the release that names it, then the channel that points to the release;
/// - removing: nothing points to the release, then the release, then its payload.
public final class RepositoryWriter {
  /// The repository.
  public let repository: Repository
  let catalog: Directory
  let payloads: Directory
  private let lock: RepositoryLock
  /// Who changes apps; without one no history is kept.
  public var origin: ChangeOrigin?

  /// Takes the repository's lock and removes what a killed writer may have left.
  ///
  /// - Parameter waiting: called once when another process holds the lock, before waiting for it.
  public init(_ repository: Repository, waiting: () -> Void = {}) throws(RepositoryError) {
    self.repository = repository
    catalog = try Directory(path: repository.catalogPath)
    lock = try RepositoryLock(of: catalog, waiting: waiting)
    payloads = try Directory(path: repository.root).directory(making: "payloads")
    endAbandonedImports()
    removeLeftovers(in: catalog, below: [Repository.mayBeApp, { $0 == "releases" }])
    removeLeftovers(in: payloads, below: [])
  }

  /// Makes an empty repository, its parents too; says whether anything was missing.
  @discardableResult
  public static func create(_ repository: Repository) throws(RepositoryError) -> Bool {
    let root = try Directory(makingPath: repository.root)
    let isComplete = root.contains("catalog") && root.contains("payloads")
    _ = try root.directory(making: "catalog")
    _ = try root.directory(making: "payloads")
    return !isComplete
  }

  /// Whether there is such an app.
  public func hasApp(_ id: ApplicationID) throws(RepositoryError) -> Bool {
    do throws(RepositoryError) {
      return try catalog.directory(id.key).contains(AppDefinition.fileName)
    } catch  where error.isMissing {
      return false
    }
  }

  /// Makes the app unless it is there; says whether it did. A new app has no channels.
  ///
  /// - Parameter defaultArchitecture: What machines count as that tell no architecture; nil leaves that unsaid.
  public func createApp(
    _ id: ApplicationID, name: String? = nil, defaultArchitecture: Architecture? = nil
  ) throws(RepositoryError) -> Bool {
    let directory = try catalog.directory(making: id.key)
    guard !directory.contains(AppDefinition.fileName) else { return false }
    let path = repository.appPath(id)
    if let target = directory.linkTarget(of: AppDefinition.fileName) {
      throw RepositoryError(.create, path, detail: "it is a symbolic link to \(target.quoted), which is not there")
    }
    let new = try repository.newApp(id, name: name, defaultArchitecture: defaultArchitecture)
    let file = try AtomicFile(AppDefinition.fileName, in: directory)
    try file.write(new.bytes)
    try file.create()
    return true
  }

  /// The release of an app, nil when there is none.
  public func release(
    of app: ApplicationID, _ key: ReleaseKey
  ) throws(RepositoryError) -> ReleaseFile? {
    try ReleaseFile.read(repository, app, key)
  }

  /// Publishes a release: on return its file is there, whole and on disk. Its payload is to be in place before.
  public func publish(_ release: ReleaseFile) throws(RepositoryError) {
    let bytes = try repository.content(of: release)
    let directory = try catalog.directory(release.appID.key).directory(making: "releases")
    let file = try AtomicFile(release.key.fileName, in: directory)
    try file.write(bytes)
    try file.create()
  }

  /// Removes temporary files of killed writers from a directory and those below it, as far as it may: what lies in another app's
  /// directory is no reason to refuse this change.
  ///
  /// - Parameter levels: Which directories are looked into, for each level below.
  func removeLeftovers(in directory: Directory, below levels: [(String) -> Bool]) {
    guard let entries = try? directory.entries() else { return }
    for entry in entries {
      if entry.name.hasPrefix(AtomicFile.temporaryPrefix) {
        // An app that was removed is a directory.
        try? directory.removeTree(entry.name)
      } else if entry.isDirectory {
        guard let isWanted = levels.first, isWanted(entry.name) else { continue }
        guard let child = try? directory.directory(entry.name) else { continue }
        removeLeftovers(in: child, below: Array(levels.dropFirst()))
      }
    }
  }
}
