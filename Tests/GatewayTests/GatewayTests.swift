@testable import Catalog
import Gateway
import Omaha
import Testing
import UpdateService

struct GatewayTests {
  private let log = TestLog()

  private func worker(baseURL: BaseURL? = nil) throws -> GatewayWorker {
    GatewayWorker(try gateway(baseURL: baseURL))
  }

  private func gateway(_ version: String = "2.0", baseURL: BaseURL? = nil) throws -> Gateway {
    Gateway(catalog: try GatewayTests.catalog(version), baseURL: baseURL, log: log)
  }

  private static func catalog(_ text: String) throws -> Catalog { try OfferedRelease(text).catalog }

  private static let check = OfferedRelease.check

  private func respond(_ exchange: TestExchange) throws -> TestResponse {
    var exchange = exchange
    return TestResponse(try worker().respond(to: &exchange))
  }

  @Test("An update check gets 200 with the codebase on the host that it came to")
  func update() throws {
    let response = try respond(TestExchange(GatewayTests.check))
    #expect(response.status == 200)
    #expect(response.headers["Content-Type"] == "text/xml; charset=utf-8")
    #expect(response.headers["Content-Length"] == String(response.body.utf8.count))
    #expect(response.body.contains("<url codebase=\"http://updates.example.com/packages/os/2.0/\"/>"))
  }

  @Test(
    "A bad request gets the status that the design gives it, one line of text and a line in the log",
    arguments: [
      (["REQUEST_METHOD": "GET"], 405), (["REQUEST_METHOD": "HEAD"], 405), (["REQUEST_METHOD": "post"], 405),
      (["REQUEST_METHOD": nil], 405), (["REQUEST_METHOD": ""], 405),
      (["CONTENT_TYPE": "text/plain"], 415), (["CONTENT_TYPE": "application/json"], 415),
      (["CONTENT_TYPE": "text/xml; charset=iso-8859-1"], 415), (["CONTENT_TYPE": "text/xmlx"], 415),
      (["CONTENT_TYPE": "text/xml; boundary=x; CharSet = \"latin1\""], 415),
      (["CONTENT_TYPE": "text/xml; charset=utf-16"], 415), (["CONTENT_TYPE": "text/xml; charset=\"utf-8"], 415),
      (["CONTENT_TYPE": "text/xml; charset=utf-8; charset=latin1"], 415),
      (["HTTP_CONTENT_ENCODING": "br"], 415), (["HTTP_CONTENT_ENCODING": "deflate"], 415),
      (["HTTP_CONTENT_ENCODING": "gzip, gzip"], 415), (["HTTP_CONTENT_ENCODING": "gzip"], 400),
      (["CONTENT_LENGTH": "-2"], 400), (["CONTENT_LENGTH": "-"], 400), (["CONTENT_LENGTH": "-10"], 400),
      (["CONTENT_LENGTH": "x"], 400), (["CONTENT_LENGTH": "+5"], 400), (["CONTENT_LENGTH": " 5"], 400),
      (["CONTENT_LENGTH": "0x10"], 400), (["CONTENT_LENGTH": "1048577"], 413),
      (["CONTENT_LENGTH": "99999999999999999999999"], 413), (["CONTENT_LENGTH": "1048576"], 400),
      (["CONTENT_LENGTH": "10"], 400), (["CONTENT_LENGTH": "0"], 400),
      (["HTTP_HOST": "evil.com/\"><x"], 400), (["HTTP_HOST": "a\r\nb"], 400), (["HTTP_HOST": "_"], 400),
    ] as [([String: String?], Int)])
  func badHeaders(changes: [String: String?], status: Int) throws {
    let response = try respond(TestExchange(GatewayTests.check, changes))
    #expect(response.status == status)
    #expect(response.headers["Content-Type"] == "text/plain; charset=utf-8")
    #expect(response.headers["Allow"] == (status == 405 ? "POST" : nil))
    #expect(response.body.hasSuffix("\n") && response.body.dropLast().allSatisfy { !$0.isNewline })
    #expect(response.headers["Content-Length"] == String(response.body.utf8.count))
    #expect(log.lines.count == 1)
    #expect(log.lines[0].contains("level=warning request=r1 remote=192.0.2.7 status=\(status) error="))
  }

