internal import Glibc
internal import Posix

/// The one owner of a file's descriptor, which is closed when the owner goes; with it goes the lock on the file.
struct OpenFile: ~Copyable, Sendable {
  let number: Int32

  /// Opens a file.
  ///
  /// - Parameter flags: as for open(2); `O_CLOEXEC` is added.
  init(_ path: String, _ flags: Int32) throws(JournalError) {
    number = unsafe open(path, flags | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o660)
    guard number >= 0 else { throw JournalError("open \(path)") }
  }

  deinit {
    // To close it is not enough while a process that is being started has a copy.
    _ = flock(number, LOCK_UN)
    _ = close(number)
  }

  /// Size, links, owner and so on.
  var status: stat? {
    var status = stat()
    return unsafe fstat(number, &status) == 0 ? status : nil
  }

  /// Locks the whole file (flock(2)); false when somebody else has a lock that forbids it, or the system refuses.
  ///
  /// - Parameter operation: `LOCK_SH` or `LOCK_EX`, with `LOCK_NB` not to wait.
  func lock(_ operation: Int32) -> Bool {
    retrying { flock(number, operation) } == 0
  }

  /// The same, waiting at most so many milliseconds: who has the lock may be stopped, or wait for a disk that hangs.
  func lock(_ operation: Int32, within limit: Int64) -> Bool {
    let deadline = Clock.monotonic + limit
    while !lock(operation | LOCK_NB) {
      guard errno == EWOULDBLOCK, Clock.monotonic < deadline else { return false }
      usleep(500)
    }
    return true
  }

  /// Lets the file's group read and write, whatever the process's umask: the programs that share a journal run as several
  /// users of one group.
  func shareWithGroup() { _ = fchmod(number, 0o660) }

  /// The number that tells the file from all others of its file system.
  var inode: UInt { status.map { UInt($0.st_ino) } ?? 0 }

  /// Appends what stands at an offset: `count` bytes, fewer at the end of the file.
  func read(at offset: Int, count: Int, into buffer: inout [UInt8]) throws(JournalError) {
    guard let bytes = readAll(number, count: count, at: UInt64(offset)) else { throw JournalError("read") }
    buffer += bytes
  }
}
