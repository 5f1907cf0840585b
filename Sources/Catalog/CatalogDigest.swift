/// What a catalog says, as a number: two hosts that have the same one make the same decisions from it.
///
/// It is the SHA-256 of a line for each file that a server reads, in byte order of the paths: the file's own SHA-256, two spaces, and its
/// path from `catalog/`, as `sha256sum` prints it. Neither times nor owners count, nor files that no server reads.
///
/// A window's time zone is one of them, as `../zoneinfo/Europe/Berlin`, where the repository brings it along. Those of the system are not: a
/// repository without `zoneinfo/` has the same digest on every host.
///
///     cd ROOT/catalog && sha256sum */app.xml */releases/*.xml | LC_ALL=C sort -k2 | sha256sum     # no lists, no zoneinfo
public struct CatalogDigest: Hashable, Sendable {
  /// 64 hexadecimal digits.
  public let text: String
  /// The same of each app's files alone, by the apps' keys, in the order of their directories.
  public let apps: [App]

  /// The digest of one app.
  public struct App: Hashable, Sendable {
    /// The ``ApplicationID/key``.
    public let key: String
    /// 64 hexadecimal digits.
    public let text: String
  }

  init(_ apps: [(key: String, files: FileDigests)]) {
    text = FileDigests(all: apps.map(\.files)).text
    self.apps = apps.map { App(key: $0.key, text: $0.files.text) }
  }

  /// The digest of an app; nil when there is no such app.
  public subscript(key: String) -> String? { apps.first { $0.key == key }?.text }
}

/// The files that an app is read from, with their hashes.
struct FileDigests {
  /// By the path from `catalog/`.
  private var hashes: [String: String] = [:]

  init() {}

  /// The files of several apps.
  init(all others: [FileDigests]) {
    for other in others { hashes.merge(other.hashes) { first, _ in first } }
  }

  /// Adds a file.
  mutating func add(_ path: String, _ bytes: [UInt8]) { hashes[path] = SHA256.hexadecimal(of: bytes) }

  /// The hash of a line for each file.
  var text: String {
    let lines = hashes.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    return SHA256.hexadecimal(of: lines.flatMap { Array("\($0.value)  \($0.key)\n".utf8) })
  }
}
