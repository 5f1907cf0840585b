internal import Posix
internal import Synchronization

/// A request that did not come in one piece, collected in memory by the connection loop.
struct CollectedRequest: Sendable {
  let connection: ConnectionTable.Connection
  /// The records of the request, from BEGIN_REQUEST to the empty STDIN.
  let records: [UInt8]
  /// What followed on the connection: the beginning of the next request.
  let rest: [UInt8]
  /// Whether the request was too long to keep and `records` ends inside it.
  let isTruncated: Bool

  /// What it takes of memory.
  var byteCount: Int { records.count + rest.count }
}

/// A connection on its way to the connection loop.
struct Handoff: Sendable {
  enum Task: Sendable {
    /// Collect the next request, which begins with these bytes.
    case collect([UInt8])
    /// The server stops: close it, unless the peer has sent another request already.
    case retire
    /// Everything is answered: close it, after the peer has read the answer.
    case linger
    /// Send these bytes as the peer takes them, then do the next thing.
    case deliver([UInt8], Next)
  }

  /// What becomes of a connection after an answer.
  enum Next: Sendable {
    /// It waits for its next request.
    case wait
    /// These bytes have come behind the request: the beginning of the next one.
    case collect([UInt8])
    case retire
    case linger
  }

  let connection: ConnectionTable.Connection
  let task: Task
}

/// A queue between threads with a descriptor to wait on.
final class Queue<Element: Sendable>: Sendable {
  private let elements = Mutex<[Element]>([])
  private let counter: EventCounter

  /// The descriptor that is readable while there is something in the queue.
  var descriptor: Int32 { counter.number }

  init() throws(SystemError) {
    counter = try EventCounter(semaphore: true)
  }

  func append(_ element: Element) {
    elements.withLock { $0.append(element) }
    counter.signal()
  }

  /// Wakes whoever waits, without an element.
  func wake() {
    counter.signal()
  }

  /// The oldest element, nil when another thread was faster.
  func next() -> Element? {
    guard counter.take() else { return nil }
    return elements.withLock { $0.isEmpty ? nil : $0.removeFirst() }
  }
}
