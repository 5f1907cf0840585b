internal import Glibc
internal import Posix
internal import Synchronization

/// Every open connection and who has it.
///
/// A connection belongs to exactly one of: the shared epoll set (idle), a worker, or the connection loop; only that one reads,
/// writes or closes it. A descriptor's number is reused as soon as it is closed, so an entry carries a serial number and
/// whoever lost an entry cannot touch the next one's.
final class ConnectionTable: Sendable {
  /// One connection: the descriptor, and which connection on that number it is.
  struct Connection: Hashable, Sendable {
    let descriptor: Int32
    fileprivate let serial: UInt64

    /// Whether something has arrived that nobody has taken.
    var hasBytes: Bool {
      var byte: UInt8 = 0
      return unsafe recv(descriptor, &byte, 1, Int32(MSG_PEEK | MSG_DONTWAIT)) > 0
    }
  }

  private enum Owner {
    case idle(since: Instant)
    case worker
    case connectionLoop
  }

  private struct Entry {
    let serial: UInt64
    var owner: Owner
    /// Whether the epoll set has reported the connection while a worker had it.
    var isReadyAgain = false
  }

  private struct State {
    /// By descriptor, which are small numbers; with a dictionary a request cost 1,600 instructions more.
    var entries: [Entry?] = []
    var count = 0
    var nextSerial: UInt64 = 0

    subscript(descriptor: Int32) -> Entry? {
      get { Int(descriptor) < entries.count ? entries[Int(descriptor)] : nil }
      set {
        let index = Int(descriptor)
        if index >= entries.count { entries.append(contentsOf: repeatElement(nil, count: index + 1 - entries.count)) }
        count += (newValue == nil ? 0 : 1) - (entries[index] == nil ? 0 : 1)
        entries[index] = newValue
      }
    }

    /// Changes the entry of a connection, unless that is gone.
    mutating func change<Result>(_ connection: Connection, _ body: (inout Entry) -> Result) -> Result? {
      let index = Int(connection.descriptor)
      guard index < entries.count, entries[index]?.serial == connection.serial else { return nil }
      return entries[index].map { entry in
        var entry = entry
        defer { entries[index] = entry }
        return body(&entry)
      }
    }
  }

  private let state = Mutex(State())

  /// The number of open connections.
  var count: Int { state.withLock { $0.count } }

  /// Enters a new connection, which belongs to the calling worker.
  func insert(_ descriptor: Int32) -> Connection {
    state.withLock { state in
      state.nextSerial += 1
      state[descriptor] = Entry(serial: state.nextSerial, owner: .worker)
      return Connection(descriptor: descriptor, serial: state.nextSerial)
    }
  }

  /// Makes the idle connection on `descriptor` the caller's; nil when it is not idle, or no more.
  ///
  /// When another thread has it, that one hears of it from ``setIdle(_:)``, so that no report of the epoll set is lost.
  ///
  /// - Parameter isPeerClosed: whether the report says that the peer sends nothing more. There will be no other, so this one
  ///   counts again when the request that came with it is answered.
  func claim(_ descriptor: Int32, isPeerClosed: Bool = false) -> Connection? {
    state.withLock { state in
      guard var entry = state[descriptor] else { return nil }
      defer { state[descriptor] = entry }
      switch entry.owner {
      case .idle:
        entry.owner = .worker
        entry.isReadyAgain = isPeerClosed
        return Connection(descriptor: descriptor, serial: entry.serial)
      case .worker, .connectionLoop:
        entry.isReadyAgain = true
        return nil
      }
    }
  }

  /// Makes a connection that the caller has set idle the caller's again; false when it is not idle, or no more.
  func reclaim(_ connection: Connection) -> Bool {
    state.withLock { state in
      state.change(connection) { entry in
        guard case .idle = entry.owner else { return false }
        entry.owner = .worker
        return true
      } ?? false
    }
  }

  /// Makes connections that have been idle since before `deadline` the connection loop's, at most `limit` of them.
  func claimIdle(since deadline: Instant, atMost limit: Int = .max) -> [Connection] {
    state.withLock { state in
      var claimed: [Connection] = []
      // By index: a loop over the array would keep it, and the first change copy it.
      for index in state.entries.indices {
        guard claimed.count < limit else { break }
        guard let entry = state.entries[index], case .idle(let since) = entry.owner, since <= deadline else { continue }
        state.entries[index]?.owner = .connectionLoop
        claimed.append(Connection(descriptor: Int32(index), serial: entry.serial))
      }
      return claimed
    }
  }

  /// Says that the connection waits for its next request.
  ///
  /// - Returns: whether something may have come meanwhile. The epoll set then has to report it again.
  func setIdle(_ connection: Connection) -> Bool {
    let now = Instant.now
    return state.withLock { state in
      state.change(connection) { entry in
        defer { entry.isReadyAgain = false }
        entry.owner = .idle(since: now)
        return entry.isReadyAgain
      } ?? false
    }
  }

  /// Says that the connection loop has the connection.
  func setInLoop(_ connection: Connection) {
    state.withLock { state in
      _ = state.change(connection) { entry in
        entry.owner = .connectionLoop
        entry.isReadyAgain = false
      }
    }
  }

  /// Forgets a connection, which the caller has closed or is about to close.
  func forget(_ connection: Connection) {
    state.withLock { state in
      guard state[connection.descriptor]?.serial == connection.serial else { return }
      state[connection.descriptor] = nil
    }
  }

  /// Forgets and closes a connection.
  func close(_ connection: Connection) {
    forget(connection)
    _ = Glibc.close(connection.descriptor)
  }

  /// Shuts down every connection, whoever has it, and returns how many there were.
  func shutDownAll() -> Int {
    state.withLock { state in
      for (index, entry) in state.entries.enumerated() where entry != nil {
        _ = shutdown(Int32(index), Int32(SHUT_RDWR))
      }
      return state.count
    }
  }
}
