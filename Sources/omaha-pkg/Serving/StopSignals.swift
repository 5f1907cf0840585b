internal import Glibc
internal import Synchronization

/// SIGINT, SIGTERM and SIGHUP, turned into a flag and a readable descriptor.
final class StopSignals: Sendable {
  /// Readable once a signal has come.
  let descriptor: Int32

  /// What the handler may touch: an atomic flag and a pipe.
  private static let raised = Atomic<Bool>(false)
  private static let pipe = Atomic<Int32>(-1)

  /// Whether a signal has come.
  var isRaised: Bool { Self.raised.load(ordering: .acquiring) }

  init() {
    var ends: [Int32] = [-1, -1]
    _ = unsafe Glibc.pipe(&ends)
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    descriptor = ends[0]
    Self.pipe.store(ends[1], ordering: .releasing)
    for number in [SIGINT, SIGTERM, SIGHUP] {
      _ = signal(number) { _ in
        StopSignals.raised.store(true, ordering: .releasing)
        var byte: UInt8 = 0
        _ = unsafe write(StopSignals.pipe.load(ordering: .acquiring), &byte, 1)
      }
    }
  }

  /// Keeps signals out for a moment.
  static func block() {
    var all = sigset_t()
    _ = unsafe sigfillset(&all)
    _ = unsafe pthread_sigmask(SIG_SETMASK, &all, nil)
  }

  /// Lets signals in: whoever started us may have blocked them, and the servers that we start inherit what we have.
  static func unblock() {
    var none = sigset_t()
    _ = unsafe sigemptyset(&none)
    _ = unsafe pthread_sigmask(SIG_SETMASK, &none, nil)
  }
}
