internal import Catalog
internal import FastCGI
internal import Posix
internal import Synchronization

/// Says what the server of pages reports, each kind at most every ten seconds, so that no peer can fill the log.
final class ServerEventLog: Sendable {
  private static let period = Duration.seconds(10)

  private let lastSaid = Mutex<[String: Instant]>([:])

  /// Takes an event, from any thread.
  func add(_ event: ServerEvent) {
    let now = Instant.now
    let isTime = lastSaid.withLock { lastSaid in
      if let last = lastSaid[event.text], now < last + Self.period { return false }
      lastSaid[event.text] = now
      return true
    }
    if isTime { warn((event.text + (event.detail.map { ": \($0)" } ?? "")).escaped) }
  }
}
