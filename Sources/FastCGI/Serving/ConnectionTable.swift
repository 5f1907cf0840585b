internal import Glibc
internal import Synchronization

/// Every open connection and who has it.
///
/// A connection belongs to exactly one of: the shared epoll set (idle), a worker, or the housekeeper; only that one reads,
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
    case serving(since: Instant)
    case housekeeper
  }

  private struct State {
    var entries: [Int32: (serial: UInt64, owner: Owner)] = [:]
    var nextSerial: UInt64 = 0
  }

  private let state = Mutex(State())

  /// The number of open connections.
  var count: Int { state.withLock { $0.entries.count } }

  /// Enters a new connection, which belongs to the calling worker.
  func insert(_ descriptor: Int32) -> Connection {
    state.withLock { state in
      state.nextSerial += 1
      state.entries[descriptor] = (state.nextSerial, .worker)
      return Connection(descriptor: descriptor, serial: state.nextSerial)
    }
  }

  /// Makes the idle connection on `descriptor` the caller's; nil when it is not idle, or no more.
  func claim(_ descriptor: Int32) -> Connection? {
    state.withLock { state in
      guard let entry = state.entries[descriptor], case .idle = entry.owner else { return nil }
      state.entries[descriptor] = (entry.serial, .worker)
      return Connection(descriptor: descriptor, serial: entry.serial)
    }
  }

  /// Makes connections that have been idle since before `deadline` the housekeeper's, at most `limit` of them.
  func claimIdle(since deadline: Instant, atMost limit: Int = .max) -> [Connection] {
    state.withLock { state in
      var claimed: [Connection] = []
      for (descriptor, entry) in state.entries {
        guard claimed.count < limit else { break }
        guard case .idle(let since) = entry.owner, since <= deadline else { continue }
        state.entries[descriptor] = (entry.serial, .housekeeper)
        claimed.append(Connection(descriptor: descriptor, serial: entry.serial))
      }
      return claimed
    }
  }

  /// Says that the connection waits for its next request; before it is armed in the epoll set.
  func setIdle(_ connection: Connection) {
    set(.idle(since: .now), connection)
  }

  /// Says that the housekeeper has the connection.
  func setHousekeeping(_ connection: Connection) {
    set(.housekeeper, connection)
  }

  /// Says that a request of the connection is being answered, from now on under ``cutOverdue(_:)``'s eye.
  func setServing(_ connection: Connection, since: Instant) {
    set(.serving(since: since), connection)
  }

  /// Says that the answer is given, so that ``cutOverdue(_:)`` leaves the connection alone.
  func setServed(_ connection: Connection) {
    set(.worker, connection)
  }

  private func set(_ owner: Owner, _ connection: Connection) {
    state.withLock { state in
      guard state.entries[connection.descriptor]?.serial == connection.serial else { return }
      state.entries[connection.descriptor] = (connection.serial, owner)
    }
  }

  /// Forgets a connection, which the caller has closed or is about to close.
  func forget(_ connection: Connection) {
    state.withLock { state in
      guard state.entries[connection.descriptor]?.serial == connection.serial else { return }
      state.entries[connection.descriptor] = nil
    }
  }

  /// Forgets and closes a connection.
  func close(_ connection: Connection) {
    forget(connection)
    _ = Glibc.close(connection.descriptor)
  }

  /// Shuts down the connections whose answer was begun before `deadline`, which ends whatever libfcgi waits for on them, and
  /// returns how many there were.
  func cutOverdue(_ deadline: Instant) -> Int {
    state.withLock { state in
      var count = 0
      for (descriptor, entry) in state.entries {
        guard case .serving(let since) = entry.owner, since < deadline else { continue }
        _ = shutdown(descriptor, Int32(SHUT_RDWR))
        state.entries[descriptor] = (entry.serial, .worker)
        count += 1
      }
      return count
    }
  }

  /// Shuts down every connection, whoever has it, and returns how many there were.
  func shutDownAll() -> Int {
    state.withLock { state in
      for descriptor in state.entries.keys { _ = shutdown(descriptor, Int32(SHUT_RDWR)) }
      return state.entries.count
    }
  }
}
