internal import Glibc
internal import Posix

/// The one thread for everything that takes time: requests that arrive in pieces, answers that a peer is slow to read,
/// connections that end, deadlines, answers that wait for a disk.
///
/// It never blocks on a connection, so thousands of slow peers cost their bytes and nothing else.
struct ConnectionLoop: ~Copyable {
  private enum Task {
    /// A request is arriving.
    case collecting(ArrivingRequest)
    /// An answer is leaving; this many bytes have left.
    case delivering([UInt8], sent: Int, Handoff.Next)
    /// The answer is given and our side is shut; what still comes is thrown away until the peer closes.
    case lingering
  }

  private struct Charge {
    let connection: ConnectionTable.Connection
    var task: Task
    var deadline: Instant
    /// The bytes kept for it, as counted in ``heldBytes``.
    var heldBytes = 0
  }

  private static let handoffTag = SharedState.collectedTag
  /// How long a peer may take to close after our last answer.
  private static let lingerLimit = Duration.seconds(2)
  /// How long a connection must have been idle to be closed when the server stops. One that is used more often is closed
  /// together with its next answer, because the web server may be about to send a request on it.
  private static let coldAfter = Duration.milliseconds(50)
  /// How many idle connections make room at a time when there is no place for another.
  private static let evictionCount = 64
  /// How long a connection accepted while stopping may take to send its request.
  private static let lastRequestLimit = Duration.seconds(1)

  private let shared: SharedState
  private let epoll: Epoll
  private var charges: [Int32: Charge] = [:]
  private var heldBytes = 0
  /// Connections that are not read until the workers have caught up.
  private var parked: [Int32] = []
  private var window = [UInt8](repeating: 0, count: 64 * 1024)
  private var nextSweep = Instant.now
  /// The answers of all workers, and when they are looked at next.
  private let answers: [OutgoingAnswer]
  private var nextLook = Instant.now

  init(_ shared: SharedState, _ answers: [OutgoingAnswer]) throws(SystemError) {
    let epoll = try Epoll()
    guard epoll.add(shared.handoffs.descriptor, .readable, tag: Self.handoffTag),
      epoll.add(shared.stopDescriptor, .readable, tag: SharedState.stopTag)
    else { throw SystemError("watch an eventfd") }
    self.shared = shared
    self.answers = answers
    self.epoll = epoll
  }

  /// Works until the server has stopped.
  mutating func run() {
    while true {
      switch epoll.wait(milliseconds: nextSweep.millisecondsFromNow)?.tag {
      case nil:
        break
      case SharedState.stopTag?:
        return
      case Self.handoffTag?:
        if let handoff = shared.handoffs.next() {
          take(handoff)
        } else {
          // Woken: the server stops, or accepting pauses, and the next sweep is due earlier than was thought.
          nextSweep = min(nextSweep, .now + sweepInterval)
        }
      case let tag?:
        receive(Int32(truncatingIfNeeded: tag))
      }
      if nextSweep <= .now { sweep() }
      if !parked.isEmpty, !shared.isWaitingFull { unpark() }
    }
  }

  /// The time between two looks at the deadlines; a deadline is kept to within that time.
  private var sweepInterval: Duration {
    if shared.isStopping { return .milliseconds(10) }
    let regular = min(min(shared.limits.arrival, shared.limits.service) / 8, shared.limits.record)
    return shared.hasPausedListeners ? min(regular, shared.limits.acceptPause) : regular
  }

  private mutating func sweep() {
    let now = Instant.now
    nextSweep = now + sweepInterval
    if nextLook <= now {
      nextLook = now + shared.limits.record
      for answer in answers { answer.sendIfLate() }
    }
    var unread = 0
    for charge in charges.values where charge.deadline <= now {
      switch charge.task {
      case .collecting: if !shared.isStopping { shared.report(.arrivalTimedOut) }
      case .delivering: unread += 1
      case .lingering: break
      }
      close(charge)
    }
    if unread > 0 { shared.report(.serviceTimedOut(count: unread)) }
    if shared.hasPausedListeners {
      // Web servers keep connections for themselves that others wait for.
      retireIdle(since: now - shared.limits.evictionAge, atMost: Self.evictionCount)
      shared.resumeListeners()
    }
    if shared.isStopping { retireIdle(since: now - Self.coldAfter) }
  }

  private mutating func retireIdle(since deadline: Instant, atMost limit: Int = .max) {
    for connection in shared.connections.claimIdle(since: deadline, atMost: limit) {
      shared.epoll.remove(connection.descriptor)
      retire(connection)
    }
  }
}

