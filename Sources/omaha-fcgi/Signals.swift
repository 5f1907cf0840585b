internal import Glibc

/// The signals that steer the process. They are blocked in every thread from the beginning and waited for by one.
struct Signals {
  private var set = sigset_t()

  /// Blocks them for this thread and those that it starts.
  init() {
    _ = unsafe sigemptyset(&set)
    for signal in [SIGTERM, SIGINT, SIGHUP, SIGUSR1] { _ = unsafe sigaddset(&set, signal) }
    _ = unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
  }

  /// Waits for the next one; nil when none has come for so many seconds.
  func wait(seconds: Int) -> Int32? {
    var set = set
    var limit = timespec(tv_sec: seconds, tv_nsec: 0)
    let signal = unsafe sigtimedwait(&set, nil, &limit)
    return signal > 0 ? signal : nil
  }
}
