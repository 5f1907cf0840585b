internal import Catalog
internal import Glibc
internal import Posix

extension Directory {
  /// Makes a file or a directory in this one; when root does, as the owner of this directory, whose it then is.
  ///
  /// The kernel makes it theirs (setfsuid(2)). Nothing is given away afterwards, so no link can lead root to another file.
  ///
  /// - Parameter make: Returns -1 and sets `errno` on failure.
  func asOwner(_ make: () -> Int32) -> Int32 {
    var status = stat()
    guard geteuid() == 0, unsafe fstat(descriptor, &status) == 0, status.st_uid != 0 else { return make() }
    makeFiles(as: status.st_uid, status.st_gid)
    let result = make()
    let code = errno
    makeFiles(as: geteuid(), getegid())
    errno = code
    // An owner who may not write here leaves that to root.
    return result < 0 && code == EACCES ? make() : result
  }
}
