import Catalog
import Foundation
import Omaha
import Testing
import UpdateService
import XML

/// The flows of real clients: their requests lie with the tests of the protocol, the repository and the answers here.
@Suite("Golden answers")
struct GoldenAnswerTests {
  private static let tests = URL(filePath: #filePath).appending(path: "../..").standardized
  private static let requests = tests.appending(path: "OmahaTests/Fixtures/requests")
  private static let fixtures = tests.appending(path: "UpdateServiceTests/Fixtures")
  private static let answers = fixtures.appending(path: "answers")

  private static func names(in folder: URL) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted()
  }

  /// A quotation mark in an alias makes the document malformed: its answer is 400.
  private static let flows = names(in: requests).filter { $0 != "alias-with-quote.xml" }

  @Test("A flow's request gets its answer, byte by byte", arguments: flows)
  func answer(flow: String) throws {
    let body = [UInt8](try Data(contentsOf: Self.requests.appending(path: flow)))
    let catalog = try Catalog.load(root: Self.fixtures.appending(path: "repository").path)
    let answer = UpdateService(catalog: catalog).answer(
      to: try RequestDecoder().decode(body).request, at: try #require(Timestamp("2026-11-23T10:11:12Z")),
      baseURL: BaseURL("http://updates.example.com"))
    var writer = XMLWriter()
    try answer.render(into: &writer)
    let golden = try String(contentsOf: Self.answers.appending(path: flow), encoding: .utf8)
    #expect(String(decoding: writer.bytes, as: UTF8.self) == golden)
  }

  @Test("Every flow has an answer, and every answer a flow")
  func pairs() {
    #expect(!Self.flows.isEmpty)
    #expect(Self.names(in: Self.answers) == Self.flows)
  }
}
