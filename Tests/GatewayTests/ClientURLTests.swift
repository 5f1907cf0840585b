@testable import Catalog
import Gateway
import Omaha
import Testing

/// Where the clients of one worker are sent: a worker remembers the last URL, and must not give it to the next client.
@Suite("The URL that a client came by")
struct ClientURLTests {
  private func worker() throws -> GatewayWorker {
    GatewayWorker(Gateway(catalog: try OfferedRelease("2.0").catalog, log: TestLog()))
  }

  /// The codebase that is offered, without the path of the release; nil without an offer.
  private func base(_ worker: GatewayWorker, _ parameters: [String: String?]) -> String? {
    var exchange = TestExchange(OfferedRelease.check, parameters)
    let body = TestResponse(worker.respond(to: &exchange)).body
    guard let start = body.firstRange(of: "codebase=\""), let end = body.firstRange(of: "/packages/") else {
      return nil
    }
    return String(body[start.upperBound..<end.lowerBound])
  }

  @Test("One worker tells each client its own scheme and host, in whatever order they come")
  func remembered() throws {
    let worker = try worker()
    for (scheme, host) in [
      ("http", "a.example"), ("https", "a.example"), ("https", "a.example"), ("http", "a.example"),
      ("http", "b.example"), ("http", "a.example:80"), ("http", "A.example"), ("https", "b.example"),
      ("http", "b.example"),
    ] {
      #expect(base(worker, ["REQUEST_SCHEME": scheme, "HTTP_HOST": host]) == "\(scheme)://\(host)")
    }
  }

  @Test("A Host that is refused is not remembered, and neither is the one before given instead")
  func refusedHost() throws {
    let worker = try worker()
    for _ in 0..<2 {
      #expect(base(worker, ["HTTP_HOST": "a.example"]) == "http://a.example")
      var exchange = TestExchange(OfferedRelease.check, ["HTTP_HOST": "a.example/x"])
      #expect(TestResponse(worker.respond(to: &exchange)).status == 400)
      #expect(base(worker, ["HTTP_HOST": nil, "SERVER_NAME": "b.example"]) == "http://b.example")
      #expect(base(worker, ["HTTP_HOST": nil]) == nil)
    }
  }

  @Test(
    "https is what either the scheme or HTTPS says: behind a proxy that takes TLS off only the latter can know",
    arguments: [
      ("https", nil, "https"), ("http", nil, "http"), (nil, "on", "https"), (nil, "1", "https"), (nil, "off", "http"),
      (nil, "0", "http"), (nil, "", "http"), (nil, nil, "http"), ("http", "on", "https"), ("https", "off", "https"),
      ("", "on", "https"), ("", "1", "https"), ("", nil, "http"), ("http", "off", "http"), ("HTTPS", nil, "https"),
      (nil, "ON", "https"), ("https", "", "https"),
    ] as [(String?, String?, String)])
  func scheme(requestScheme: String?, https: String?, expected: String) throws {
    let parameters = ["REQUEST_SCHEME": requestScheme, "HTTPS": https]
    #expect(base(try worker(), parameters) == "\(expected)://updates.example.com")
    let named = parameters.merging(["HTTP_HOST": nil, "SERVER_NAME": "u.lan", "SERVER_PORT": "8443"]) { $1 }
    #expect(base(try worker(), named) == "\(expected)://u.lan:8443")
  }
}
