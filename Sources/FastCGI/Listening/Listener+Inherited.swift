internal import Glibc
internal import Posix

extension Listener {
  /// The sockets that whoever started this process has given it.
  ///
  /// Those of systemd's socket activation (`LISTEN_PID`, `LISTEN_FDS`: descriptors from 3 on, sd_listen_fds(3)), else
  /// descriptor 0 when it listens, which is how web servers and spawn-fcgi start FastCGI programs (FastCGI 1.0 §2.2).
  /// Empty when there are none. The variables are removed, so that no child takes them for its own.
  ///
  /// - Parameter isExclusive: whether no other process listens on them, now or later.
  public static func inherited(isExclusive: Bool = false) throws(ListenError) -> [Listener] {
    let processID = Invocation.environment("LISTEN_PID").flatMap(Int32.init)
    let count = Invocation.environment("LISTEN_FDS").flatMap(Int32.init) ?? 0
    for name in ["LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"] { _ = unsafe unsetenv(name) }
    if processID == getpid(), count > 0, count < 1024 {
      var listeners: [Listener] = []
      for descriptor in 3..<3 + count {
        guard isListening(descriptor) else { throw .notListening("descriptor \(descriptor)") }
        listeners.append(inherited(descriptor, isExclusive))
      }
      return listeners
    }
    return isListening(0) ? [inherited(0, isExclusive)] : []
  }

  private static func inherited(_ descriptor: Int32, _ isExclusive: Bool) -> Listener {
    Listener(
      owning: descriptor, name: "descriptor \(descriptor)",
      isTCP: option(SO_DOMAIN, of: descriptor) != AF_UNIX, isExclusive: isExclusive, file: nil)
  }

  private static func isListening(_ descriptor: Int32) -> Bool {
    option(SO_ACCEPTCONN, of: descriptor) == 1
  }

  private static func option(_ name: Int32, of descriptor: Int32) -> Int32? {
    var value: Int32 = 0
    var length = socklen_t(MemoryLayout<Int32>.size)
    guard unsafe getsockopt(descriptor, SOL_SOCKET, name, &value, &length) == 0 else { return nil }
    return value
  }
}
