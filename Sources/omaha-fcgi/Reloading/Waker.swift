internal import FastCGI
internal import Posix
internal import Synchronization

/// Wakes the thread that waits for changes of the catalog.
final class Waker: Sendable {
  /// What for.
  enum Reason: Hashable, Sendable {
    case reload
    case stop
  }

  private let counter: EventCounter
  private let reasons = Mutex<Set<Reason>>([])

  /// Readable while there is a reason to take.
  var descriptor: Int32 { counter.number }

  init() throws(SystemError) {
    counter = try EventCounter(semaphore: false)
  }

  /// Wakes the waiting thread, or keeps it from falling asleep the next time.
  func wake(_ reason: Reason) {
    _ = reasons.withLock { $0.insert(reason) }
    counter.signal()
  }

  /// The reason, nil when there is none; stopping comes first.
  func take() -> Reason? {
    guard counter.take() else { return nil }
    return reasons.withLock { reasons in
      defer { reasons = [] }
      return reasons.contains(.stop) ? .stop : reasons.first
    }
  }
}
