internal import Glibc

/// One name in a directory.
package struct DirectoryEntry: Hashable {
  package let name: String
  /// Whether it is a directory, or a symbolic link to one.
  package let isDirectory: Bool

  /// Names that begin with a dot belong to tools: temporary files, version control, `..data` links.
  package var isHidden: Bool { name.utf8.first == UInt8(ascii: ".") }
}

extension Directory {
  /// The names in this directory but "." and "..", in byte order, so that every load sees the same sequence.
  ///
  /// A name that is not UTF-8 is left out: nothing in a repository is called so, and no message could print it.
  package func entries() throws(RepositoryError) -> [DirectoryEntry] {
    // readdir moves the offset of the description, so it gets one of its own.
    let copy = unsafe openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard copy >= 0 else { throw RepositoryError(.read, path, code: errno) }
    guard let stream = unsafe fdopendir(copy) else {
      let code = errno
      close(copy)
      throw RepositoryError(.read, path, code: code)
    }
    defer { unsafe closedir(stream) }
    var entries: [DirectoryEntry] = []
    while true {
      errno = 0
      guard let entry = unsafe readdir(stream) else {
        guard errno == 0 else { throw RepositoryError(.read, path, code: errno) }
        break
      }
      // d_name is declared with 256 bytes but allocated as long as needed, so it is read through the entry itself.
      let offset = MemoryLayout<dirent>.offset(of: \.d_name) ?? 0
      let start = unsafe UnsafeRawPointer(entry).advanced(by: offset).assumingMemoryBound(to: CChar.self)
      guard let name = unsafe String(validatingCString: start), name != ".", name != ".." else { continue }
      entries.append(
        DirectoryEntry(name: name, isDirectory: isDirectory(name, type: unsafe Int32(entry.pointee.d_type))))
    }
    return entries.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }

  private func isDirectory(_ name: String, type: Int32) -> Bool {
    switch type {
    case Int32(DT_DIR): return true
    case Int32(DT_REG): return false
    default:
      // A link, or a file system that does not tell.
      var status = stat()
      return unsafe fstatat(descriptor, name, &status, 0) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
  }
}
