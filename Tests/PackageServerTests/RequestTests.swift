import Testing
import TestSupport

@testable import PackageServer

/// Requests and answers as bytes.
@Suite struct RequestTests {
  @Test("Connections are kept as the client wants, and requests that come together are answered in their order")
  func keptConnections() throws {
    let site = try TestSite()
    let client = try TestClient(port: site.port)
    for _ in 1...3 {
      client.send(TestSite.checkRequest())
      #expect(client.answer()?.text.contains("<manifest version=\"4.0.0\">") == true)
    }
    client.send(
      TestSite.request("GET \(TestSite.path)update.gz") + TestSite.checkRequest() + TestSite.request("GET /healthz"))
    #expect(client.answer()?.text == "payload")
    #expect(client.answer()?.text.contains("<manifest") == true)
    #expect(client.answer()?.text == "ok\n")
    client.send(TestSite.request("GET /healthz", ["Connection: close"]))
    #expect(client.answer()?["connection"] == "close")
    #expect(client.rest() == [])

    let old = try TestClient(port: site.port)
    old.send(TestSite.request("GET /healthz", ["Connection: keep-alive"], version: "HTTP/1.0", host: nil))
    #expect(old.answer()?["connection"] == "keep-alive")
    old.send(TestSite.request("GET /healthz", version: "HTTP/1.0", host: nil))
    #expect(old.answer()?.text == "ok\n")
    #expect(old.rest() == [])
  }

