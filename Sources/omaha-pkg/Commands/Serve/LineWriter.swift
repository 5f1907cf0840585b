internal import Dispatch
internal import Glibc
internal import Posix
internal import Reports
internal import Synchronization

/// Prints lines on standard output at once, and keeps nobody waiting who has one: a terminal may be stopped, and a pipe's reader
/// may pause.
final class LineWriter: Sendable {
  /// Lines that wait to be printed; of more the rest is left out.
  private static let limit = 1_000

  private let queue = DispatchQueue(label: "omaha-pkg.lines")
  private let waiting = Atomic<Int>(0)
  private let lost = Atomic<Int>(0)

  func print(_ line: String) {
    guard waiting.load(ordering: .relaxed) < Self.limit else {
      lost.add(1, ordering: .relaxed)
      return
    }
    waiting.add(1, ordering: .relaxed)
    queue.async { [self] in
      Self.write(line)
      let count = lost.exchange(0, ordering: .relaxed)
      if count > 0 { Self.write("\(quantity(count, "line")) left out: nobody read them") }
      waiting.subtract(1, ordering: .relaxed)
    }
  }

  /// Waits until everything is printed.
  func finish() { queue.sync {} }

  private static func write(_ line: String) {
    // A reader that is gone is no reason to stop serving.
    _ = writeAll(line + "\n", to: STDOUT_FILENO)
  }
}
