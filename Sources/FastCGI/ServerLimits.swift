/// The bounds within which the server trusts the web server.
public struct ServerLimits: Hashable, Sendable {
  /// How long a request may take to arrive in whole, from its first byte on. A slow one costs memory, never a thread.
  public var arrival: Duration = .seconds(30)
  /// How long a peer may take to read an answer; then its connection is closed. A slow one costs memory, never a thread.
  public var service: Duration = .seconds(30)
  /// How long an answer waits at least for its record to be kept, and at most three times as long; then it leaves without.
  public var record: Duration = .milliseconds(250)
  /// How long ``FastCGIServer/stop()`` waits for requests in hand.
  public var shutdown: Duration = .seconds(10)
  /// How long to leave the listening socket alone when there are no descriptors left.
  public var acceptPause: Duration = .milliseconds(100)
  /// The most bytes of encoded parameters in one request: more than become of the longest header that nginx takes (four
  /// buffers of 8 KiB and one of 1 KiB; the request line is passed on several times).
  public var parameterBytes = 64 * 1024
  /// The most bytes of one request that are kept; the answer to a longer one is given without its end, then the connection
  /// is closed.
  public var requestBytes = 2 * 1024 * 1024
  /// The most bytes of all requests that are still arriving and all answers that are still leaving; the connection that would
  /// exceed it is closed.
  public var arrivingBytes = 64 * 1024 * 1024
  /// The most bytes of requests that came in pieces and wait for a worker; beyond that no more of such requests is read until
  /// workers have caught up.
  public var waitingBytes = 16 * 1024 * 1024
  /// The most connections at a time; further ones wait in the listening socket's queue. Choose it well below the number of
  /// descriptors that the process may have.
  public var maximumConnections = 16 * 1024
  /// How long a connection must have been idle to be closed in favour of one that waits for its place.
  public var evictionAge: Duration = .seconds(1)

  /// The limits for production.
  public init() {}
}
