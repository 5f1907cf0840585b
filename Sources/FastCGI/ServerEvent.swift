public import Posix

/// Something that an operator may want to know about.
public enum ServerEvent: Hashable, Sendable {
  /// A connection was closed because of what came over it.
  case refused(String)
  /// Requests that did not arrive in time.
  case arrivalTimedOut
  /// Answers that took too long; their connections were shut down.
  case serviceTimedOut(count: Int)
  /// The process has no descriptors left, says the system; accepting pauses.
  case descriptorsExhausted(SystemError)
  /// As many connections are open as the limits allow; accepting pauses.
  case connectionsExhausted(limit: Int)
  /// Connections are accepted again.
  case acceptingAgain
  /// A thread of the server could not start.
  case threadFailed(SystemError)

  /// What kind of event it is, as a line of a log.
  public var text: String {
    switch self {
    case .refused: "connection refused"
    case .arrivalTimedOut: "request did not arrive in time"
    case .serviceTimedOut: "web server did not take the answer in time"
    case .descriptorsExhausted: "out of descriptors, accepting pauses"
    case .connectionsExhausted: "too many connections, accepting pauses"
    case .acceptingAgain: "accepting connections again"
    case .threadFailed: "a thread could not start"
    }
  }

  /// What is to be said of this one; nil when nothing is.
  public var detail: String? {
    switch self {
    case .refused(let reason): reason
    case .serviceTimedOut(let count): count > 1 ? "\(count) connections" : nil
    case .descriptorsExhausted(let error), .threadFailed(let error): error.description
    case .connectionsExhausted(let limit): "limit \(limit)"
    case .arrivalTimedOut, .acceptingAgain: nil
    }
  }
}
