internal import Catalog
internal import Glibc
internal import Posix

/// A hard link to a payload that was given by its descriptor.
struct PayloadLink {
  private let source: Int32
  private let name: String
  private let directory: Directory

  init(to source: Int32, named name: String, in directory: Directory) {
    self.source = source
    self.name = name
    self.directory = directory
  }

  /// What keeps a file from being linked, as a clause; nil when nothing is known to.
  static func obstacle(to source: Int32, in directory: Directory) -> String? {
    var status = stat()
    guard unsafe fstat(source, &status) == 0 else { return "it cannot be looked at" }
    // The web server is another user.
    if status.st_mode & S_IROTH == 0 { return "others may not read it" }
    if status.st_dev != directory.device { return "it is on another file system" }
    return mayLink(source, of: status.st_uid) ? nil : "it belongs to another user"
  }

  /// Whether Linux lets this user link a file: its owner, root, and who may write into it (`fs.protected_hardlinks`,
  /// proc_sys_fs(5)).
  private static func mayLink(_ source: Int32, of owner: uid_t) -> Bool {
    let user = geteuid()
    if user == 0 || user == owner { return true }
    if unsafe faccessat(AT_FDCWD, "/proc/self/fd/\(source)", R_OK | W_OK, AT_EACCESS) == 0 { return true }
    let settings = try? Directory(path: "/proc/sys/fs")
    return settings?.beginning(of: "protected_hardlinks", count: 1) != [UInt8(ascii: "1")]
  }

  /// Gives the file its name, in place of what has it; both are on disk on return.
  ///
  /// - Returns: nil when it is done, else what keeps it from being done, as a clause.
  func make() throws(RepositoryError) -> String? {
    if let obstacle = Self.obstacle(to: source, in: directory) { return obstacle }
    // Of two names of one file none is renamed to the other: rename(2) does nothing then.
    if isThere { return nil }
    guard fsync(source) == 0 else { throw RepositoryError(.write, directory.path(of: name), code: errno) }
    // By way of the descriptor, so that what was hashed is what is linked.
    let temporary = AtomicFile.temporaryName()
    guard
      unsafe linkat(AT_FDCWD, "/proc/self/fd/\(source)", directory.descriptor, temporary, AT_SYMLINK_FOLLOW) == 0
    else { return RepositoryError.text(of: errno) }
    guard unsafe renameat(directory.descriptor, temporary, directory.descriptor, name) == 0 else {
      let code = errno
      _ = unsafe unlinkat(directory.descriptor, temporary, 0)
      throw RepositoryError(.write, directory.path(of: name), code: code)
    }
    try directory.sync()
    return nil
  }

  private var isThere: Bool {
    guard let existing = FileStamp(path: name, in: directory.descriptor, followsLinks: false),
      let stamp = FileStamp(descriptor: source)
    else { return false }
    return existing.isSameFile(as: stamp)
  }
}
