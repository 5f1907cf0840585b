import Gateway
import Testing

struct HTTPResponseTests {
  @Test("A CGI program writes status, header fields and body, and says the body's length")
  func cgi() throws {
    let location = try #require(HeaderField("Location", "/machines/1"))
    let response = HTTPResponse(
      status: 403, contentType: "text/html", fields: [location, .noStore], body: Array("<p>no</p>".utf8))
    let header =
      "Status: 403 Forbidden\r\nContent-Type: text/html\r\nLocation: /machines/1\r\nCache-Control: no-store\r\nContent-Length: 9\r\n\r\n"
    #expect(String(decoding: response.cgi, as: UTF8.self) == header + "<p>no</p>")
    #expect(String(decoding: response.withoutBody.cgi, as: UTF8.self) == header)
    let closing = TestResponse(response.adding(.closing))
    #expect(closing.headers["Connection"] == "close" && closing.headers["Location"] == "/machines/1")
  }

  @Test(
    "A value that could begin another header field is none", arguments: ["a\r\nSet-Cookie: b", "\n", "\u{0}", "\u{7F}"])
  func injected(value: String) {
    #expect(HeaderField("Location", value) == nil)
  }
}
