public import Omaha

/// Where the parts of a repository are. Nothing is read or written here.
public struct Repository: Hashable, Sendable {
  /// Where the repository is when nobody says another place.
  public static let standardRoot = "/var/lib/omaha"

  /// The directory that holds `catalog/` and `payloads/`.
  public let root: String
  /// An app that is read as if it had more than is on disk; nil but where a change is only tried.
  package var pending: PendingApp?

  /// The repository at a path.
  public init(root: String) {
    // "/srv/omaha/" and "/srv/omaha" read alike in messages.
    var root = Substring(root)
    while root.utf8.count > 1, root.last == "/" { root = root.dropLast() }
    self.root = String(root)
  }

  /// What operators want: one directory per app.
  public var catalogPath: String { root + "/catalog" }

  /// Whether an entry of `catalog/` or `payloads/` may be an app's. Whatever else lies there (`lost+found`, `.git`, `@eaDir`) is
  /// never opened: it may belong to another user, and it is no fault of the repository.
  package static func mayBeApp(_ name: String) -> Bool {
    // Braces are for requests; directories have none.
    name.utf8.first != UInt8(ascii: "{") && ApplicationID(name) != nil
  }

  /// What the web server serves at `/packages/`.
  public var payloadsPath: String { root + "/payloads" }

  /// The app's intent.
  public func appPath(_ app: ApplicationID) -> String { "\(catalogPath)/\(app.key)/\(AppDefinition.fileName)" }

  /// The file of one release.
  public func releasePath(_ app: ApplicationID, _ key: ReleaseKey) -> String {
    "\(catalogPath)/\(app.key)/releases/\(key.fileName)"
  }

  /// The directory of one release's payload.
  public func payloadDirectory(_ app: ApplicationID, _ key: ReleaseKey) -> String {
    "\(payloadsPath)/\(app.key)/\(key.version)/\(key.payloadDirectoryName)"
  }

  /// Where clients fetch a payload that this repository holds, relative to the host that serves updates.
  public func defaultCodebase(_ app: ApplicationID, _ key: ReleaseKey) -> Codebase {
    Codebase(unchecked: "/packages/\(app.key)/\(key.version)/\(key.payloadDirectoryName)/")
  }
}

extension ReleaseKey {
  /// The name of the payload's directory in that of its version: `amd64`, for a delta `amd64_from_3760.2.0`.
  package var payloadDirectoryName: String { architecture.rawValue + (previousVersion.map { "_from_" + $0 } ?? "") }

  /// The key whose payload a directory holds; nil when it is named otherwise.
  package init?(version: String, payloadDirectoryName name: String) { self.init(fileName: "\(version)_\(name).xml") }
}
