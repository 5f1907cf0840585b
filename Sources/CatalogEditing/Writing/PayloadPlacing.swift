public import Catalog
internal import Glibc
public import Omaha

/// How a payload comes into a repository.
public enum PayloadPlacing: String, Sendable {
  /// Byte by byte.
  case copied
  /// As a file that shares blocks with the one that was given until one of them is changed (a reflink).
  case cloned
  /// As another name of the very file that was given: what is written into that is what machines get.
  case linked
}

extension Repository {
  /// How a payload would come into the repository. Nothing is changed: where a file system may be able to clone, that is tried
  /// with a file that has no name.
  ///
  /// - Parameters:
  ///   - source: The open file.
  ///   - isLink: Whether a link is asked for.
  public func placing(of source: Int32, of app: ApplicationID, _ key: ReleaseKey, isLink: Bool) -> PayloadPlacing {
    if isLink, obstacle(toLinking: source, of: app, key) == nil { return .linked }
    guard let directory = nearestDirectory(of: app, key) else { return .copied }
    return AtomicFile.canClone(source, in: directory) ? .cloned : .copied
  }

  /// Throws when there is a folder of payloads that may not be read, as a writer does.
  public func checkPayloads() throws(RepositoryError) {
    do throws(RepositoryError) { _ = try Directory(path: payloadsPath) } catch { if !error.isMissing { throw error } }
  }

  /// What keeps a payload from being linked into the repository, as a clause; nil when nothing is known to.
  public func obstacle(toLinking source: Int32, of app: ApplicationID, _ key: ReleaseKey) -> String? {
    guard let directory = nearestDirectory(of: app, key) else { return "the repository cannot be read" }
    return PayloadLink.obstacle(to: source, in: directory)
  }

  /// The directory of a release's payloads, which may be missing: it is then on the file system of the nearest one that is there.
  private func nearestDirectory(of app: ApplicationID, _ key: ReleaseKey) -> Directory? {
    let paths = [
      payloadDirectory(app, key), "\(payloadsPath)/\(app.key)/\(key.version)", "\(payloadsPath)/\(app.key)",
      payloadsPath, root,
    ]
    return paths.lazy.compactMap { path in try? Directory(path: path) }.first
  }
}