  @Test(
    "What clients and web servers write differently is accepted alike",
    arguments: [
      ["CONTENT_TYPE": nil], ["CONTENT_TYPE": ""], ["CONTENT_TYPE": "application/xml"], ["CONTENT_TYPE": "Text/XML"],
      ["CONTENT_TYPE": "text/xml;charset=UTF-8"], ["CONTENT_TYPE": "text/xml ; charset=\"utf-8\""],
      ["CONTENT_TYPE": "text/xml; charset="], ["CONTENT_TYPE": "text/xml; version=1"],
      ["CONTENT_TYPE": "text/xml; charset=us-ascii"], ["CONTENT_TYPE": "text/xml;charset=\"US-ASCII\""],
      ["CONTENT_TYPE": "application/xml; Charset=ASCII"], ["CONTENT_TYPE": "TEXT/XML; CHARSET=\"UTF-8\""],
      ["CONTENT_TYPE": "text/xml; charset = utf-8 ; boundary=x"], ["CONTENT_TYPE": "text/xml; charset=utf8;"],
      ["CONTENT_TYPE": "text/xml; charset='utf-8'"], ["CONTENT_TYPE": "text/xml; charset=\" utf-8 \"; version=1"],
      ["CONTENT_TYPE": "text/xml; note=\"a;charset=latin1\"; charset=utf-8"],
      ["CONTENT_TYPE": "text/xml; note=\"\\\";charset=latin1\";charset=utf-8"],
      ["CONTENT_TYPE": "\ttext/xml\t;\tcharset=utf-8\t"],
      ["HTTP_CONTENT_ENCODING": ""], ["HTTP_CONTENT_ENCODING": "identity"], ["HTTP_HOST": "[::1]:8000"],
      ["HTTP_HOST": "update_server:8000"], ["HTTP_HOST": "_gateway"], ["HTTP_HOST": "updates.example.com."],
      ["CONTENT_LENGTH": nil], ["CONTENT_LENGTH": ""], ["CONTENT_LENGTH": "-1"],
    ] as [[String: String?]])
  func variants(changes: [String: String?]) throws {
    #expect(try respond(TestExchange(GatewayTests.check, changes)).status == 200)
  }

  @Test(
    "A body that is no request gets 400 with line and fault, and never itself",
    arguments: [
      "", "secret", "<secret", "<secret/>", "<request protocol='3.0'><secret></request>",
      "<!DOCTYPE request [<!ENTITY secret 'x'>]><request protocol='3.0'>&secret;</request>",
      "<request protocol='2.0' s='secret'><app appid='secret' version='1'/></request>", "<request protocol='3.0'/>",
      "<request><app appid='secret' version='1'/></request>",
      "<request protocol='3.0'>" + String(repeating: "<app appid='secret' version='1'/>", count: 1_001) + "</request>",
      "<request protocol='3.0'><app appid='a' version='1'>"
        + String(repeating: "<event eventtype='3'/>", count: 1_001) + "</app></request>",
      String(repeating: "<secret>", count: 1_000),
    ])
  func badBodies(body: String) throws {
    let response = try respond(TestExchange(body))
    #expect(response.status == 400)
    #expect(response.body.hasPrefix("line "))
    #expect(!response.body.contains("secret"))
    #expect(!log.lines.joined().contains("secret"))
  }

  @Test("A refused request does not harm the next one of the same worker")
  func isolation() throws {
    let worker = try worker()
    for body in ["<request", "", GatewayTests.check + "x", String(repeating: "<a>", count: 400_000)] {
      var bad = TestExchange(body)
      #expect(TestResponse(worker.respond(to: &bad)).status >= 400)
      var good = TestExchange(GatewayTests.check)
      #expect(TestResponse(worker.respond(to: &good)).status == 200)
    }
  }

  @Test("A configured base URL counts, whatever the Host says")
  func configuredBaseURL() throws {
    let worker = try worker(baseURL: BaseURL("https://cdn.example.com/omaha/"))
    for host in ["updates.example.com", "\"><x", nil] as [String?] {
      var exchange = TestExchange(GatewayTests.check, ["HTTP_HOST": host])
      let response = TestResponse(worker.respond(to: &exchange))
      #expect(response.body.contains("codebase=\"https://cdn.example.com/omaha/packages/os/2.0/\""))
    }
  }

