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

  /// A shop that offers 3.0, with 2.0 as a floor, 1.0 to a pinned group, and 4.0 blocked; each with its payload, and 0.5 besides.
  private func offering() throws -> Workshop {
    let shop = try Workshop()
    try shop.folder.write("hello", to: "update.gz")
    for version in ["0.5", "1.0", "2.0", "3.0", "4.0"] {
      try shop.expect("add @update.gz --app com.example.agent --version \(version) --arch amd64 --channel stable")
    }
    try shop.expect("floor add 2.0 --app com.example.agent")
    try shop.expect("block add 4.0 --app com.example.agent")
    try shop.expect("group add lab --app com.example.agent --channel stable --track lab")
    try shop.expect("pin set 1.0 --app com.example.agent --group lab")
    return shop
  }

  @Test(
    "a release that machines are offered and that has no payload, or another one, is an error, whatever leads to it")
  func payloads() throws {
    let shop = try offering()
    #expect(try shop.run("check").status == 0)
    for (version, isOffered) in [("3.0", true), ("2.0", true), ("1.0", true), ("0.5", false), ("4.0", false)] {
      let payload = Workshop.payload(version, "update.gz")
      let folder = "\(shop.folder.path)/root/payloads/com.example.agent/\(version)/amd64"
      for (content, message) in [
        (nil, "there is no payload update.gz in \(folder)"),
        ("hell", "the payload update.gz in \(folder) has 4 bytes, the release says 5"),
        ("hello!", "the payload update.gz in \(folder) has 6 bytes, the release says 5"),
      ] {
        try FileManager.default.removeItem(atPath: shop.folder.path(of: payload))
        if let content { try shop.folder.write(content, to: payload) }
        let outcome = try outcome(try shop.expect("check --format json", exit: isOffered ? 1 : 0))
        #expect(outcome.ok == !isOffered)
        let found = isOffered ? outcome.errors : outcome.warnings
        #expect(found.contains { $0.message == message && $0.file.hasSuffix("/\(version)_amd64.xml") }, "\(outcome)")
        if content == nil { try shop.folder.write("", to: payload) }
      }
      try shop.folder.write("hello", to: payload)
    }
    #expect(try shop.run("check").status == 0)
  }

  @Test("what another server serves, or another address has, is no error; a folder in the place of a payload is")
  func addresses() throws {
    let shop = try offering()
    let release = "root/catalog/com.example.agent/releases/3.0_amd64.xml"
    let payload = Workshop.payload("3.0", "update.gz")
    try FileManager.default.removeItem(atPath: shop.folder.path(of: payload))
    let text = try shop.folder.text(release)
    try shop.folder.write(
      text.replacing("</urls>", with: "<url codebase=\"https://cdn.example/\"/></urls>"), to: release)
    let run = try shop.expect("check")
    #expect(run.output.contains("3.0_amd64.xml:4: warning: there is no payload update.gz in "), "\(run.output)")
    try shop.folder.write(text, to: release)
    try shop.folder.makeFolder(payload)
    let errors = try shop.expect("check", exit: 1)
    #expect(errors.output.contains(" is not a regular file\n"), "\(errors.output)")
    #expect(errors.errors == "omaha-pkg: error: the catalog has 1 error\n")
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
