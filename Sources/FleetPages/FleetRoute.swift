internal import Gateway

/// What an address is for. A new one is one more case here, and what answers it in ``FleetResponder``.
enum FleetRoute: Hashable {
  /// Numbers for Prometheus.
  case metrics

  /// The route of a path; nil when there is none.
  ///
  /// - Parameter path: the path without a query.
  init?(path: Substring) {
    switch path {
    case "/metrics": self = .metrics
    default: return nil
    }
  }

  /// The route of a request, by its address as the client wrote it.
  init?(_ exchange: some Exchange) {
    var uri = exchange.parameter("REQUEST_URI") ?? ""
    if uri.isEmpty { uri = (exchange.parameter("SCRIPT_NAME") ?? "") + (exchange.parameter("PATH_INFO") ?? "") }
    self.init(path: uri.prefix { $0 != "?" })
  }
}
