internal import UpdateService

/// Finds the URL that clients reach the server by: what relative codebases are appended to.
struct ClientURL {
  /// What was valid a request ago: clients reach a server by one name, or a few.
  private var last: (host: String, isSecure: Bool, url: BaseURL)?

  /// The URL of a request; nil when the request does not tell.
  mutating func find(_ exchange: some Exchange) throws(Rejection) -> BaseURL? {
    let isSecure = ClientURL.isSecure(exchange)
    if let host = exchange.parameter("HTTP_HOST"), !host.isEmpty {
      if let last, last.host == host, last.isSecure == isSecure { return last.url }
      guard let url = BaseURL(isSecure: isSecure, host: host) else { throw Rejection.invalidHost }
      last = (host, isSecure, url)
      return url
    }
    // HTTP/1.0 has no Host; the web server may know its name (RFC 3875 §4.1.14).
    guard let name = exchange.parameter("SERVER_NAME"), !name.isEmpty else { return nil }
    let port = exchange.parameter("SERVER_PORT").map { ":" + $0 } ?? ""
    return BaseURL(isSecure: isSecure, host: name + port)
  }

  /// Whether the client came by https. Either variable says so: REQUEST_SCHEME is empty in some configurations, and tells of
  /// the last connection only when a proxy in front has taken TLS off and the operator has set HTTPS.
  private static func isSecure(_ exchange: some Exchange) -> Bool {
    if let scheme = exchange.parameter("REQUEST_SCHEME"), MediaType.isSame(scheme[...], "https") { return true }
    guard let https = exchange.parameter("HTTPS") else { return false }
    return https == "1" || MediaType.isSame(https[...], "on")
  }
}
