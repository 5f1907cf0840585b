import Omaha
import Testing

@testable import Catalog

@Suite("Common codebase")
struct CommonCodebaseTests {
  private func release(_ codebases: String...) throws -> Release {
    Release(
      version: try #require(Version("1")), architecture: .amd64, codebases: codebases.map { Codebase(unchecked: $0) },
      manifestXML: [])
  }

  /// `base: directory directory` of each that there is.
  private func common(_ releases: Release...) -> [String] {
    CommonCodebase.common(to: releases).map { "\($0.text): \($0.directories.joined(separator: " "))" }
  }

  @Test("is the directory that all releases lie in, as deep as can be")
  func deepest() throws {
    #expect(
      try common(release("/packages/a/1.0/amd64/"), release("/packages/a/1.1/amd64/"), release("/packages/a/2/all/"))
        == ["/packages/a/: 1.0/amd64/ 1.1/amd64/ 2/all/"])
    #expect(
      try common(release("https://cdn.example/os/"), release("https://cdn.example/os/")) == [
        "https://cdn.example/os/:  "
      ])
    #expect(
      try common(release("https://cdn.example/"), release("https://cdn.example/b/1.0+b/"))
        == ["https://cdn.example/:  b/1.0+b/"])
    #expect(try common(release("/a/"), release("/b/")) == ["/: a/ b/"])
  }

  @Test("reaches as far as it can where hosts differ")
  func hosts() throws {
    let (one, other) = (try release("https://one.example/1/"), try release("https://other.example/2/"))
    #expect(common(one, other) == ["https://one.example/1/: "])
    #expect(common(one, one, other, one) == ["https://one.example/1/:  "])
    #expect(try common(one, release("https://one.example:8443/2/")) == ["https://one.example/1/: "])
    #expect(try common(one, release("http://one.example/2/")) == ["https://one.example/1/: "])
    #expect(try common(one, release("https://one.example.org/1/")) == ["https://one.example/1/: "])
    #expect(try common(one, release("/1/")) == ["https://one.example/1/: "])
    #expect(CommonCodebase.common(to: [Release]()).isEmpty)
  }

  @Test("is found among several codebases of each, whatever their order")
  func several() throws {
    let one = try release("https://a.example/os/1/", "https://b.example/1/")
    #expect(
      try common(one, release("https://b.example/2/", "https://a.example/os/2/"))
        == ["https://a.example/os/: 1/ 2/", "https://b.example/: 1/ 2/"])
    // Only the second choice of the first is there for all.
    #expect(try common(one, release("https://b.example/2/")) == ["https://b.example/: 1/ 2/"])
    // A further one serves only with the same directories.
    #expect(
      try common(one, release("https://a.example/os/2/", "https://b.example/x/2/"))
        == ["https://a.example/os/: 1/ 2/"])
    // Two codebases of one host are one.
    #expect(
      try common(release("https://a.example/1/", "https://a.example/1/"), release("https://a.example/2/"))
        == ["https://a.example/: 1/ 2/"])
  }

  @Test(
    "has no directory that is another text in a path than in a URL",
    arguments: ["/a%2Bb/", "/a%20b/", "/../b/", "/./b/", "//b/", "/?v=2/"])
  func encoding(path: String) throws {
    let one = try release("https://cdn.example/a/1/")
    #expect(try common(one, release("https://cdn.example\(path)")) == ["https://cdn.example/a/1/: "])
    #expect(
      try common(one, release("https://cdn.example\(path)", "https://cdn.example/a/2/"))
        == ["https://cdn.example/a/: 1/ 2/"])
  }

  @Test("may itself be percent-encoded")
  func encodedBase() throws {
    #expect(
      try common(release("https://cdn.example/my%20os/1/"), release("https://cdn.example/my%20os/2/"))
        == ["https://cdn.example/my%20os/: 1/ 2/"])
    #expect(
      try common(release("https://cdn.example/?os/1/"), release("https://cdn.example/?os/2/"))
        == ["https://cdn.example/?os/1/: "])
  }
}
