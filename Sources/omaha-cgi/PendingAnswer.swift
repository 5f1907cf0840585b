internal import Glibc
internal import Posix
internal import Synchronization

/// The answer, which leaves once the record of the request is kept, or after a while without: the disk may hang.
final class PendingAnswer: Sendable {
  /// How long the record is waited for, in microseconds: longer than for somebody else's lock on the journal.
  private static let timeout: UInt32 = 600_000

  private let bytes: [UInt8]
  private let isTaken = Atomic(false)
  private let isGone = Atomic(false)

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Sends the answer after a while, unless ``send()`` does before.
  func sendIfLate() {
    _ = try? Thread { [self] in
      usleep(Self.timeout)
      guard !isTaken.exchange(true, ordering: .relaxed) else { return }
      _ = writeAll(bytes, to: STDOUT_FILENO)
      // The web server waits until nobody has them any more, and the thread that keeps the record may have them for long.
      let null = unsafe open("/dev/null", O_RDWR | O_CLOEXEC)
      for descriptor in STDIN_FILENO...STDERR_FILENO { dup2(null, descriptor) }
      isGone.store(true, ordering: .releasing)
    }
  }

  /// Sends the answer, unless that was done meanwhile; false when nobody takes it.
  func send() -> Bool {
    if !isTaken.exchange(true, ordering: .relaxed) { return writeAll(bytes, to: STDOUT_FILENO) }
    while !isGone.load(ordering: .acquiring) { usleep(1_000) }
    return true
  }
}
