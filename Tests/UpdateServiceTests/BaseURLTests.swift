import Testing
import UpdateService

struct BaseURLTests {
  @Test(
    "A host is a name or an address, with or without a port",
    arguments: [
      "example.com", "example.com:8080", "localhost", "127.0.0.1:1", "[::1]", "[2001:db8::1]:65535", "a", "my_host.lan",
      "xn--bcher-kva.example", "EXAMPLE.com.", "example.com.:8000", "update_server:8000", "_gateway", "_gateway.lan:1",
      "a-b_c.d",
    ])
  func hosts(host: String) {
    #expect(BaseURL(isSecure: false, host: host)?.text == "http://\(host)")
    #expect(BaseURL(isSecure: true, host: host)?.text == "https://\(host)")
  }

  @Test(
    "Whatever else a Host says is refused",
    arguments: [
      "", " ", "a b", "evil.com/path", "evil.com?x", "evil.com#x", "user@evil.com", "evil.com:0",
      "evil.com:65536", "evil.com:99999999999999999999", "evil.com:80:80", "evil.com:8o", "\"><script>", "a\r\nX: y",
      "a\u{0}", "exämple.com", "[::1", "[]", "[x]", "[::1]x", "[::1]x80", "[::1]<80", "[::1]\"8", "[::1]:x",
      ".example.com", "-x.example", "%41", "_", "__:80", "_.", ":", ":80", "evil.com::", "evil.com:8 ", "evil.com: ",
      "a_b/c",
      String(repeating: "a", count: 256), "a,b", "http://a",
    ])
  func hostileHosts(host: String) { #expect(BaseURL(isSecure: false, host: host) == nil) }

  @Test(
    "A colon without a port is left out",
    arguments: ["example.com", "EXAMPLE.com.", "127.0.0.1", "[::1]", "update_server", "_gateway"])
  func emptyPort(host: String) {
    #expect(BaseURL(isSecure: false, host: host + ":")?.text == "http://\(host)")
    #expect(BaseURL("https://\(host):/omaha/")?.text == "https://\(host)/omaha")
  }

  @Test(
    "A configured URL may have a path, and its trailing slash does not count",
    arguments: [
      ("http://a", "http://a"), ("https://a/", "https://a"), ("https://a:8443/omaha//", "https://a:8443/omaha"),
      ("http://[::1]/x/y", "http://[::1]/x/y"), ("ftp://a", nil), ("a", nil), ("http://", nil), ("https:///x", nil),
      ("http://a/b?c", nil), ("http://a/\"", nil), ("http://a b", nil), ("http://u:p@a", nil), ("HTTP://a", nil),
      ("http://update_server:8000", "http://update_server:8000"),
      ("https://_gateway/", "https://_gateway"), ("http://updates.example.com./x", "http://updates.example.com./x"),
      ("http://_", nil), ("http://:80", nil),
    ] as [(String, String?)])
  func configured(text: String, expected: String?) { #expect(BaseURL(text)?.text == expected) }
}
