internal import Catalog
internal import Glibc

extension Directory {
  /// Opens the directory at `path`, after making it and its parents where they are missing.
  convenience init(makingPath path: String) throws(RepositoryError) {
    var position = path.startIndex
    while position < path.endIndex {
      position = path[path.index(after: position)...].firstIndex(of: "/") ?? path.endIndex
      let made = String(path[..<position])
      guard unsafe access(made, F_OK) != 0 else { continue }
      let name = made.split(separator: "/").last.map(String.init) ?? made
      let above = String(made.dropLast(name.utf8.count))
      guard let parent = try? Directory(path: above.isEmpty ? "." : above) else {
        // A directory that may not be read may let one be made in it all the same.
        guard unsafe mkdir(made, 0o755) == 0 || errno == EEXIST else {
          throw RepositoryError(.create, made, code: errno)
        }
        continue
      }
      if parent.asOwner({ unsafe mkdirat(parent.descriptor, name, 0o755) }) == 0 {
        try? parent.sync()
      } else if errno != EEXIST {
        throw RepositoryError(.create, made, code: errno)
      }
    }
    try self.init(path: path)
    try sync()
  }

  /// Opens the directory `name` in this one, after making it when it is missing. A new name is on disk on return.
  func directory(making name: String) throws(RepositoryError) -> Directory {
    if asOwner({ unsafe mkdirat(descriptor, name, 0o755) }) == 0 {
      try sync()
    } else if errno != EEXIST {
      throw RepositoryError(.create, path(of: name), code: errno)
    }
    return try directory(name)
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
