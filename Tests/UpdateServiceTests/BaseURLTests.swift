import Testing
import UpdateService

struct BaseURLTests {
  @Test(
    "A host is a name or an address, with or without a port",
    arguments: [
      "example.com", "example.com:8080", "localhost", "127.0.0.1:1", "[::1]", "[2001:db8::1]:65535", "a", "my_host.lan",
      "xn--bcher-kva.example", "EXAMPLE.com.",
    ])
  func hosts(host: String) {
    #expect(BaseURL(isSecure: false, host: host)?.text == "http://\(host)")
    #expect(BaseURL(isSecure: true, host: host)?.text == "https://\(host)")
  }

  @Test(
    "Whatever else a Host says is refused",
    arguments: [
      "", " ", "a b", "evil.com/path", "evil.com?x", "evil.com#x", "user@evil.com", "evil.com:", "evil.com:0",
      "evil.com:65536", "evil.com:99999999999999999999", "evil.com:80:80", "evil.com:8o", "\"><script>", "a\r\nX: y",
      "a\u{0}", "exämple.com", "[::1", "[]", "[x]", "[::1]x", "[::1]x80", "[::1]<80", "[::1]\"8", "[::1]:",
      ".example.com", "-x.example", "%41",
      String(repeating: "a", count: 256), "a,b", "http://a",
    ])
  func hostileHosts(host: String) { #expect(BaseURL(isSecure: false, host: host) == nil) }

  @Test(
    "A configured URL may have a path, and its trailing slash does not count",
    arguments: [
      ("http://a", "http://a"), ("https://a/", "https://a"), ("https://a:8443/omaha//", "https://a:8443/omaha"),
      ("http://[::1]/x/y", "http://[::1]/x/y"), ("ftp://a", nil), ("a", nil), ("http://", nil), ("https:///x", nil),
      ("http://a/b?c", nil), ("http://a/\"", nil), ("http://a b", nil), ("http://u:p@a", nil), ("HTTP://a", nil),
    ] as [(String, String?)])
  func configured(text: String, expected: String?) { #expect(BaseURL(text)?.text == expected) }
}