// MARK: - Taking over and giving back

extension ConnectionLoop {
  private mutating func take(_ handoff: Handoff) {
    switch handoff.task {
    case .retire:
      retire(handoff.connection)
    case .linger:
      linger(handoff.connection)
    case .collect(let bytes):
      collect(handoff.connection, bytes)
    case .deliver(let bytes, let next):
      deliver(bytes, to: handoff.connection, next)
    }
  }

  private mutating func collect(_ connection: ConnectionTable.Connection, _ bytes: [UInt8]) {
    let limit = shared.isStopping && bytes.isEmpty ? Self.lastRequestLimit : shared.limits.arrival
    var request = ArrivingRequest(shared.makeScanner())
    request.append(bytes)
    guard watch(connection, .collecting(request), .now + limit, holding: bytes.count) else { return }
    if bytes.isEmpty {
      receive(connection.descriptor)
    } else {
      scan(connection.descriptor)
    }
  }

  /// Says that no answer follows, and waits for the peer to close, so that it can read the last answer in peace.
  private mutating func linger(_ connection: ConnectionTable.Connection) {
    _ = shutdown(connection.descriptor, Int32(SHUT_WR))
    guard watch(connection, .lingering, .now + Self.lingerLimit) else { return }
    receive(connection.descriptor)
  }

  /// Closes an idle connection without losing a request that the peer has just sent on it.
  ///
  /// With a unix socket the peer's next write fails as soon as our reading side is shut, so whatever was written before is
  /// here to be seen; a web server sends a request that it could not write to another connection.
  private mutating func retire(_ connection: ConnectionTable.Connection) {
    if !connection.hasBytes {
      _ = shutdown(connection.descriptor, Int32(SHUT_RD))
      guard connection.hasBytes else { return shared.connections.close(connection) }
    }
    collect(connection, [])
  }

  private mutating func watch(
    _ connection: ConnectionTable.Connection, _ task: Task, _ deadline: Instant,
    for interest: Epoll.Interest = .readable,
    holding bytes: Int = 0
  ) -> Bool {
    guard epoll.add(connection.descriptor, interest, tag: UInt64(UInt32(bitPattern: connection.descriptor))) else {
      shared.connections.close(connection)
      return false
    }
    charges[connection.descriptor] = Charge(connection: connection, task: task, deadline: deadline, heldBytes: bytes)
    heldBytes += bytes
    if deadline < nextSweep { nextSweep = deadline }
    return true
  }

  /// Takes the task out of a charge, to be put back by ``keep(_:_:for:)``: with two references to its bytes each change would copy
  /// them.
  private mutating func takeTask(_ descriptor: Int32) -> Task? {
    guard let index = charges.index(forKey: descriptor) else { return nil }
    let task = charges.values[index].task
    charges.values[index].task = .lingering
    return task
  }

  private mutating func keep(_ task: Task, _ bytes: Int, for descriptor: Int32) {
    guard let index = charges.index(forKey: descriptor) else { return }
    charges.values[index].task = task
    heldBytes += bytes - charges.values[index].heldBytes
    charges.values[index].heldBytes = bytes
  }

  /// Lets go of a connection without closing it.
  private mutating func release(_ charge: Charge) {
    epoll.remove(charge.connection.descriptor)
    if let removed = charges.removeValue(forKey: charge.connection.descriptor) { heldBytes -= removed.heldBytes }
  }

  private mutating func close(_ charge: Charge) {
    release(charge)
    shared.connections.close(charge.connection)
  }
}

// MARK: - Receiving

