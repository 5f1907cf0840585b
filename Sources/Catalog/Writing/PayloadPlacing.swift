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
    // The directory may be missing, and is then on the file system of the nearest one that is there.
    let paths = [
      payloadDirectory(app, key), "\(payloadsPath)/\(app.key)/\(key.version)", "\(payloadsPath)/\(app.key)",
      payloadsPath, root,
    ]
    let nearest = paths.lazy.compactMap { path in try? Directory(path: path) }.first
    guard let nearest else { return .copied }
    if isLink, PayloadLink.obstacle(to: source, in: nearest) == nil { return .linked }
    return AtomicFile.canClone(source, in: nearest) ? .cloned : .copied
  }
}
