import Foundation
import Testing
import TestSupport

@Suite("omaha-pkg digest")
struct DigestTests {
  let shop: Workshop

  init() throws {
    shop = try Workshop { shop in
      try shop.folder.write("hello", to: "update.gz")
      try shop.expect("add @update.gz --app com.example.agent --version 2.0 --channel stable")
      try shop.expect("add @update.gz --app com.example.b --version 1.0 --channel stable --create")
    }
  }

  private struct Output: Decodable {
    let digest: String
    let apps: [App]

    struct App: Decodable {
      let app: String
      let digest: String
    }
  }

  @Test("A copy on another host has the same number, a changed one another, with the app that differs")
  func copies() throws {
    let other = try Workshop(copying: shop)
    try Program.output(of: "sh", ["-c", "find '\(other.root)' -exec touch -d 2001-01-01 {} +"])
    let digest = try shop.expect("digest").line
    #expect(digest.wholeMatch(of: #/[0-9a-f]{64}/#) != nil)
    #expect(try other.expect("digest").line == digest)
    try other.expect("channel add beta --app com.example.b")
    #expect(try other.expect("digest").line != digest)
    #expect(
      try other.expect("digest --app com.example.agent").output == shop.expect("digest --app com.example.agent").output)
    #expect(try other.expect("digest --app com.example.b").output != shop.expect("digest --app com.example.b").output)
    try other.expect("undo --app com.example.b")
    #expect(try other.expect("digest").line == digest, "the history does not count")
  }

  @Test("JSON has the number of each app")
  func json() throws {
    let output = try JSONDecoder().decode(Output.self, from: Data(try shop.expect("digest --format json").output.utf8))
    #expect(output.digest == (try shop.expect("digest").line))
    #expect(output.apps.map(\.app) == ["com.example.agent", "com.example.b"])
    #expect(output.apps.map(\.digest) == (try output.apps.map { try shop.expect("digest --app \($0.app)").line }))
  }

  @Test("An app that is not there, and a catalog that no server takes, have none")
  func none() throws {
    #expect(try shop.expect("digest --app com.example.c", exit: 66).errors.contains("there is no app com.example.c"))
    try shop.folder.write("<app", to: "root/catalog/com.example.b/app.xml")
    try shop.expect("digest", exit: 78)
  }
}
