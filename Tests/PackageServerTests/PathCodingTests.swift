import Testing

@testable import PackageServer

struct PathCodingTests {
  @Test(
    "A name is encoded so that it can be appended to any URL, and comes back the same",
    arguments: [
      ("update.gz", "update.gz"), ("my update.gz", "my%20update.gz"), ("100%.gz", "100%25.gz"),
      ("a+b&c=d?e#f", "a%2Bb%26c%3Dd%3Fe%23f"), ("scheme:name", "scheme%3Aname"), ("grün.gz", "gr%C3%BCn.gz"),
      ("a\nb\u{7F}\u{1}", "a%0Ab%7F%01"), ("\"<'>\"", "%22%3C%27%3E%22"), ("..", ".."), ("-._~", "-._~"),
    ])
  func coding(name: String, encoded: String) {
    #expect(PathCoding.encoded(name) == encoded)
    #expect(PathCoding.decoded(encoded) == name)
  }

  @Test("What is no encoding is no name", arguments: ["%", "%2", "%zz", "a%", "%FF", "%C3", "%C3%28"])
  func faults(text: String) {
    #expect(PathCoding.decoded(text) == nil)
  }

  @Test("Lower-case digits and characters that were left alone are read too")
  func tolerated() {
    #expect(PathCoding.decoded("gr%c3%bcn+b.gz") == "grün+b.gz")
  }
}
