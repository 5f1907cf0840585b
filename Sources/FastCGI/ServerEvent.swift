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
}
