internal import Glibc
internal import Posix

extension Listener {
  /// Listens on a unix socket.
  ///
  /// The socket is made under another name and renamed when it listens with the right mode, so the path never names one that
  /// refuses connections or lets the wrong ones in. A stale file is replaced, a living server's is not.
  public static func unix(_ path: String, _ access: SocketAccess) throws(ListenError) -> Listener {
    let directory = path.lastIndex(of: "/").map { path[...$0] } ?? "./"
    let temporary = "\(directory).omaha-\(getpid())"
    let lock = try lockDirectory(String(directory))
    defer { _ = close(lock) }
    try refuseIfTaken(path)

    let descriptor = try makeSocket(AF_UNIX, "make a unix socket")
    var isListening = false
    defer { if !isListening { _ = close(descriptor) } }
    _ = unsafe unlink(temporary)
    guard try unsafe withAddress(path, temporary, { unsafe bind(descriptor, $0, $1) }) == 0 else {
      throw .system(SystemError("create \(path)"))
    }
    guard let file = SocketFile(temporary) else { throw .system(SystemError("create \(path)")) }
    defer { file.remove() }
    try grant(access, to: temporary)
    guard listen(descriptor, backlog) == 0 else { throw .system(SystemError("listen on \(path)")) }
    guard unsafe rename(temporary, path) == 0 else { throw .system(SystemError("create \(path)")) }
    isListening = true
    return Listener(owning: descriptor, name: path, isTCP: false, isExclusive: true, file: file.renamed(to: path))
  }

  /// Keeps two servers that start at the same time from taking the same path; the lock goes with the descriptor.
  private static func lockDirectory(_ directory: String) throws(ListenError) -> Int32 {
    let descriptor = unsafe open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .system(SystemError("open \(directory)")) }
    guard flock(descriptor, LOCK_EX) == 0 else {
      let error = SystemError("lock \(directory)")
      _ = close(descriptor)
      throw .system(error)
    }
    return descriptor
  }

  private static func refuseIfTaken(_ path: String) throws(ListenError) {
    var status = stat()
    guard unsafe lstat(path, &status) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFSOCK else { throw .notASocket(path) }
    let probe = try makeSocket(AF_UNIX, "make a unix socket")
    defer { _ = close(probe) }
    _ = fcntl(probe, F_SETFL, O_NONBLOCK)
    let result = try unsafe withAddress(path, path) { unsafe connect(probe, $0, $1) }
    // EAGAIN: the queue of a living server is full.
    if result == 0 || errno == EAGAIN { throw .inUse(path) }
    guard errno == ECONNREFUSED || errno == ENOENT else { throw .system(SystemError("see who listens on \(path)")) }
  }

  private static func grant(_ access: SocketAccess, to path: String) throws(ListenError) {
    let owner = try access.owner.map(Account.user) ?? uid_t.max
    let group = try access.group.map(Account.group) ?? gid_t.max
    if owner != uid_t.max || group != gid_t.max {
      guard unsafe chown(path, owner, group) == 0 else {
        throw .system(SystemError("give the socket to another owner"))
      }
    }
    guard unsafe chmod(path, mode_t(access.mode)) == 0 else { throw .system(SystemError("set the socket's mode")) }
  }

  private static func withAddress(
    _ shown: String, _ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) throws(ListenError) -> Int32 {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let limit = MemoryLayout.size(ofValue: address.sun_path) - 1
    let bytes = Array(path.utf8)
    guard bytes.count <= limit, shown.utf8.count <= limit else {
      // The name under which the socket is made may be the longer one.
      throw .pathTooLong(shown, limit: limit - max(0, bytes.count - shown.utf8.count))
    }
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: bytes) }
    return unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
  }

  static func makeSocket(_ family: Int32, _ purpose: String) throws(ListenError) -> Int32 {
    let descriptor = socket(family, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw .system(SystemError(purpose)) }
    return descriptor
  }
}
