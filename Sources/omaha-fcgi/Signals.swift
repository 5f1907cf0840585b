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

  /// Waits for the next one.
  func wait() -> Int32 {
    var set = set
    while true {
      let signal = unsafe sigwaitinfo(&set, nil)
      if signal > 0 { return signal }
    }
  }
}
