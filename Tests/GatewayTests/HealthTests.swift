import Catalog
import Gateway
import Testing

/// The address that load balancers look at.
struct HealthTests {
  private let log = TestLog()

  private func respond(_ changes: [String: String?], root: String? = nil) -> TestResponse {
    let gateway = root.map { Gateway(readingPerRequest: $0, log: log) } ?? Gateway(catalog: .empty, log: log)
    var exchange = TestExchange("", changes.merging(["CONTENT_LENGTH": nil]) { given, _ in given })
    return TestResponse(GatewayWorker(gateway).respond(to: &exchange))
  }

  @Test(
    "Whatever the path before it, an address that ends with /healthz says 200, and the log nothing",
    arguments: [
      ["REQUEST_URI": "/healthz"], ["REQUEST_URI": "/healthz/"], ["REQUEST_URI": "/omaha/healthz"],
      ["REQUEST_URI": "/healthz?from=haproxy"], ["REQUEST_URI": "http://updates.example.com/healthz"],
      ["REQUEST_URI": "/cgi-bin/index.cgi/healthz"], ["SCRIPT_NAME": "/healthz"],
      ["SCRIPT_NAME": "/healthz", "PATH_INFO": ""], ["SCRIPT_NAME": "/cgi-bin/omaha-cgi", "PATH_INFO": "/healthz"],
      ["REQUEST_URI": "", "SCRIPT_NAME": "/healthz"],
    ])
  func healthy(address: [String: String]) {
    for method in ["GET", "HEAD"] {
      let response = respond(address.merging(["REQUEST_METHOD": method]) { $1 })
      #expect(response.status == 200)
      #expect(response.headers["Content-Type"] == "text/plain; charset=utf-8")
      #expect(response.headers["Content-Length"] == "3")
      #expect(response.headers["Cache-Control"] == "no-store")
      #expect(response.body == (method == "GET" ? "ok\n" : ""))
    }
    #expect(log.lines.isEmpty)
  }

  @Test("Other methods are refused there", arguments: ["POST", "PUT", "DELETE", "OPTIONS", "get", ""])
  func methods(method: String) {
    let response = respond(["REQUEST_URI": "/healthz", "REQUEST_METHOD": method])
    #expect(response.status == 405)
    #expect(response.headers["Allow"] == "GET, HEAD")
    #expect(response.body == "only GET and HEAD are accepted\n")
    #expect(log.lines.count == 1)
  }

  @Test(
    "Every other address is that of update checks, to which GET is refused",
    arguments: [
      "/v1/update", "/v1/update/", "/", "", "/healthzz", "/xhealthz", "/healthz/x", "/v1/update?/healthz",
      "/?x=/healthz",
      "/healthz//", "/HEALTHZ", "healthz", "/health%7A",
    ])
  func others(address: String) {
    let response = respond(["REQUEST_URI": address, "SCRIPT_NAME": nil, "REQUEST_METHOD": "GET"])
    #expect(response.status == 405)
    #expect(response.headers["Allow"] == "POST")
  }

  @Test("A process that reads the catalog for each request says 503 when it cannot, and the log says why")
  func broken() {
    let response = respond(["REQUEST_URI": "/healthz", "REQUEST_METHOD": "GET"], root: "/nonexistent/omaha")
    #expect(response.status == 503)
    #expect(response.body.hasPrefix("the catalog cannot be loaded (request r1)"))
    #expect(log.lines.count == 2)
    #expect(log.lines.first?.contains("/nonexistent/omaha") == true)
    #expect(log.lines.last?.contains("level=error request=r1 remote=192.0.2.7 status=503") == true)
  }
}
