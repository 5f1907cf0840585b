/// What bounds the machines' connections.
public struct ServingLimits: Hashable, Sendable {
  /// Connections at a time. A new one takes the place of the one that has been idle longest; when none is idle, it is closed.
  public var connections = 512
  /// How long a whole request may take to arrive, counted from the connection's start or from the last answer.
  public var arrival: Duration = .seconds(30)
  /// How long a machine may take to accept one piece of an answer; then its connection is closed.
  public var stall: Duration = .seconds(60)
  /// How long a connection stays after a refusal that came before the request's end, so that the client reads it.
  public var farewell: Duration = .seconds(5)
  /// Bytes of one header field, its name included.
  public var headerField = 8_192
  /// Bytes of all header fields of a request.
  public var header = 32_768
  /// Header fields of a request.
  public var headerFields = 100
  /// Bytes that are read from a payload, and kept for a connection, at a time.
  public var piece = 256 * 1_024

  /// The limits for production.
  public init() {}
}
