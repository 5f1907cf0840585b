internal import Console
internal import Glibc
internal import Posix
internal import Synchronization

/// SIGINT, SIGTERM and SIGHUP, turned into an end of waiting. A second one ends the process as it would without us.
enum StopSignals {
  /// What the handler may touch: a pipe.
  private static let pipe = Atomic<Int32>(-1)

  /// Takes the signals from now on; whoever started us may have blocked them.
  ///
  /// - Returns: A descriptor that is readable once one has come.
  static func take() throws(CommandFailure) -> Int32 {
    var ends: [Int32] = [-1, -1]
    guard unsafe Glibc.pipe(&ends) == 0 else {
      throw CommandFailure("cannot make a pipe", exitCode: CommandFailure.inputOutput)
    }
    pipe.store(ends[1], ordering: .releasing)
    for number in [SIGINT, SIGTERM, SIGHUP] {
      _ = signal(number) { number in
        var byte: UInt8 = 0
        _ = unsafe write(StopSignals.pipe.load(ordering: .acquiring), &byte, 1)
        _ = signal(number, SIG_DFL)
      }
    }
    var none = sigset_t()
    _ = unsafe sigemptyset(&none)
    _ = unsafe pthread_sigmask(SIG_SETMASK, &none, nil)
    return ends[0]
  }

  /// Waits for a signal.
  static func wait(_ descriptor: Int32) {
    var byte: UInt8 = 0
    _ = retrying { unsafe read(descriptor, &byte, 1) }
  }
}
