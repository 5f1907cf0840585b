internal import Glibc
internal import Posix
internal import Synchronization

/// What the workers and the connection loop of one server share.
final class SharedState: Sendable {
  static let stopTag: UInt64 = 1 << 32
  static let collectedTag: UInt64 = 2 << 32
  /// One tag for every listening socket, in order.
  static let listenerTags: Range<UInt64> = 3 << 32..<4 << 32

  let limits: ServerLimits
  /// Idle connections, listening sockets, collected requests and the end: whatever a worker can turn to.
  let epoll: Epoll
  let connections = ConnectionTable()
  private let collected: Queue<CollectedRequest>
  let handoffs: Queue<Handoff>
  let listeners: [Listener]
  let report: @Sendable (ServerEvent) -> Void
  private let stopCounter: EventCounter
  private let stopping = Atomic(false)
  /// Whether a connection had to wait because no descriptor was free, and none was accepted since.
  private let isShort = Atomic(false)
  /// The bytes of the requests in `collected`.
  private let waitingBytes = Atomic(0)
  private let pausedListeners = Mutex<Set<UInt64>>([])

  /// Readable once the server has stopped.
  var stopDescriptor: Int32 { stopCounter.number }

  /// Whether connections are to be closed as soon as nothing more is asked on them.
  var isStopping: Bool { stopping.load(ordering: .acquiring) }

  init(
    _ listeners: [Listener], _ limits: ServerLimits, report: @escaping @Sendable (ServerEvent) -> Void
  ) throws(SystemError) {
    self.limits = limits
    self.listeners = listeners
    self.report = report
    epoll = try Epoll()
    collected = try Queue()
    handoffs = try Queue()
    stopCounter = try EventCounter(semaphore: false)
    guard epoll.add(collected.descriptor, .readable, tag: Self.collectedTag),
      epoll.add(stopCounter.number, .readable, tag: Self.stopTag)
    else { throw SystemError("watch an eventfd") }
    for index in listeners.indices { try watchListener(Self.listenerTags.lowerBound + UInt64(index)) }
  }

  private func watchListener(_ tag: UInt64) throws(SystemError) {
    let listener = listeners[Int(tag - Self.listenerTags.lowerBound)]
    // Not EPOLLEXCLUSIVE: when several processes share a socket, the one that is woken may stop or die before it accepts, and
    // nobody would tell the others.
    guard epoll.add(listener.descriptor, .readable, tag: tag) else {
      throw SystemError("watch \(listener.name)")
    }
  }

  func makeScanner() -> RequestScanner {
    RequestScanner(parameterLimit: limits.parameterBytes, maximumConnections: limits.maximumConnections)
  }

  /// Takes the next connection from the listening socket with this tag; nil when there is none or no descriptor for it.
  func accept(_ tag: UInt64) -> ConnectionTable.Connection? {
    let listener = listeners[Int(tag - Self.listenerTags.lowerBound)]
    guard connections.count < limits.maximumConnections else {
      pause(tag, .connectionsExhausted(limit: limits.maximumConnections))
      return nil
    }
    switch listener.accept() {
    case .connection(let descriptor):
      if isShort.compareExchange(expected: true, desired: false, ordering: .relaxed).exchanged {
        report(.acceptingAgain)
      }
      return connections.insert(descriptor)
    case .exhausted(let error):
      pause(tag, .descriptorsExhausted(error))
      return nil
    case .nothing:
      return nil
    }
  }

  private func pause(_ tag: UInt64, _ event: ServerEvent) {
    let isNew = pausedListeners.withLock { $0.insert(tag).inserted }
    guard isNew else { return }
    epoll.remove(listeners[Int(tag - Self.listenerTags.lowerBound)].descriptor)
    // Said once for the whole shortage, not at every attempt.
    if isShort.compareExchange(expected: false, desired: true, ordering: .relaxed).exchanged { report(event) }
    handoffs.wake()
  }

  /// Lets the server accept again after a pause.
  func resumeListeners() {
    let paused = pausedListeners.withLock { paused in
      defer { paused = [] }
      return paused
    }
    guard !isStopping else { return }
    for tag in paused { try? watchListener(tag) }
  }

  var hasPausedListeners: Bool { pausedListeners.withLock { !$0.isEmpty } }

  /// Gives the connection back to the shared set until its next request comes.
  ///
  /// The set reports a connection once for whatever comes (EPOLLET), and not again until more comes; what it reports while a
  /// worker has the connection is asked for again here. Asking after every request (EPOLLONESHOT) was one of six system calls.
  func waitForRequest(_ connection: ConnectionTable.Connection, isRegistered: Bool) {
    let tag = UInt64(UInt32(bitPattern: connection.descriptor))
    let interest: Epoll.Interest = [.readable, .peerClosed, .once]
    // Before it is idle: from then on another thread may close it, and its number may be another connection's.
    guard isRegistered || epoll.add(connection.descriptor, interest, tag: tag) else {
      return connections.close(connection)
    }
    guard connections.setIdle(connection), !epoll.change(connection.descriptor, interest, tag: tag) else { return }
    if connections.reclaim(connection) { connections.close(connection) }
  }

  /// Gives the connection to the connection loop.
  func refer(_ connection: ConnectionTable.Connection, _ task: Handoff.Task, isRegistered: Bool) {
    if isRegistered { epoll.remove(connection.descriptor) }
    connections.setInLoop(connection)
    handoffs.append(Handoff(connection: connection, task: task))
  }

  /// From now on no connection is accepted, and none is kept without a request on it.
  func beginStopping() {
    stopping.store(true, ordering: .releasing)
    for listener in listeners {
      epoll.remove(listener.descriptor)
      listener.removeFile()
      listener.refuse()
      // Whoever waits in the queue may have nobody else to be answered by: lighttpd gives each process that it starts a socket
      // of its own. Where others share the socket it does not matter who answers, but they must get their turn.
      for _ in 0..<Listener.backlog {
        guard case .connection(let descriptor) = listener.accept() else { break }
        refer(connections.insert(descriptor), .collect([]), isRegistered: false)
      }
      // At once, so that nobody queues up in vain: a web server that is refused asks elsewhere.
      listener.replace(by: stopCounter.number)
    }
    handoffs.wake()
  }

  /// Gives a collected request to the workers.
  func hand(_ request: CollectedRequest) {
    waitingBytes.add(request.byteCount, ordering: .acquiringAndReleasing)
    collected.append(request)
  }

  /// The next collected request, which no longer counts as waiting; nil when another worker was faster.
  func takeCollected() -> CollectedRequest? {
    guard let request = collected.next() else { return nil }
    let left = waitingBytes.subtract(request.byteCount, ordering: .acquiringAndReleasing)
    // The connection loop may have stopped reading.
    if left.oldValue >= limits.waitingBytes, left.newValue < limits.waitingBytes { handoffs.wake() }
    return request
  }

  /// Whether the workers have enough to do with what was collected.
  var isWaitingFull: Bool { waitingBytes.load(ordering: .acquiring) >= limits.waitingBytes }

  /// Sends the workers home.
  func endWork() {
    stopCounter.signal()
  }
}
