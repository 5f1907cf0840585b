package import Glibc

/// What tells one state of a file from the next: which file it is, its size and the time of its last change.
///
/// The time of its last status change is not in it: a new name of the file moves that and leaves the content alone.
package struct FileStamp: Hashable, Sendable {
  package let device: UInt
  package let inode: UInt
  /// Bytes.
  package let size: UInt64
  /// The last change of the content, in seconds since 1970 and nanoseconds.
  package let seconds: Int
  package let nanoseconds: Int

  package init(_ status: stat) {
    device = UInt(status.st_dev)
    inode = UInt(status.st_ino)
    size = UInt64(clamping: status.st_size)
    seconds = status.st_mtim.tv_sec
    nanoseconds = status.st_mtim.tv_nsec
  }

  /// The stamp of an open file; nil with `errno` when the system does not tell.
  package init?(descriptor: Int32) {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { return nil }
    self.init(status)
  }

  /// The stamp of what a path leads to; nil with `errno` when there is nothing.
  ///
  /// - Parameters:
  ///   - directory: the descriptor of the directory that a relative path begins in.
  ///   - followsLinks: whether a symbolic link at the path's end stands for what it leads to.
  package init?(path: String, in directory: Int32 = AT_FDCWD, followsLinks: Bool = true) {
    var status = stat()
    guard unsafe fstatat(directory, path, &status, followsLinks ? 0 : AT_SYMLINK_NOFOLLOW) == 0 else { return nil }
    self.init(status)
  }

  /// Whether the other is a stamp of the same file, changed or not.
  package func isSameFile(as other: FileStamp) -> Bool { inode == other.inode && device == other.device }
}
