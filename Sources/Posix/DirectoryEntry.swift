internal import Glibc

/// One name in a directory.
package struct DirectoryEntry: Hashable, Sendable {
  package let name: String
  /// Whether it is a directory, or a symbolic link to one.
  package let isDirectory: Bool
  /// Whether it is a symbolic link.
  package let isLink: Bool

  /// Names that begin with a dot belong to tools: temporary files, version control, `..data` links.
  package var isHidden: Bool { name.utf8.first == UInt8(ascii: ".") }

  /// The names in the directory at a path; see ``all(in:)``.
  package static func all(at path: String) throws(SystemError) -> [DirectoryEntry] {
    try read(unsafe open(path, flags))
  }

  /// The names in an open directory but "." and "..", in byte order, so that every load sees the same sequence.
  ///
  /// A name that is not UTF-8 is left out: nothing of ours is called so, and no message could print it.
  package static func all(in directory: Int32) throws(SystemError) -> [DirectoryEntry] {
    // readdir moves the offset of the description, so it gets one of its own.
    try read(unsafe openat(directory, ".", flags))
  }

  private static let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC

  /// Reads a directory and closes it.
  private static func read(_ descriptor: Int32) throws(SystemError) -> [DirectoryEntry] {
    guard descriptor >= 0 else { throw SystemError("open the directory") }
    guard let stream = unsafe fdopendir(descriptor) else {
      let error = SystemError("read the directory")
      close(descriptor)
      throw error
    }
    defer { unsafe closedir(stream) }
    var entries: [DirectoryEntry] = []
    while true {
      errno = 0
      guard let entry = unsafe readdir(stream) else {
        guard errno == 0 else { throw SystemError("read the directory") }
        break
      }
      // d_name is declared with 256 bytes but allocated as long as needed, so it is read through the entry itself.
      let offset = MemoryLayout<dirent>.offset(of: \.d_name) ?? 0
      let start = unsafe UnsafeRawPointer(entry).advanced(by: offset).assumingMemoryBound(to: CChar.self)
      guard let name = unsafe String(validatingCString: start), name != ".", name != ".." else { continue }
      entries.append(DirectoryEntry(name, type: unsafe Int32(entry.pointee.d_type), in: descriptor))
    }
    return entries.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }

  private init(_ name: String, type: Int32, in directory: Int32) {
    self.name = name
    switch type {
    case Int32(DT_DIR): (isDirectory, isLink) = (true, false)
    case Int32(DT_REG): (isDirectory, isLink) = (false, false)
    default:
      // A link, or a file system that does not tell.
      isDirectory = Self.kind(of: name, in: directory, 0) == S_IFDIR
      isLink = type == Int32(DT_LNK) || Self.kind(of: name, in: directory, AT_SYMLINK_NOFOLLOW) == S_IFLNK
    }
  }

  private static func kind(of name: String, in directory: Int32, _ flags: Int32) -> mode_t? {
    var status = stat()
    return unsafe fstatat(directory, name, &status, flags) == 0 ? status.st_mode & S_IFMT : nil
  }
}
