import Testing

@testable import Catalog

@Suite("Codebase")
struct CodebaseTests {
  @Test(
    "accepts http, https and paths that end in a slash",
    arguments: [
      ("http://cdn.example/", true), ("https://cdn.example:8443/a/b/", true), ("HTTPS://cdn.example/", true),
      ("https://[2001:db8::1]/os/", true), ("https://[::1]:8000/", true), ("http://update_server:65535/", true),
      ("http://cdn.example:/", true), ("http://user:secret@cdn.example:80/", true),
      ("http://cdn.example/get?file=/", true), ("/packages/a/1.0+b/amd64/", false), ("/", false),
    ])
  func valid(text: String, isAbsolute: Bool) throws {
    let codebase = try #require(Codebase(text))
    #expect(codebase.text == text)
    #expect(codebase.isAbsolute == isAbsolute)
  }

  @Test(
    "refuses everything else and says why",
    arguments: [
      ("", "is empty"), ("http://cdn.example", "does not end in \"/\""),
      ("ftp://cdn.example/", "is neither an http or https URL nor begins with \"/\""),
      ("packages/", "is neither an http or https URL nor begins with \"/\""),
      ("javascript:/", "is neither an http or https URL nor begins with \"/\""),
      ("//cdn.example/", "begins with \"//\", which names a host without a scheme"),
      ("http:///", "names no host"), ("https://:80/", "names no host"),
      ("http://", "names no host"), ("https://", "names no host"), ("http://?a/", "names no host"),
      ("http://fe80::1/", "has an IPv6 address without brackets"),
      ("http://::1/", "has an IPv6 address without brackets"),
      ("http://cdn.example:80O0/", "has a port that is none, \"80O0\""),
      ("http://cdn.example:65536/", "has a port that is none, \"65536\""),
      ("http://[::1]:0/", "has a port that is none, \"0\""), ("http://[::1]:+8/", "has a port that is none, \"+8\""),
      ("/a b/", "has a space, a control character or another that does not belong in a URL"),
      ("/a\n/", "has a space, a control character or another that does not belong in a URL"),
      ("/ä/", "has a space, a control character or another that does not belong in a URL"),
      ("/a\"/", "has a space, a control character or another that does not belong in a URL"),
      ("/" + String(repeating: "a", count: 2048) + "/", "is longer than 2048 bytes"),
    ])
  func invalid(text: String, fault: String) {
    #expect(Codebase(text) == nil)
    #expect(Codebase.fault(in: text) == fault)
  }
}
