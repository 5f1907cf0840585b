import OmahaClient
import Testing

@Suite("A server's URL")
struct ServerURLTests {
  @Test(
    "is one of http or https with a host; without a path it gets /v1/update/",
    arguments: [
      ("https://a.example", "https://a.example/v1/update/"), ("http://a.example/", "http://a.example/v1/update/"),
      ("HTTPS://A.example:8443/x", "https://A.example:8443/x"),
      ("http://[::1]:80/v1/update", "http://[::1]:80/v1/update"),
      ("http://u:p@a.example/x?y=1", "http://u:p@a.example/x?y=1"),
    ])
  func valid(text: String, url: String) throws {
    let server = try #require(ServerURL(text))
    #expect(server.text == url)
    #expect(server.isSecure == url.hasPrefix("https"))
  }

  @Test(
    "is nothing else",
    arguments: [
      "", "a.example", "ftp://a.example", "file:///etc/passwd", "http://", "http:///x", "http://:80/", "https://a b",
      "http://a\n", "http://a/#x", "http://u@/x", "http://é.example", "http://a/" + String(repeating: "x", count: 2048),
    ])
  func invalid(text: String) { #expect(ServerURL(text) == nil) }
}
