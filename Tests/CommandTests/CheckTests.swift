import Foundation
import Testing
import TestSupport

@Suite("omaha-pkg check")
struct CheckTests {
  let shop: Workshop
  static let path = "root/catalog/com.example.agent/app.xml"

  init() throws {
    shop = try Workshop { shop in
      try shop.folder.write("hello", to: "update.gz")
      try shop.expect("add @update.gz --app com.example.agent --version 2.0 --channel stable")
    }
  }

  private struct Outcome: Decodable {
    let ok: Bool
    let errors: [Fault]
    let warnings: [Fault]

    struct Fault: Decodable {
      let file: String
      let line: Int
      let message: String
    }
  }

  private func outcome(_ run: Run) throws -> Outcome {
    try JSONDecoder().decode(Outcome.self, from: Data(run.output.utf8))
  }

  private func write(_ group: String) throws {
    try shop.folder.write(try shop.appXML().replacing("</app>", with: group + "\n</app>"), to: Self.path)
  }

  @Test(
    "a file that was typed wrong is named with its line, in words",
    arguments: [
      ("<channel ", "<channel", 3, "a character between attributes does not belong there (in <channelname>), column"),
      ("version=\"2.0\"", "version=2.0", 4, "a value is not in quotation marks (version of <target>), column"),
      ("\" version=", "\"version=", 4, "there is no space behind an attribute (arch of <target>), column"),
      ("<?xml", "\n<?xml", 2, "the XML declaration is not at the very beginning of the document, column 1"),
      ("name=\"stable\"", "name=\"R&D\"", 3, "an & is not written &amp; (name of <channel>), column"),
      (
        "name=\"stable\"", "name=\"a<b\"", 3,
        "a < in a value is not written &lt;, or its closing quote is missing (name of <channel>), column"
      ),
      ("</channel>", "</chanel>", 5, "an end tag does not match the open element (in <channel>), column"),
      ("</app>", "", 5, "the document ends too early (in <app>), column"),
      ("</app>", "</app>.", 6, "there is content after the root element, column 7"),
    ])
  func malformed(old: String, new: String, line: Int, message: String) throws {
    try shop.folder.write(
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <app appid="com.example.agent">
        <channel name="stable">
          <target arch="all" version="2.0" since="2026-11-23T11:41:09Z"/>
        </channel>
      </app>
      """.replacing(old, with: new), to: Self.path)
    let run = try shop.run("check")
    #expect(run.status == 1)
    #expect(run.output.contains("\(Self.path):\(line): \(message)"), "\(run.output)")
    #expect(!run.output.contains("libxml2"))
  }

  @Test("what was published by the book has no warning, in strict mode too")
  func clean() throws {
    #expect(try shop.expect("check --strict").output == "ok: 1 app, 1 release\n")
    #expect(try outcome(try shop.expect("check --format json")).warnings.isEmpty)
  }

  @Test("a warning is a line with file and line number and fails only strict checks")
  func warning() throws {
    try write("<group name=\"lab\" track=\"lab\" channel=\"stable\"><rollout percent=\"0\"/></group>")
    let line = try #require(try shop.appXML().split(separator: "\n").firstIndex { $0.contains("rollout") }) + 1
    let run = try shop.expect("check")
    let message = "the rollout of group \"lab\" reaches nobody; updates=\"off\" would say so"
    #expect(
      run.lines == ["\(shop.folder.path)/\(Self.path):\(line): warning: \(message)", "ok: 1 app, 1 release, 1 warning"])
    #expect(run.errors.isEmpty)
    let strict = try shop.expect("check --strict", exit: 1)
    #expect(strict.output == run.output)
    #expect(strict.errors == "omaha-pkg: error: the catalog has 1 warning\n")
    let outcome = try outcome(try shop.expect("check --format json"))
    #expect(outcome.ok)
    #expect(outcome.warnings.map(\.message) == [message])
    #expect(outcome.warnings.map(\.line) == [line])
  }

  @Test("a catalog with errors is told by its errors alone")
  func errors() throws {
    try write("<group name=\"lab\" channel=\"stable\"><rollout percent=\"0\"/><rollout percent=\"101\"/></group>")
    let outcome = try outcome(try shop.expect("check --format json", exit: 1))
    #expect(!outcome.ok)
    #expect(outcome.errors.count == 2)
    #expect(outcome.warnings.isEmpty)
  }
}
