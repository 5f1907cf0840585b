internal import Glibc

/// What tells that a file changed under its reader: size and modification time. The change time is left out, because
/// linking the file into a repository moves it and leaves the content alone.
struct FileStamp: Hashable {
  /// Bytes.
  let size: UInt64
  private let seconds: Int
  private let nanoseconds: Int

  /// Reads the stamp of an open file.
  /// - Throws: `notRegularFile` for anything but a regular file.
  init(descriptor: Int32, path: String) throws(PayloadError) {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw PayloadError(.read(code: errno), path: path) }
    switch status.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR: throw PayloadError(.notRegularFile("a directory"), path: path)
    case S_IFIFO: throw PayloadError(.notRegularFile("a pipe"), path: path)
    case S_IFSOCK: throw PayloadError(.notRegularFile("a socket"), path: path)
    default: throw PayloadError(.notRegularFile("a device"), path: path)
    }
    size = UInt64(clamping: status.st_size)
    seconds = status.st_mtim.tv_sec
    nanoseconds = status.st_mtim.tv_nsec
  }
}
