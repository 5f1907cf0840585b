import OmahaClient
@testable import OmahaCurl
import TestSupport
import Testing

@Suite("A client that is led elsewhere")
struct RedirectTests {
  @Test(
    "goes from https to http only when it may",
    arguments: [
      ("https://a.example/x", "http://a.example/x", false), ("https://a.example/x", "HTTP://b.example/", false),
      ("https://a.example/x", "https://b.example/", true), ("http://a.example/x", "http://b.example/", true),
      ("http://a.example/x", "https://b.example/", true),
    ])
  func http(from: String, to: String, isAllowed: Bool) throws {
    var options = CurlOptions()
    func check() throws { try URLText.check(from: from, to: to, options) }
    if isAllowed {
      try check()
    } else {
      #expect(throws: TransportError.self) { try check() }
    }
    options.allowsHTTP = true
    try check()
  }

  @Test(
    "goes to no other protocol, whatever it may",
    arguments: ["file:///etc/passwd", "ftp://a.example/", "gopher://x", "//x", ""])
  func protocols(to: String) {
    var options = CurlOptions()
    options.allowsHTTP = true
    #expect(throws: TransportError.self) { try URLText.check(from: "http://a.example/", to: to, options) }
  }

  @Test("libcurl itself speaks nothing but http and https", arguments: ["file:///etc/passwd", "dict://127.0.0.1:1/"])
  func library(url: String) throws {
    let transfer = try CurlTransfer(CurlOptions())
    let error = #expect(throws: TransportError.self) { _ = try transfer.get(url, into: AnswerReceiver()) }
    #expect(error?.kind == .unsupported)
  }

  @Test("takes no more than 64 KiB of header lines")
  func headers() throws {
    let server = try TestHTTPServer { _ in
      TestHTTPServer.Reply(200, (0..<100).map { "X-\($0): " + String(repeating: "x", count: 1_000) })
    }
    let answer = try CurlTransfer(CurlOptions()).get(server.url, into: AnswerReceiver())
    #expect(!answer.isComplete)
  }

  @Test("never shows a password")
  func passwords() {
    #expect(URLText.shown("https://kim:secret@a.example/x?y") == "https://…@a.example/x?y")
    #expect(URLText.shown("https://a.example/x@y") == "https://a.example/x@y")
  }
}
