public import Catalog
internal import Glibc
internal import Posix

/// A file being written that appears under its name whole or not at all.
///
/// Until it is committed it has a hidden temporary name in the same directory. That of a killed writer stays, and the next writer
/// removes it. A file without any name (`O_TMPFILE`) would not stay, but not every file system has those, and to take the place of
/// another file it needs a temporary name all the same.
public final class AtomicFile {
  /// The open file, for writing, and for reading what was written; closed when this object goes.
  public let descriptor: Int32
  /// The path that the file is going to have.
  public let path: String
  private let directory: Int32
  private let directoryPath: String
  private let name: String
  private let temporaryName = AtomicFile.temporaryName()
  /// Whether the temporary name is still to be removed.
  private var isTemporary = true

  /// What temporary names begin with.
  static let temporaryPrefix = ".omaha-tmp-"

  /// A name that nothing has.
  static func temporaryName() -> String { temporaryPrefix + String(UInt64.random(in: 0...UInt64.max), radix: 36) }

  /// Whether a file in `directory` could share the blocks of another one. It is tried with a file without a name; a file system
  /// that has none of those cannot clone either.
  static func canClone(_ source: Int32, in directory: Directory) -> Bool {
    let descriptor = unsafe openat(directory.descriptor, ".", O_RDWR | O_CLOEXEC | Self.anonymous, 0o600)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return cloneBlocks(of: source, to: descriptor)
  }

  /// Begins the file `name` in `directory`, with permissions 0644 less the umask. It belongs to the
  /// owner of `directory` when root makes it.
  init(_ name: String, in directory: Directory) throws(RepositoryError) {
    path = directory.path(of: name)
    directoryPath = directory.path
    self.name = name
    // The file outlives the borrowed directory, so it keeps a descriptor of its own.
    let own = fcntl(directory.descriptor, F_DUPFD_CLOEXEC, 0)
    guard own >= 0 else { throw RepositoryError(.create, path, code: errno) }
    let temporary = temporaryName
    let descriptor = directory.asOwner {
      unsafe openat(own, temporary, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    }
    guard descriptor >= 0 else {
      let code = errno
      close(own)
      throw RepositoryError(.create, path, code: code)
    }
    self.directory = own
    self.descriptor = descriptor
  }

  deinit {
    if isTemporary { _ = unsafe unlinkat(directory, temporaryName, 0) }
    close(descriptor)
    close(directory)
  }

  // O_TMPFILE is a macro that Swift does not import: __O_TMPFILE | O_DIRECTORY, asm-generic/fcntl.h.
  private static let anonymous: Int32 = 0o20_000_000 | O_DIRECTORY

  /// Makes the file share the blocks of another one, whatever happens to that later. Only some file systems can, and only
  /// within one.
  ///
  /// - Parameter source: An open regular file.
  /// - Returns: whether it could be done; if not, the file is empty still.
  public func clone(_ source: Int32) -> Bool { cloneBlocks(of: source, to: descriptor) }

  /// Appends bytes.
  public func write(_ bytes: [UInt8]) throws(RepositoryError) {
    guard writeAll(bytes, to: descriptor) else { throw RepositoryError(.write, path, code: errno) }
  }

  /// Gives the file its name; both are on disk on return. Throws when the name is taken, which then stays as it was.
  public func create() throws(RepositoryError) {
    try syncFile()
    // link, because rename would replace; a file system without links has only one writer, who holds the lock.
    if unsafe linkat(directory, temporaryName, directory, name, 0) == 0 {
      _ = unsafe unlinkat(directory, temporaryName, 0)
      isTemporary = false
    } else {
      let code = errno
      guard code == EPERM || code == EOPNOTSUPP else { throw RepositoryError(.create, path, code: code) }
      guard unsafe faccessat(directory, name, F_OK, 0) != 0 else { throw RepositoryError(.create, path, code: EEXIST) }
      try rename()
    }
    try syncDirectory()
  }

  /// Gives the file its name in place of what had it; both are on disk on return.
  public func replace() throws(RepositoryError) {
    try syncFile()
    try rename()
    try syncDirectory()
  }

  private func rename() throws(RepositoryError) {
    guard unsafe renameat(directory, temporaryName, directory, name) == 0 else {
      throw RepositoryError(.write, path, code: errno)
    }
    isTemporary = false
  }

  private func syncFile() throws(RepositoryError) {
    guard fsync(descriptor) == 0 else { throw RepositoryError(.write, path, code: errno) }
  }

  private func syncDirectory() throws(RepositoryError) {
    guard fsync(directory) == 0 || errno == EINVAL else { throw RepositoryError(.write, directoryPath, code: errno) }
  }
}
