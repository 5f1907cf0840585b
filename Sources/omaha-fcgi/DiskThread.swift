internal import FastCGI
internal import Glibc
internal import Posix
internal import Synchronization

/// A thread that a disk that hangs may hold up.
struct DiskThread: Sendable {
  private final class Ending: Sendable {
    let isReached = Atomic(false)
  }

  private let thread: Thread
  private let ending = Ending()

  /// Starts a thread that runs `body` once.
  init(_ body: @escaping @Sendable () -> Void) throws(SystemError) {
    thread = try Thread { [ending] in
      body()
      ending.isReached.store(true, ordering: .releasing)
    }
  }

  /// Waits for the thread's end; once per thread.
  ///
  /// - Returns: false when it is still at work after a moment: a disk that hangs is not waited for.
  func join() -> Bool {
    let deadline = Instant.now + .seconds(1)
    while !ending.isReached.load(ordering: .acquiring) {
      guard Instant.now < deadline else { return false }
      usleep(2_000)
    }
    thread.join()
    return true
  }
}
