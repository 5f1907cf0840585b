public import Catalog
internal import Glibc
internal import Omaha
internal import Posix

/// A repository in a temporary folder in which an app can be as it is to be, so that a dry run finds there what the change itself would
/// find. What stays as it is are links to the repository itself.
public final class TrialRepository {
  /// The temporary one.
  public let repository: Repository
  /// The one that is not changed.
  private let original: Repository
  /// Where the temporary folder is.
  private let place: Directory
  private let name = AtomicFile.temporaryName()
  /// The folder of apps, empty at first.
  let catalog: Directory

  /// Makes it, in TMPDIR or /tmp.
  ///
  /// - Parameter releases: Releases of the app whose payloads are to look as if they were in place.
  init(
    of original: Repository, _ app: ApplicationID, holding releases: [ReleaseFile]
  ) throws(RepositoryError) {
    self.original = original
    let temporary = Invocation.environment("TMPDIR").flatMap { $0.isEmpty ? nil : $0 }
    place = try Directory(path: temporary ?? "/tmp")
    repository = Repository(root: place.path(of: name))
    let root = try place.directory(making: name)
    catalog = try root.directory(making: "catalog")
    let payloads = try root.directory(making: "payloads")
    try payloads.linkEntries(of: original.payloadsPath, besides: [app.key])
    let own = try payloads.directory(making: app.key)
    let path = "\(original.payloadsPath)/\(app.key)"
    try own.linkEntries(of: path, besides: Set(releases.map(\.key.version)))
    for (version, releases) in Dictionary(grouping: releases, by: \.key.version) {
      let folder = try own.directory(making: version)
      try folder.linkEntries(of: "\(path)/\(version)", besides: Set(releases.map(\.key.payloadDirectoryName)))
      for release in releases {
        let directory = try folder.directory(making: release.key.payloadDirectoryName)
        for package in release.manifest.packages { try directory.makeHole(package.name, size: package.size) }
      }
    }
  }

  deinit { try? place.removeTree(name) }

  /// A text with the paths of the repository that is not changed.
  public func shown(_ text: String) -> String { text.replacing(repository.root, with: original.root) }

  /// An error about the repository that is not changed.
  public func shown(_ error: RepositoryError) -> RepositoryError {
    guard case .invalid(let errors) = error.reason else { return error }
    return RepositoryError(error.operation, shown(error.path), .invalid(shown(errors)))
  }

  private func shown(_ errors: CatalogErrors) -> CatalogErrors {
    CatalogErrors(
      errors: errors.errors.map {
        CatalogError(file: shown($0.file), line: $0.line, message: shown($0.message))
      })
  }
}

extension Directory {
  /// Makes links to all that is in the directory at a path, whatever that is; nothing when there is none that can be read.
  ///
  /// - Parameter others: The names that are left out.
  fileprivate func linkEntries(of path: String, besides others: Set<String>) throws(RepositoryError) {
    guard let directory = try? Directory(path: path), let entries = try? directory.entries() else { return }
    for entry in entries where !others.contains(entry.name) { try link(toEntry: entry.name, of: directory) }
  }

  /// Makes a symbolic link to what another directory has under a name.
  func link(toEntry name: String, of other: Directory) throws(RepositoryError) {
    // A link is not relative to where the command was typed.
    let path = unsafe realpath(other.path, nil)
    defer { unsafe free(path) }
    let target = unsafe path.map { unsafe String(cString: $0) } ?? other.path
    guard unsafe symlinkat("\(target)/\(name)", descriptor, name) == 0 else {
      throw RepositoryError(.create, self.path(of: name), code: errno)
    }
  }

  /// Makes a file of a size without content, which takes no room.
  fileprivate func makeHole(_ name: String, size: UInt64) throws(RepositoryError) {
    let file = unsafe openat(descriptor, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file >= 0, ftruncate(file, off_t(clamping: size)) == 0 else {
      let code = errno
      if file >= 0 { close(file) }
      throw RepositoryError(.create, path(of: name), code: code)
    }
    close(file)
  }
}