  @Test(
    "A body of unknown length is read to its end where the end is told, within the limit",
    arguments: [nil, "", "-1"] as [String?])
  func unknownLength(text: String?) throws {
    func answer(to body: [UInt8], _ change: (inout TestExchange) -> Void = { _ in }) throws -> TestResponse {
      var exchange = TestExchange(body, ["CONTENT_LENGTH": text])
      change(&exchange)
      return try respond(exchange)
    }
    let check = Array(GatewayTests.check.utf8)
    #expect(try answer(to: check).status == 200)
    let space = [UInt8](repeating: 0x20, count: (1 << 20) - check.count)
    #expect(try answer(to: check + space).status == 200)
    #expect(try answer(to: check + space + [0x20]).status == 413)
    #expect(try answer(to: []).body == "line 1: the document is empty\n")
    let cut = try answer(to: check) { $0.isCutOff = true }
    #expect(cut.status == 400)
    #expect(cut.body == "the body is cut off\n")
    let refused = try answer(to: check) { $0.endsBody = false }
    #expect(refused.status == 411)
    #expect(refused.body.hasPrefix("a Content-Length is required"))
  }

  @Test(
    "What a client says of its scheme does not count",
    arguments: [
      ["HTTP_X_FORWARDED_PROTO": "https"], ["HTTP_HTTPS": "on"], ["HTTP_FORWARDED": "proto=https"],
    ] as [[String: String?]])
  func insecure(changes: [String: String?]) throws {
    let response = try respond(TestExchange(GatewayTests.check, changes))
    #expect(response.body.contains("codebase=\"http://updates.example.com/packages/"))
  }

  @Test("A colon without a port in the Host is left out")
  func emptyPort() throws {
    let response = try respond(TestExchange(GatewayTests.check, ["HTTP_HOST": "update_server:"]))
    #expect(response.body.contains("codebase=\"http://update_server/packages/"))
  }

  @Test("Without a Host the server's own name counts, and without that a relative release is held back")
  func noHost() throws {
    let named = try respond(
      TestExchange(GatewayTests.check, ["HTTP_HOST": nil, "SERVER_NAME": "u.lan", "SERVER_PORT": "8000"]))
    #expect(named.body.contains("codebase=\"http://u.lan:8000/packages/"))
    let unnamed = try respond(TestExchange(GatewayTests.check, ["HTTP_HOST": nil, "SERVER_NAME": "_"]))
    #expect(unnamed.status == 200)
    #expect(unnamed.body.contains("<updatecheck status=\"noupdate\"/>"))
    #expect(log.lines.last?.contains("level=error") == true)
    #expect(log.lines.last?.contains("reason=no-base-url") == true)
  }

  @Test("Another catalog is in force with the next request")
  func replacement() throws {
    let gateway = try gateway("2.0")
    let worker = GatewayWorker(gateway)
    func offered() -> Bool {
      var exchange = TestExchange(GatewayTests.check)
      return TestResponse(worker.respond(to: &exchange)).body.contains("manifest version=\"3.0\"")
    }
    #expect(!offered())
    gateway.replaceCatalog(try GatewayTests.catalog("3.0"))
    #expect(offered())
  }

  @Test("A request without an ID gets one that no other has")
  func requestIDs() throws {
    let worker = try worker()
    for id in [nil, "", "bad id\n", String(repeating: "a", count: 65)] as [String?] {
      var exchange = TestExchange(GatewayTests.check, ["REQUEST_ID": id])
      _ = worker.respond(to: &exchange)
    }
    let ids = log.lines.compactMap { $0.split(separator: " ").first { $0.hasPrefix("request=") } }
    #expect(ids.count == 4 && Set(ids).count == 4)
    #expect(!ids.contains { $0.dropFirst("request=".count) == String(repeating: "a", count: 65) })
  }

  @Test("The web server's ID for a request is taken when it has at most 64 letters, digits, hyphens and underscores")
  func givenRequestID() throws {
    let id = "A-z_09" + String(repeating: "b", count: 58)
    var exchange = TestExchange(GatewayTests.check, ["REQUEST_ID": id])
    _ = try worker().respond(to: &exchange)
    #expect(log.lines.first?.contains(" request=\(id) ") == true, "\(log.lines)")
  }
}
