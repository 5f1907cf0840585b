internal import CLinux
public import Catalog
internal import Glibc

/// A file being written that appears under its name whole or not at all.
///
/// Until it is committed it has no name where the file system can do that (`O_TMPFILE`), so that a killed writer leaves
/// nothing behind; elsewhere it has a hidden temporary name in the same directory, which the next writer removes.
public final class AtomicFile {
  /// The open file, for writing, and for reading what was written; closed when this object goes.
  public let descriptor: Int32
  /// The path that the file is going to have.
  public let path: String
  private let directory: Int32
  private let directoryPath: String
  private let name: String
  /// The temporary name that is to be removed if nothing comes of the file.
  private var temporaryName: String?

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
    return omaha_clone(descriptor, source) == 0
  }

  /// Begins the file `name` in `directory`, with permissions 0644 less the umask.
  ///
  /// - Parameter isNamed: Whether it has a temporary name even where it could do without.
  init(_ name: String, in directory: Directory, isNamed: Bool = false) throws(RepositoryError) {
    // The file outlives the borrowed directory, so it keeps a descriptor of its own.
    let own = fcntl(directory.descriptor, F_DUPFD_CLOEXEC, 0)
    guard own >= 0 else { throw RepositoryError(.create, directory.path(of: name), code: errno) }
    var temporaryName: String?
    // A file without a name gets one by way of /proc, which a bare container may lack.
    let hasProcess = unsafe access("/proc/self/fd", X_OK) == 0
    let canLink = hasProcess && !isNamed
    var descriptor = canLink ? unsafe openat(own, ".", O_RDWR | O_CLOEXEC | Self.anonymous, 0o644) : -1
    if descriptor < 0 {
      let random = Self.temporaryName()
      descriptor = unsafe openat(own, random, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
      temporaryName = random
    }
    guard descriptor >= 0 else {
      let code = errno
      close(own)
      throw RepositoryError(.create, directory.path(of: name), code: code)
    }
    self.descriptor = descriptor
    self.path = directory.path(of: name)
    self.directory = own
    self.directoryPath = directory.path
    self.name = name
    self.temporaryName = temporaryName
  }

  deinit {
    if let temporaryName { _ = unsafe unlinkat(directory, temporaryName, 0) }
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
  public func clone(_ source: Int32) -> Bool { omaha_clone(descriptor, source) == 0 }

  /// Appends bytes.
  public func write(_ bytes: [UInt8]) throws(RepositoryError) {
    var done = 0
    while done < bytes.count {
      let count = unsafe bytes.withUnsafeBytes { buffer in
        unsafe Glibc.write(descriptor, buffer.baseAddress?.advanced(by: done), buffer.count - done)
      }
      if count < 0 {
        if errno == EINTR { continue }
        throw RepositoryError(.write, path, code: errno)
      }
      done += count
    }
  }

  /// Gives the file its name; both are on disk on return. Throws when the name is taken, which then stays as it was.
  public func create() throws(RepositoryError) {
    try syncFile()
    if let temporaryName {
      // link, because rename would replace; a file system without links has only one writer, who holds the lock.
      if unsafe linkat(directory, temporaryName, directory, name, 0) == 0 {
        _ = unsafe unlinkat(directory, temporaryName, 0)
        self.temporaryName = nil
      } else {
        let code = errno
        guard code == EPERM || code == EOPNOTSUPP else { throw RepositoryError(.create, path, code: code) }
        guard unsafe faccessat(directory, name, F_OK, 0) != 0 else {
          throw RepositoryError(.create, path, code: EEXIST)
        }
        try rename(temporaryName)
      }
    } else {
      try link(as: name)
    }
    try syncDirectory()
  }

  /// Gives the file its name in place of what had it; both are on disk on return.
  public func replace() throws(RepositoryError) {
    try syncFile()
    if let temporaryName {
      try rename(temporaryName)
    } else {
      let random = Self.temporaryName()
      try link(as: random)
      temporaryName = random
      try rename(random)
    }
    try syncDirectory()
  }

  private func link(as name: String) throws(RepositoryError) {
    // By way of /proc, because AT_EMPTY_PATH needs a capability; open(2), O_TMPFILE.
    guard unsafe linkat(AT_FDCWD, "/proc/self/fd/\(descriptor)", directory, name, AT_SYMLINK_FOLLOW) == 0 else {
      throw RepositoryError(.create, path, code: errno)
    }
  }

  private func rename(_ temporaryName: String) throws(RepositoryError) {
    guard unsafe renameat(directory, temporaryName, directory, name) == 0 else {
      throw RepositoryError(.write, path, code: errno)
    }
    self.temporaryName = nil
  }

  private func syncFile() throws(RepositoryError) {
    guard fsync(descriptor) == 0 else { throw RepositoryError(.write, path, code: errno) }
  }

  private func syncDirectory() throws(RepositoryError) {
    guard fsync(directory) == 0 || errno == EINVAL else { throw RepositoryError(.write, directoryPath, code: errno) }
  }
}
