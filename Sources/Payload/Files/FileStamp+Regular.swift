internal import Glibc
internal import Posix

extension FileStamp {
  /// Reads the stamp of an open file, which must be a regular one.
  ///
  /// - Throws: `read`, or `notRegularFile` for anything else.
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
    self.init(status)
  }
}
