internal import Glibc

/// An open directory. Every file of the repository is opened relative to the descriptor of its directory, by a single
/// name, so that no path is ever put together from parts that came from outside.
final class Directory {
  let descriptor: Int32
  /// The path by which it was opened, for messages.
  let path: String

  /// Opens the directory at `path`.
  init(path: String) throws(RepositoryError) {
    let descriptor = unsafe Glibc.open(path, Self.flags)
    guard descriptor >= 0 else { throw RepositoryError(.read, path, code: errno) }
    self.descriptor = descriptor
    self.path = path
  }

  /// Opens the directory at `path`, after making it and its parents where they are missing.
  convenience init(makingPath path: String) throws(RepositoryError) {
    var position = path.startIndex
    while position < path.endIndex {
      position = path[path.index(after: position)...].firstIndex(of: "/") ?? path.endIndex
      guard unsafe mkdir(String(path[..<position]), 0o755) == 0 || errno == EEXIST || errno == EISDIR else {
        throw RepositoryError(.create, String(path[..<position]), code: errno)
      }
    }
    try self.init(path: path)
    try sync()
  }

  private init(descriptor: Int32, path: String) {
    self.descriptor = descriptor
    self.path = path
  }

  deinit { close(descriptor) }

  private static let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC

  /// The path of a name in this directory, for messages.
  func path(of name: String) -> String { name.hasPrefix("/") ? name : path + "/" + name }

  /// Opens the directory `name` in this one.
  func directory(_ name: String) throws(RepositoryError) -> Directory {
    let child = unsafe openat(descriptor, name, Self.flags)
    guard child >= 0 else { throw RepositoryError(.read, path(of: name), code: errno) }
    return Directory(descriptor: child, path: path(of: name.hasSuffix("/") ? String(name.dropLast()) : name))
  }

  /// Opens the directory `name` in this one, after making it when it is missing. A new name is on disk on return.
  func directory(making name: String) throws(RepositoryError) -> Directory {
    if unsafe mkdirat(descriptor, name, 0o755) == 0 {
      try sync()
    } else if errno != EEXIST {
      throw RepositoryError(.create, path(of: name), code: errno)
    }
    return try directory(name)
  }

  /// Whether `name` exists here, whatever it is.
  func contains(_ name: String) -> Bool {
    var status = stat()
    return unsafe fstatat(descriptor, name, &status, 0) == 0
  }

  /// The file system's number.
  var device: UInt {
    var status = stat()
    return unsafe fstat(descriptor, &status) == 0 ? UInt(status.st_dev) : 0
  }

  /// Waits until the names in this directory are on disk.
  func sync() throws(RepositoryError) {
    // A file system that cannot sync a directory (EINVAL) orders names by itself.
    guard fsync(descriptor) == 0 || errno == EINVAL else { throw RepositoryError(.write, path, code: errno) }
  }

  /// Removes the file `name`.
  func remove(_ name: String) throws(RepositoryError) {
    guard unsafe unlinkat(descriptor, name, 0) == 0 else {
      throw RepositoryError(.remove, path(of: name), code: errno)
    }
  }

  /// Removes the directory `name`, if it is empty; says whether it did.
  @discardableResult
  func removeDirectory(_ name: String) -> Bool {
    unsafe unlinkat(descriptor, name, AT_REMOVEDIR) == 0
  }
}
