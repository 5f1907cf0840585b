internal import Glibc

/// SIGTERM, SIGINT and SIGHUP, which are waited for instead of being handled.
struct StopSignal: ~Copyable {
  private var signals = sigset_t()

  /// Takes the signals from now on, in this thread and all that it starts.
  init() {
    unsafe sigemptyset(&signals)
    for signal in [SIGTERM, SIGINT, SIGHUP] { _ = unsafe sigaddset(&signals, signal) }
    _ = unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
  }

  /// Waits for one; false when none has come in time.
  mutating func wait(milliseconds: Int) -> Bool {
    var time = timespec(tv_sec: milliseconds / 1_000, tv_nsec: milliseconds % 1_000 * 1_000_000)
    return unsafe sigtimedwait(&signals, nil, &time) > 0
  }
}
