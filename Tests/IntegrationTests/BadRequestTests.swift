import Foundation
import Testing
import TestSupport

/// One row of the table of bad requests: what is sent through nginx, and what must come back.
struct BadRequest: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let request: HTTPRequest
  let status: Int
  var allow: String?
  /// Where a text of one line must say the fault is.
  var line: Int?

  init(_ description: String, _ request: HTTPRequest, _ status: Int, allow: String? = nil, line: Int? = nil) {
    testDescription = description
    self.request = request
    self.status = status
    self.allow = allow
    self.line = line
  }

  /// Stands in each body where an answer could echo it.
  static let marker = "Sesame"
  static let good = App.check(version: "1.0.0")

  private static func method(_ name: String, _ contentLength: String? = nil) -> HTTPRequest {
    var request = HTTPRequest(method: name, body: [])
    request.contentLength = contentLength
    return request
  }

  private static func length(_ value: String?) -> HTTPRequest {
    var request = HTTPRequest(good)
    request.contentLength = value
    if value == nil { request.body = [] }
    return request
  }

  private static func apps(_ count: Int, _ inner: String = "") -> HTTPRequest {
    HTTPRequest(
      "<request protocol=\"3.0\">"
        + (0..<count).map { "<app appid=\"a\($0)\" version=\"1\">\(inner)</app>" }.joined() + "</request>")
  }

  static let methods = ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"].map {
    BadRequest($0, method($0, $0 == "PUT" ? "0" : nil), 405, allow: "POST")
  }

  static let mediaTypes = [
    "application/json", "text/plain", "application/x-www-form-urlencoded", "text/xmlx", "text/xml; charset=iso-8859-1",
    "text/xml; charset=utf-8; charset=latin1",
    "application/xml; charset=\"utf-16\"",
  ].map { BadRequest("Content-Type " + $0, HTTPRequest(good).with("Content-Type", .some($0)), 415) }

  static let encodings = ["deflate", "br", "gzip, gzip", "zstd"].map {
    BadRequest("Content-Encoding " + $0, HTTPRequest(good).with("Content-Encoding", .some($0)), 415)
  }

  static let lengths = [
    BadRequest("no Content-Length, and so no body", length(nil), 400),
    BadRequest("a negative Content-Length", length("-1"), 400),
    BadRequest("a Content-Length that is not a number", length("many"), 400),
    BadRequest("a Content-Length of 1 MiB and a byte", length("1048577"), 413),
    BadRequest("a Content-Length that no integer holds", length("99999999999999999999999999"), 400),
    BadRequest("a body of 2 MiB", HTTPRequest(body: repeatElement(UInt8(ascii: " "), count: 2 << 20)), 413),
  ]

  static let documents: [BadRequest] = [
    BadRequest("an empty body", HTTPRequest(""), 400),
    BadRequest("not XML", HTTPRequest("\(marker)"), 400, line: 1),
    BadRequest("an unclosed element", HTTPRequest("<request protocol=\"3.0\">\n<app \(marker)=\"x\">\n"), 400),
    BadRequest(
      "an unescaped quote in an alias",
      HTTPRequest("<request protocol=\"3.0\">\n<app machinealias=\"a\"\(marker)\"/></request>"), 400, line: 2),
    BadRequest(
      "a DOCTYPE",
      HTTPRequest(
        "<?xml version=\"1.0\"?>\n<!DOCTYPE request SYSTEM \"file:///\(marker)\">\n<request protocol=\"3.0\"/>"), 400,
      line: 2),
    BadRequest("an undefined entity", HTTPRequest("<request protocol=\"3.0\">\n&\(marker);</request>"), 400, line: 2),
    BadRequest(
      "invalid UTF-8",
      HTTPRequest(
        body: Array("<request protocol=\"3.0\">\n<app appid=\"".utf8) + [0xC3, 0x28] + Array("\"/></request>".utf8)),
      400, line: 2),
    BadRequest("another root", HTTPRequest("<\(marker) protocol=\"3.0\"/>"), 400, line: 1),
    BadRequest(
      "text after the root",
      HTTPRequest("<request protocol=\"3.0\"><app appid=\"a\" version=\"1\"/></request>\n\(marker)"), 400, line: 2),
    BadRequest(
      "protocol 2.0", HTTPRequest("<request protocol=\"2.0\"><app appid=\"a\" version=\"1\"/></request>"), 400),
    BadRequest(
      "protocol 4.0", HTTPRequest("<request protocol=\"4.0\"><app appid=\"a\" version=\"1\"/></request>"), 400),
    BadRequest("no protocol", HTTPRequest("<request><app appid=\"a\" version=\"1\"/></request>"), 400),
    BadRequest("no app", HTTPRequest("<request protocol=\"3.0\"></request>"), 400),
    BadRequest("1,001 apps", apps(1001), 400),
    BadRequest(
      "1,001 events", apps(7, String(repeating: "<event eventtype=\"3\" eventresult=\"1\"/>", count: 143)), 400),
    BadRequest("bytes that are not gzip", HTTPRequest(good).with("Content-Encoding", "gzip"), 400),
  ]

  static let all = methods + mediaTypes + encodings + lengths + documents
}

