internal import Glibc

/// The one thread for everything that takes time: requests that arrive in pieces, connections that end, deadlines.
///
/// It never blocks on a connection, so thousands of slow peers cost their bytes and nothing else.
struct Housekeeper: ~Copyable {
  private enum Task {
    /// A request is arriving.
    case collecting(RequestScanner, [UInt8])
    /// The answer is given and our side is shut; what still comes is thrown away until the peer closes.
    case lingering
  }

  private struct Charge {
    let connection: ConnectionTable.Connection
    var task: Task
    var deadline: Instant
  }

  private static let referralTag = SharedState.collectedTag
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
  private var arrivingBytes = 0
  private var window = [UInt8](repeating: 0, count: 64 * 1024)
  private var nextSweep = Instant.now

  init(_ shared: SharedState) throws(SystemError) {
    let epoll = try Epoll()
    guard epoll.add(shared.referrals.descriptor, .readable, tag: Self.referralTag),
      epoll.add(shared.stopDescriptor, .readable, tag: SharedState.stopTag)
    else { throw SystemError("watch an eventfd") }
    self.shared = shared
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
      case Self.referralTag?:
        if let referral = shared.referrals.next() {
          take(referral)
        } else {
          // Woken: the server stops, or accepting pauses, and the next sweep is due earlier than was thought.
          nextSweep = min(nextSweep, .now + sweepInterval)
        }
      case let tag?:
        receive(Int32(truncatingIfNeeded: tag))
      }
      if nextSweep <= .now { sweep() }
    }
  }

  /// The time between two looks at the deadlines; a deadline is kept to within that time.
  private var sweepInterval: Duration {
    if shared.isStopping { return .milliseconds(10) }
    let regular = min(min(shared.limits.arrival, shared.limits.service) / 8, .seconds(1))
    return shared.hasPausedListeners ? min(regular, shared.limits.acceptPause) : regular
  }

  private mutating func sweep() {
    let now = Instant.now
    nextSweep = now + sweepInterval
    let cut = shared.connections.cutOverdue(now - shared.limits.service)
    if cut > 0 { shared.report(.serviceTimedOut(count: cut)) }
    for charge in charges.values where charge.deadline <= now {
      if case .collecting = charge.task, !shared.isStopping { shared.report(.arrivalTimedOut) }
      close(charge)
    }
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

extension Housekeeper {
  private mutating func take(_ referral: Referral) {
    switch referral.matter {
    case .retire:
      retire(referral.connection)
    case .linger:
      linger(referral.connection)
    case .collect(let bytes):
      collect(referral.connection, bytes)
    }
  }

  private mutating func collect(_ connection: ConnectionTable.Connection, _ bytes: [UInt8]) {
    let limit = shared.isStopping && bytes.isEmpty ? Self.lastRequestLimit : shared.limits.arrival
    guard watch(connection, .collecting(shared.makeScanner(), bytes), .now + limit) else { return }
    arrivingBytes += bytes.count
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

  private mutating func watch(_ connection: ConnectionTable.Connection, _ task: Task, _ deadline: Instant) -> Bool {
    guard epoll.add(connection.descriptor, .readable, tag: UInt64(UInt32(bitPattern: connection.descriptor))) else {
      shared.connections.close(connection)
      return false
    }
    charges[connection.descriptor] = Charge(connection: connection, task: task, deadline: deadline)
    if deadline < nextSweep { nextSweep = deadline }
    return true
  }

  /// Lets go of a connection without closing it.
  private mutating func release(_ charge: Charge) {
    epoll.remove(charge.connection.descriptor)
    if let removed = charges.removeValue(forKey: charge.connection.descriptor),
      case .collecting(_, let bytes) = removed.task
    {
      arrivingBytes -= bytes.count
    }
  }

  private mutating func close(_ charge: Charge) {
    release(charge)
    shared.connections.close(charge.connection)
  }
}

// MARK: - Receiving

extension Housekeeper {
  /// Takes what has arrived on a connection.
  private mutating func receive(_ descriptor: Int32) {
    guard var charge = charges[descriptor] else { return }
    let count = unsafe window.withUnsafeMutableBytes { bytes in
      unsafe recv(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_DONTWAIT))
    }
    guard count > 0 else {
      if count == 0 || (errno != EAGAIN && errno != EINTR) { close(charge) }
      return
    }
    guard case .collecting(let scanner, var bytes) = charge.task else { return }
    // The entry must not hold a second reference while the bytes grow, or each piece would copy all before it.
    charge.task = .lingering
    charges[descriptor] = charge
    bytes.append(contentsOf: window[..<count])
    arrivingBytes += count
    charge.task = .collecting(scanner, bytes)
    charges[descriptor] = charge
    scan(descriptor)
  }

  /// Does whatever the bytes collected so far call for.
  private mutating func scan(_ descriptor: Int32) {
    while let charge = charges[descriptor], case .collecting(var scanner, var bytes) = charge.task {
      let verdict = scanner.scan(bytes.span)
      switch verdict {
      case .complete(let length):
        return hand(charge, bytes, length: length)
      case .invalid(let fault):
        shared.report(.refused(fault.rawValue))
        return close(charge)
      case .foreign(let range, let reply, let closes):
        bytes.removeSubrange(range)
        arrivingBytes -= range.count
        charges[descriptor]?.task = .collecting(scanner, bytes)
        guard send(reply, to: descriptor) else { return close(charge) }
        if closes {
          release(charge)
          return linger(charge.connection)
        }
      case .partial:
        charges[descriptor]?.task = .collecting(scanner, bytes)
        return wait(charge, scanner, bytes)
      }
    }
  }

  private mutating func wait(_ charge: Charge, _ scanner: RequestScanner, _ bytes: [UInt8]) {
    if bytes.count >= shared.limits.requestBytes {
      guard scanner.hasParameters else {
        shared.report(.refused("request is too long"))
        return close(charge)
      }
      hand(charge, bytes, length: bytes.count, isTruncated: true)
    } else if arrivingBytes > shared.limits.arrivingBytes {
      shared.report(.refused("too many bytes of unfinished requests"))
      close(charge)
    } else if bytes.isEmpty, !shared.isStopping {
      release(charge)
      shared.waitForRequest(charge.connection, isRegistered: false)
    }
  }

  /// Gives a collected request to the workers.
  private mutating func hand(_ charge: Charge, _ bytes: [UInt8], length: Int, isTruncated: Bool = false) {
    release(charge)
    shared.collected.append(
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
