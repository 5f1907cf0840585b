internal import Catalog
internal import Glibc
internal import Posix

/// The right to change a repository, or to download into it, held by one process at a time; given back when this object goes or the process ends.
///
/// Readers take no lock: every change appears by one atomic rename or link.
final class RepositoryLock: Sendable {
  private let descriptor: Int32

  /// Takes the lock of a directory: the catalog, or that of downloads.
  ///
  /// - Parameter waiting: called once when another process holds the lock, before waiting for it.
  init(of catalog: Directory, waiting: () -> Void) throws(RepositoryError) {
    let path = catalog.path(of: ".lock")
    let descriptor = Self.open(in: catalog)
    guard descriptor >= 0 else { throw RepositoryError(.lock, path, code: errno) }
    if flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      var code = errno
      if code == EWOULDBLOCK {
        waiting()
        code = retrying { flock(descriptor, LOCK_EX) } == 0 ? 0 : errno
      }
      guard code == 0 else {
        close(descriptor)
        throw RepositoryError(.lock, path, code: code)
      }
    }
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// Opens the file, which is made when it is missing. Whoever may not write into it, because another user made it, locks it
  /// read-only; NFS asks for more than that.
  private static func open(in catalog: Directory) -> Int32 {
    let descriptor = unsafe openat(catalog.descriptor, ".lock", O_RDWR | O_CLOEXEC)
    if descriptor >= 0 { return descriptor }
    if errno == ENOENT {
      let new = catalog.asOwner {
        unsafe openat(catalog.descriptor, ".lock", O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
      }
      // Another writer may have been faster.
      if new >= 0 || errno != EEXIST { return new }
    } else if errno != EACCES && errno != EROFS {
      return -1
    }
    return unsafe openat(catalog.descriptor, ".lock", O_RDONLY | O_CLOEXEC)
  }
}