extension IntegrationTests {
  @Suite struct BadRequests {
    @Test("Each bad request gets its own clear answer, and the next request is not harmed")
    func table() async throws {
      let site = try await Site.serving()
      for row in BadRequest.all {
        let reply = try row.request.send(to: site.port)
        #expect(reply.status == row.status, "\(row.testDescription)")
        #expect(reply.headers["allow"] == row.allow, "\(row.testDescription)")
        #expect(!reply.text.contains(BadRequest.marker), "\(row.testDescription) echoes input: \(reply.text)")
        if let line = row.line {
          #expect(reply.text.contains("line \(line)"), "\(row.testDescription): \(reply.text)")
        }
        if row.request.contentLength != nil,
          row.status == 413 || BadRequest.documents.contains(where: { $0.testDescription == row.testDescription })
        {
          #expect(reply.headers["content-type"]?.hasPrefix("text/plain") == true, "\(row.testDescription)")
          #expect(
            reply.text.hasSuffix("\n") && reply.text.count(where: \.isNewline) == 1,
            "\(row.testDescription): \(reply.text)")
        }
        #expect(try site.post(BadRequest.good).status == 200, "after \(row.testDescription)")
      }
      #expect(site.serviceIsRunning)
    }

    @Test("What the table tolerates is answered: media types, exactly 1,000 apps, a body of exactly 1 MiB, odd values")
    func tolerated() async throws {
      let site = try await Site.serving()
      let good = HTTPRequest(BadRequest.good)
      var padded = HTTPRequest(BadRequest.good)
      padded.body += repeatElement(UInt8(ascii: " "), count: (1 << 20) - padded.body.count)
      padded.contentLength = String(1 << 20)
      let apps =
        "<request protocol=\"3.1\">" + String(repeating: "<app appid=\"a\" version=\"1\"/>", count: 1000) + "</request>"
      let odd = App.request(
        """
        <ping active="maybe"/><updatecheck rollback_allowed="perhaps" novel="1"/><event eventtype="x" eventresult="99"/><novel/>
        """
      ).replacing("delta_okay=\"false\"", with: "delta_okay=\"maybe\"")
      // As much as nginx takes.
      var wordy = HTTPRequest(BadRequest.good)
      wordy.headers += (0..<3).map { ("X-Wordy-\($0)", String(repeating: "x", count: 8000)) }
      wordy.target += "?" + String(repeating: "x", count: 8000)
      let rows: [(String, HTTPRequest)] = [
        ("no Content-Type", good.with("Content-Type", nil)),
        ("application/xml", good.with("Content-Type", "application/xml")),
        ("upper case and quoted charset", good.with("Content-Type", "Text/XML; Charset=\"UTF-8\"")),
        ("exactly 1 MiB", padded), ("exactly 1,000 apps", HTTPRequest(apps)), ("odd values", HTTPRequest(odd)),
        ("the longest header", wordy),
      ]
      for (name, request) in rows {
        let reply = try request.send(to: site.port)
        #expect(reply.status == 200, "\(name): \(reply.text)")
        _ = try UpdateResponse(reply.body)
      }
      let answer = try UpdateResponse(HTTPRequest(odd).send(to: site.port).body)
      #expect(try answer.status == "ok")
    }

    @Test("A gzip body is inflated, and its limit counts the inflated bytes")
    func gzip() async throws {
      let site = try await Site.serving()
      let plain = try site.folder.write(BadRequest.good, to: "request.xml")
      let zeros = try site.folder.write([UInt8](repeating: UInt8(ascii: " "), count: 8 << 20), to: "bomb")
      func gzipped(_ path: String) throws -> HTTPRequest {
        try HTTPRequest(body: Program.run("gzip", ["-c", path]).bytes).with("Content-Encoding", "gzip")
      }
      let answer = try UpdateResponse(gzipped(plain).send(to: site.port).body)
      #expect(try answer.status == "ok")
      #expect(try gzipped(zeros).send(to: site.port).status == 413)
      var cut = try gzipped(plain)
      cut.body.removeLast(12)
      cut.contentLength = String(cut.body.count)
      #expect(try cut.send(to: site.port).status == 400)
      #expect(try site.post(BadRequest.good).status == 200)
    }

    @Test("A chunked body is accepted; nginx tells its length")
    func chunked() async throws {
      let site = try await Site.serving()
      let request = try site.folder.write(BadRequest.good, to: "request.xml")
      let reply = try Program.output(
        of: "curl",
        [
          "-sS", "-o", "/dev/null", "-w", "%{http_code}", "-H", "Content-Type: text/xml", "-H",
          "Transfer-Encoding: chunked",
          "--data-binary", "@\(request)", "\(site.url)/v1/update",
        ])
      #expect(reply == "200")
    }
  }
}
