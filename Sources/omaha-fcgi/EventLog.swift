internal import FastCGI
internal import Journal
internal import Logging
internal import Posix
internal import Synchronization

/// Says what the server reports, and does not let a hostile peer fill the log with it: the same kind of event is said at most
/// once per period, with the number of those that were not said since (`suppressed`).
final class EventLog: Sendable {
  private struct Kind {
    var lastSaid: Instant
    var unsaid = 0
  }

  private let logger: Logger
  private let period: Duration
  private let kinds = Mutex<[String: Kind]>([:])

  init(_ logger: Logger, period: Duration = .seconds(10)) {
    self.logger = logger
    self.period = period
  }

  /// Takes an event of the server, from any thread.
  func add(_ event: ServerEvent) {
    say(Self.level(of: event), event.text, event.detail)
  }

  /// Takes an event of the journal, from any thread.
  func add(_ event: JournalEvent) {
    switch event {
    case .dropped(_, let reason): say(.error, "check-ins are not kept", reason)
    case .resumed(let dropped): say(.notice, "check-ins are kept again", "\(dropped) were dropped")
    }
  }

  private func say(_ level: Logger.Level, _ text: String, _ detail: String?) {
    let now = Instant.now
    let unsaid: Int? = kinds.withLock { kinds in
      if let kind = kinds[text], now < kind.lastSaid + period {
        kinds[text]?.unsaid += 1
        return nil
      }
      let unsaid = kinds[text]?.unsaid ?? 0
      kinds[text] = Kind(lastSaid: now)
      return unsaid
    }
    guard let unsaid else { return }
    var metadata: Logger.Metadata = detail.map { ["detail": "\($0)"] } ?? [:]
    if unsaid > 0 { metadata["suppressed"] = .stringConvertible(unsaid) }
    logger.log(level: level, "\(text)", metadata: metadata)
  }

  private static func level(of event: ServerEvent) -> Logger.Level {
    switch event {
    case .refused, .arrivalTimedOut, .serviceTimedOut, .connectionsExhausted: .warning
    case .descriptorsExhausted: .error
    case .acceptingAgain: .notice
    case .threadFailed: .critical
    }
  }
}
