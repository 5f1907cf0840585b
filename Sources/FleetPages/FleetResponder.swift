package import Gateway

/// Answers what operators and their programs ask about a fleet: one per thread.
package struct FleetResponder: Responder {
  private let metrics: MetricsPage

  /// A responder.
  package init(metrics: MetricsPage) { self.metrics = metrics }

  /// Answers a request. Nothing is changed by any, so only GET and HEAD are answered.
  package mutating func respond(to exchange: inout some Exchange) -> HTTPResponse {
    guard let route = FleetRoute(exchange) else { return .line(404, "not found") }
    let method = exchange.parameter("REQUEST_METHOD")
    guard method == "GET" || method == "HEAD" else {
      let response = HTTPResponse.line(405, "only GET and HEAD are accepted")
      return HeaderField("Allow", "GET, HEAD").map { response.adding($0) } ?? response
    }
    let response =
      switch route {
      case .metrics: metrics.response(accepting: exchange.parameter("HTTP_ACCEPT") ?? "")
      }
    return method == "GET" ? response : response.withoutBody
  }
}

extension HTTPResponse {
  /// A response of one line of text.
  fileprivate static func line(_ status: Int, _ text: String) -> HTTPResponse {
    HTTPResponse(status: status, contentType: "text/plain; charset=utf-8", body: Array((text + "\n").utf8))
  }
}
