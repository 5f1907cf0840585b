/// What an address of the gateway is for. A new address is one more case here, and what answers it in ``GatewayWorker``.
public enum Route: Hashable, Sendable {
  /// Update checks, events, pings.
  case update
  /// Whether updates can be offered, for load balancers.
  case health

  /// The route of a path on a server that has no other web server in front; nil when it is none.
  ///
  /// - Parameter path: The path without a query.
  public init?(path: Substring) {
    switch path {
    case "/v1/update", "/v1/update/": self = .update
    case "/healthz": self = .health
    default: return nil
    }
  }

  /// The route of a request that a web server passes on.
  ///
  /// The web server's configuration says which addresses come here, so update checks may have any. Only an address that ends
  /// like another route's path asks for that.
  init(_ exchange: some Exchange) {
    // As the client wrote it, so that it does not matter how a web server takes a path apart.
    if let uri = exchange.parameter("REQUEST_URI"), !uri.isEmpty {
      self.init(endOf: uri)
    } else {
      self.init(endOf: (exchange.parameter("SCRIPT_NAME") ?? "") + (exchange.parameter("PATH_INFO") ?? ""))
    }
  }

  private init(endOf uri: String) {
    self = Route.isEnd("/healthz", of: uri) ? .health : .update
  }

  /// Whether an address ends with a path, its query left out. `/healthz/` is the same as `/healthz`, because busybox httpd starts
  /// programs for addresses with a slash only.
  private static func isEnd(_ path: StaticString, of uri: String) -> Bool {
    let bytes = uri.utf8.span
    var end = 0
    while end < bytes.count, bytes[end] != UInt8(ascii: "?") { end += 1 }
    if end > 0, bytes[end - 1] == UInt8(ascii: "/") { end -= 1 }
    guard end >= path.utf8CodeUnitCount else { return false }
    let start = end - path.utf8CodeUnitCount
    for index in start..<end where unsafe bytes[index] != path.utf8Start[index - start] { return false }
    return true
  }
}
