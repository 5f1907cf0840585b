internal import FastCGI
internal import Glibc
internal import Journal
internal import Posix
internal import Synchronization

/// Opens the journal and tends it every few seconds, on a thread of its own: neither machines nor signals are to wait for a disk that
/// hangs.
final class JournalTender: Sendable {
  private final class Opening: Sendable {
    let outcome = Mutex<Result<Void, JournalError>?>(nil)
  }

  private let waker: EventCounter
  private let thread: DiskThread
  private let opening = Opening()

  init(_ journal: JournalWriter) throws(SystemError) {
    let waker = try EventCounter(semaphore: false)
    let descriptor = waker.number
    self.waker = waker
    thread = try DiskThread { [opening] in
      let outcome: Result<Void, JournalError>
      do throws(JournalError) { outcome = .success(try journal.open()) } catch { outcome = .failure(error) }
      opening.outcome.withLock { $0 = outcome }
      var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      while unsafe poll(&waiting, 1, 10_000) <= 0 { journal.tend() }
      journal.finish()
    }
  }

  /// Waits until the journal is open.
  ///
  /// - Returns: false when its disk has not answered after a moment.
  /// - Throws: why it cannot be opened.
  func isOpen() throws(JournalError) -> Bool {
    let deadline = Instant.now + .seconds(1)
    while true {
      if let outcome = opening.outcome.withLock({ $0 }) {
        try outcome.get()
        return true
      }
      guard Instant.now < deadline else { return false }
      usleep(2_000)
    }
  }

  /// Ends the journal's segment and the thread; false when a disk holds them up.
  func stop() -> Bool {
    waker.signal()
    return thread.join()
  }
}