  @Test("A client that closes its sending side after the request gets its answer, and the connection ends")
  func halfClosed() throws {
    let site = try TestSite(["update.gz": [UInt8](repeating: 7, count: 5 << 20)])
    for request in [
      TestSite.checkRequest(), TestSite.request("GET \(TestSite.path)update.gz"),
      TestSite.request("GET \(TestSite.path)update.gz", version: "HTTP/1.0", host: nil),
      TestSite.request("GET /healthz"),
      TestSite.request("GET \(TestSite.path)update.gz") + TestSite.checkRequest(),
    ] {
      let client = try TestClient(port: site.port)
      client.send(request)
      client.finishSending()
      let answer = try #require(client.answer())
      #expect(answer.status == 200 && !answer.body.isEmpty)
      if request.contains("update.gz"), request.contains("POST") { #expect(client.answer()?.status == 200) }
      #expect(client.rest() == [])
    }
    let client = try TestClient(port: site.port)
    client.send(String(TestSite.checkRequest().dropLast(1)))
    client.finishSending()
    #expect(client.answer()?.status == 400)
    #expect(client.rest() == [])
  }

  @Test("A client that waits to be told so is told to send its body")
  func expectation() throws {
    let site = try TestSite()
    let client = try TestClient(port: site.port)
    let request = TestSite.checkRequest(["Expect: 100-continue"])
    let body = TestSite.check()
    client.send(String(request.dropLast(body.count)))
    #expect(client.answer()?.status == 100)
    client.send(body)
    #expect(client.answer()?.text.contains("<manifest") == true)
    // Not when the body would be refused, and not HTTP/1.0, which knows no such answer.
    client.send(TestSite.request("POST /v1/update", ["Expect: 100-continue", "Content-Length: 1048577"]))
    #expect(client.answer()?.status == 413)
    let old = try TestClient(port: site.port)
    old.send(TestSite.request("POST /v1/update", ["Expect: 100-continue"], body: body, version: "HTTP/1.0"))
    #expect(old.answer()?.status == 200)
  }

  @Test("A chunked body is answered as any other")
  func chunked() throws {
    let site = try TestSite()
    let client = try TestClient(port: site.port)
    let body = TestSite.check()
    client.send(TestSite.request("POST /v1/update/", ["Transfer-Encoding: chunked"]))
    for byte in body.utf8 { client.send("1\r\n\(Character(Unicode.Scalar(byte)))\r\n") }
    client.send("0\r\n\r\n")
    #expect(client.answer()?.text.contains("<manifest") == true)
  }

  @Test("A body over 1 MiB is refused, and the client reads that although it goes on sending")
  func longBodies() throws {
    let site = try TestSite()
    let megabytes = [UInt8](repeating: UInt8(ascii: " "), count: 2 << 20)
    for path in ["/v1/update", "/healthz", TestSite.path + "update.gz", "/nowhere"] {
      let client = try TestClient(port: site.port)
      client.send(TestSite.request("POST \(path)", ["Content-Length: \(megabytes.count)"]))
      client.send(megabytes)
      let answer = client.answer()
      #expect(answer?.status == 413 && answer?["connection"] == "close", "\(path)")
      #expect(answer?.text == "the body is larger than 1 MiB\n")

      let chunking = try TestClient(port: site.port)
      chunking.send(TestSite.request("POST \(path)", ["Transfer-Encoding: chunked"]) + "200000\r\n")
      chunking.send(megabytes)
      #expect(chunking.answer()?.status == 413, "\(path)")
    }
    let client = try TestClient(port: site.port)
    client.send(TestSite.request("POST /v1/update", ["Content-Length: 99999999999999999999"]))
    // Of a number that fits nowhere the decoder may say itself that it is none.
    #expect([400, 413].contains(client.answer()?.status))
  }

  static let refused: [(String, Int)] = [
    (TestSite.request("GET /v1/update"), 405), (TestSite.request("HEAD /v1/update/"), 405),
    (TestSite.request("PUT /v1/update", body: TestSite.check()), 405),
    (TestSite.request("POST /v1/update", ["Content-Type: application/json"], body: "{}"), 415),
    (TestSite.request("POST /v1/update", ["Content-Encoding: br"], body: "x"), 415),
    (TestSite.request("POST /v1/update", body: "<request"), 400), (TestSite.request("POST /v1/update"), 411),
    (TestSite.request("POST /v1/update", ["Content-Length: x"]), 400),
    (TestSite.request("POST /v1/update", ["Content-Length: -1"]), 400),
    (TestSite.request("POST /v1/update", ["Content-Length: 1", "Content-Length: 2"], body: nil) + "x", 400),
    (TestSite.request("POST /v1/update", ["Transfer-Encoding: chunked"], body: "x"), 400),
    (TestSite.request("POST /v1/update", body: TestSite.check(), host: nil), 400),
    (TestSite.request("POST /v1/update", ["Host: other"], body: TestSite.check()), 400),
    (TestSite.request("POST /v1/update", body: TestSite.check(), host: "a b"), 400),
    (TestSite.request("GET /healthz", host: nil), 400), (TestSite.request("POST /healthz", body: "x"), 405),
    (TestSite.request("DELETE \(TestSite.path)update.gz"), 405), (TestSite.request("GET /"), 404),
    (TestSite.request("GET /packages/"), 404), (TestSite.request("GET \(TestSite.path)"), 404),
    (TestSite.request("GET \(TestSite.path)update.gz/"), 404),
    (TestSite.request("GET \(TestSite.path)../update.gz"), 404),
    (TestSite.request("GET \(TestSite.path)%2e%2e/update.gz"), 404), (TestSite.request("GET \(TestSite.path)%zz"), 404),
    (TestSite.request("GET /packages/4.0.1/update.gz"), 404), (TestSite.request("GET /etc/passwd"), 404),
    (TestSite.request("GET \(TestSite.path)update.gz%00"), 404), (TestSite.request("OPTIONS *"), 404),
    ("GET\r\n\r\n", 400), ("\u{16}\u{3}\u{1}\u{2}\u{0}\r\n\r\n", 400), ("GET / HTTP/9.9\r\n\r\n", 400),
    (TestSite.request("GET /", ["Long: " + String(repeating: "a", count: 9_000)]), 400),
    (TestSite.request("GET /", (1...101).map { "Header-\($0): x" }), 400),
    (TestSite.request("GET /", (1...9).map { "Header-\($0): " + String(repeating: "a", count: 4_000) }), 400),
    (TestSite.request("GET /" + String(repeating: "a", count: 100_000)), 400),
    (TestSite.request("GET / HTTP/1.1\r\n continued: x"), 400), (TestSite.request("GET /", ["Na me: x"]), 400),
  ]

  @Test("What cannot be answered is refused, and the next client is answered", arguments: refused)
  func refusal(request: String, status: Int) throws {
    let site = try TestSite()
    let client = try TestClient(port: site.port)
    client.send(request)
    #expect(client.answer(toHead: request.hasPrefix("HEAD"))?.status == status)
    let next = try TestClient(port: site.port)
    next.send(TestSite.checkRequest())
    #expect(next.answer()?.status == 200)
  }

  @Test("A target may be a whole URL, and have a query")
  func targets() throws {
    let site = try TestSite(["my update.gz": Array("payload".utf8)])
    let client = try TestClient(port: site.port)
    for target in ["\(TestSite.path)my%20update.gz", "http://site\(TestSite.path)my%20update.gz?x=/y"] {
      client.send(TestSite.request("GET \(target)"))
      #expect(client.answer()?.text == "payload", "\(target)")
    }
  }
}
