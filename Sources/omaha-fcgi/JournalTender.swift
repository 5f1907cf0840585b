internal import FastCGI
internal import Glibc
internal import Journal
internal import Posix

/// Tends the journal every few seconds, on a thread of its own: signals are not to wait for a disk that hangs.
final class JournalTender: Sendable {
  private let waker: EventCounter
  private let thread: DiskThread

  init(_ journal: JournalWriter) throws(SystemError) {
    let waker = try EventCounter(semaphore: false)
    let descriptor = waker.number
    self.waker = waker
    thread = try DiskThread {
      var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      while unsafe poll(&waiting, 1, 10_000) <= 0 { journal.tend() }
      journal.finish()
    }
  }

  /// Ends the journal's segment and the thread; false when a disk holds them up.
  func stop() -> Bool {
    waker.signal()
    return thread.join()
  }
}
