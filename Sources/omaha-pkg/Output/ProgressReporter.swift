internal import Glibc
internal import Payload
internal import Posix

/// Shows on standard error how far long work is: nothing unless that is a terminal, and nothing in the first second.
///
///     let reporter = ProgressReporter(label: name)
///     defer { reporter.finish() }
///     … progress: reporter.report
///
/// One thread reports; the line is overwritten in place and removed at the end.
final class ProgressReporter {
  private let label: String
  private let isShown: Bool
  private let start = ContinuousClock.now
  private var next = Duration.seconds(1)
  private var hasLine = false

  /// Begins some work.
  /// - Parameter label: What is worked on; already escaped.
  init(label: String) {
    self.label = label
    isShown = isatty(STDERR_FILENO) == 1 && Invocation.environment("TERM") != "dumb"
  }

  deinit { finish() }

  /// Tells how far the work is, in bytes. Cheap enough to be called for every buffer.
  func report(done: UInt64, total: UInt64) {
    guard isShown else { return }
    let elapsed = ContinuousClock.now - start
    guard elapsed >= next else { return }
    next = elapsed + .milliseconds(100)
    hasLine = true
    let progress = Progress(label: label, done: done, total: total, elapsed: elapsed / .seconds(1))
    write("\r\(progress.line(width: Self.columns - 1))\u{1b}[K")
  }

  /// Removes the line. Messages printed afterwards begin at the left margin.
  func finish() {
    guard hasLine else { return }
    hasLine = false
    write("\r\u{1b}[K")
  }

  private func write(_ text: String) {
    var text = text
    // What does not reach the terminal is not worth an error.
    _ = text.withUTF8 { bytes in unsafe Glibc.write(STDERR_FILENO, bytes.baseAddress, bytes.count) }
  }

  /// Columns of the terminal; 80 when it does not say.
  private static var columns: Int {
    var size = winsize()
    guard unsafe ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 20 else { return 80 }
    return Int(size.ws_col)
  }
}