extension ConnectionLoop {
  /// Takes what has arrived on a connection, or sends more to it.
  private mutating func receive(_ descriptor: Int32) {
    guard let charge = charges[descriptor] else { return }
    switch charge.task {
    case .delivering: return sendMore(descriptor)
    case .collecting: if shared.isWaitingFull { return park(descriptor) }
    case .lingering: break
    }
    let count = unsafe window.withUnsafeMutableBytes { bytes in
      unsafe recv(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_DONTWAIT))
    }
    guard count > 0 else {
      if count == 0 || (errno != EAGAIN && errno != EINTR) { close(charge) }
      return
    }
    append(window[..<count], to: descriptor)
  }

  private mutating func append(_ piece: ArraySlice<UInt8>, to descriptor: Int32) {
    guard case .collecting(var request)? = takeTask(descriptor) else { return }
    request.append(piece)
    let count = request.bytes.count
    keep(.collecting(request), count, for: descriptor)
    scan(descriptor)
  }

  private mutating func park(_ descriptor: Int32) {
    epoll.remove(descriptor)
    parked.append(descriptor)
  }

  /// Reads on, where the connection is still the same or another that has its number and is watched already.
  private mutating func unpark() {
    for descriptor in parked {
      guard case .collecting? = charges[descriptor]?.task else { continue }
      _ = epoll.add(descriptor, .readable, tag: UInt64(UInt32(bitPattern: descriptor)))
    }
    parked = []
  }

  /// Does whatever the bytes collected so far call for.
  private mutating func scan(_ descriptor: Int32) {
    guard let charge = charges[descriptor], case .collecting(var request)? = takeTask(descriptor) else { return }
    // Sent together: each separate piece takes up room in the socket, and a peer that reads later has little room.
    var replies: [UInt8] = []
    while true {
      let step = request.next()
      if case .foreign(let reply, closes: false) = step {
        replies += reply
        continue
      }
      guard send(replies, to: descriptor) else { return close(charge) }
      switch step {
      case .complete(let length):
        return hand(charge, request.bytes, length: length)
      case .invalid(let fault):
        shared.report(.refused(fault.rawValue))
        return close(charge)
      case .foreign(let reply, _):
        guard send(reply, to: descriptor) else { return close(charge) }
        release(charge)
        return linger(charge.connection)
      case .partial:
        let count = request.bytes.count
        keep(.collecting(request), count, for: descriptor)
        return wait(charge, request)
      }
    }
  }

  private mutating func wait(_ charge: Charge, _ request: ArrivingRequest) {
    if request.bytes.count >= shared.limits.requestBytes {
      guard request.hasParameters else {
        shared.report(.refused("request is too long"))
        return close(charge)
      }
      hand(charge, request.bytes, length: request.bytes.count, isTruncated: true)
    } else if heldBytes > shared.limits.arrivingBytes {
      shared.report(.refused("too many bytes of unfinished requests"))
      close(charge)
    } else if request.bytes.isEmpty, !shared.isStopping {
      release(charge)
      shared.waitForRequest(charge.connection, isRegistered: false)
    }
  }

  /// Gives a collected request to the workers.
  private mutating func hand(_ charge: Charge, _ bytes: [UInt8], length: Int, isTruncated: Bool = false) {
    release(charge)
    shared.hand(
      CollectedRequest(
        connection: charge.connection, records: Array(bytes[..<length]), rest: Array(bytes[length...]),
        isTruncated: isTruncated))
  }

  /// Sends a few bytes; false when the peer does not take them at once.
  private func send(_ reply: [UInt8], to descriptor: Int32) -> Bool {
    guard !reply.isEmpty else { return true }
    let sent = unsafe reply.withUnsafeBytes { bytes in
      unsafe Glibc.send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_DONTWAIT | MSG_NOSIGNAL))
    }
    return sent == reply.count
  }
}

// MARK: - Delivering

extension ConnectionLoop {
  /// Sends an answer at the peer's pace.
  private mutating func deliver(
    _ bytes: [UInt8], to connection: ConnectionTable.Connection, _ next: Handoff.Next
  ) {
    guard heldBytes + bytes.count <= shared.limits.arrivingBytes else {
      shared.report(.refused("too many bytes of answers that are not read"))
      return shared.connections.close(connection)
    }
    let isWatched = watch(
      connection, .delivering(bytes, sent: 0, next), .now + shared.limits.service, for: .writable, holding: bytes.count)
    if isWatched { sendMore(connection.descriptor) }
  }

  private mutating func sendMore(_ descriptor: Int32) {
    guard let charge = charges[descriptor], case .delivering(let bytes, let sent, let next) = charge.task else {
      return
    }
    let count = unsafe bytes.withUnsafeBytes {
      unsafe Glibc.send(
        descriptor, $0.baseAddress?.advanced(by: sent), $0.count - sent, Int32(MSG_DONTWAIT | MSG_NOSIGNAL))
    }
    if count < 0 {
      if errno != EAGAIN, errno != EINTR { close(charge) }
    } else if sent + count < bytes.count {
      charges[descriptor]?.task = .delivering(bytes, sent: sent + count, next)
    } else {
      release(charge)
      goOn(charge.connection, next)
    }
  }

  /// Does with a connection what was put off until its answer was taken.
  private mutating func goOn(_ connection: ConnectionTable.Connection, _ next: Handoff.Next) {
    switch next {
    case .linger: linger(connection)
    case .retire: retire(connection)
    case .collect(let bytes): collect(connection, bytes)
    case .wait where shared.isStopping: retire(connection)
    case .wait: shared.waitForRequest(connection, isRegistered: false)
    }
  }
}
