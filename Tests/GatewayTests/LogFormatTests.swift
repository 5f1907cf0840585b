import Foundation
import Gateway
import Omaha
import Testing

@Suite("The log as logfmt and as JSON")
struct LogFormatTests {
  private static let everything = (
    app: """
    version="1.0" track="stable" machineid="abc" machinealias="my box" board="amd64-usr" oem="azure" \
    delta_okay="false" multi_manifest_ok="true"
    """,
    os: "<os platform=\"CoreOS\" version=\"Chateau\" sp=\"1.0_x86_64\"/>",
    content: """
    <ping active="1"/><updatecheck targetversionprefix="4." rollback_allowed="true" updatedisabled="false"/>\
    <event eventtype="3" eventresult="2"/>
    """
  )

  private func line(_ format: LogFormat) throws -> String {
    try LoggedMachine.line(app: Self.everything.app, Self.everything.content, os: Self.everything.os, format: format)
  }

  @Test("A line has what a machine says that a decision may depend on")
  func keys() throws {
    let found = try line(.logfmt)
    #expect(
      found.contains(
        " app=os machine=abc alias=\"my box\" version=1.0 track=stable board=amd64-usr arch=amd64 oem=azure "
          + "platform=CoreOS delta_okay=false multi_manifest_ok=true targetversionprefix=4. rollback_allowed=true "
          + "updatedisabled=false group=stable "), "\(found)")
  }

  @Test(
    "The architecture is that of the board, else that of the system, also one that releases do not have",
    arguments: [
      ("board=\"arm64-usr\"", "<os arch=\"x64\"/>", " arch=arm64 "), ("", "<os arch=\"x64\"/>", " arch=amd64 "),
      ("", "<os sp=\"1.0_aarch64\"/>", " arch=arm64 "), ("", "<os arch=\"mips\"/>", " arch=mips "),
      ("", "<os sp=\"1.0_mips\"/>", " arch=mips "), ("", "<os platform=\"x\"/>", " version=1.0 platform=x "),
    ])
  func architectures(app: String, os: String, expected: String) throws {
    let found = try LoggedMachine.line(app: "version=\"1.0\" \(app)", "<updatecheck/>", os: os)
    #expect(found.contains(expected), "\(found)")
  }

  @Test("Both formats have the same keys and values")
  func same() throws {
    let object = try #require(try JSONSerialization.jsonObject(with: Data(line(.json).utf8)) as? [String: Any])
    // A value with spaces stands in quotation marks.
    let pairs = try line(.logfmt).matches(of: #/([a-z_]+)=(?:"([^"]*)"|([^ ]+))/#).map {
      (String($0.output.1), String($0.output.2 ?? $0.output.3 ?? ""))
    }
    #expect(Set(pairs.map(\.0)) == Set(object.keys))
    for (key, value) in pairs where key != "time" {
      switch object[key] {
      case let flag as Bool: #expect("\(flag)" == value, "\(key)")
      case let text as String: #expect(text == value, "\(key)")
      case let number as Int: #expect("\(number)" == value, "\(key)")
      default: Issue.record("\(key)")
      }
    }
    #expect(object["delta_okay"] as? Bool == false)
    #expect((object["time"] as? String)?.wholeMatch(of: #/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/#) != nil)
  }

  @Test("A request that is refused, and what is ignored in one, are objects too")
  func others() throws {
    for body in ["<request", "<request protocol='3.0'><app appid='a'><x/></app></request>"] {
      for line in try LoggedMachine.lines(body, format: .json) {
        let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
        #expect(object?["request"] as? String == "r1")
      }
    }
  }

  @Test(
    "Nothing that a machine says can leave its value, and each takes a bounded part",
    arguments: [
      "a\"b", "a\\", "\",\"level\":\"error", "é", "\u{202E}x", "\u{85}", "\u{2028}", "\u{1F600}", "a\nlevel=error",
      "\t",
      "</request>", String(repeating: "\u{1F600}", count: 200), String(repeating: "\\", count: 1_000),
    ], LogFormat.allCases)
  func hostile(value: String, format: LogFormat) throws {
    let escaped = value.unicodeScalars.map { "&#\($0.value);" }.joined()
    let attributes = ["track", "machineid", "machinealias", "board", "oem"].map { "\($0)=\"\(escaped)\"" }
      .joined(separator: " ")
    let line = try LoggedMachine.line(
      app: attributes, "<updatecheck/>", os: "<os platform=\"\(escaped)\" arch=\"\(escaped)\"/>", format: format)
    #expect(line.unicodeScalars.allSatisfy { (" "..."~").contains($0) })
    #expect(line.utf8.count < 9 * LogLine.maximumValueLength * 6)
    guard format == .json else { return }
    let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    #expect(object["level"] as? String == "info")
    // White space around a value does not count, so a tab is nothing.
    guard value != "\t", let read = object["oem"] as? String else { return #expect(value == "\t") }
    if value.utf8.count <= LogLine.maximumValueLength {
      #expect(read == value)
    } else {
      #expect(read.hasSuffix("...") && value.hasPrefix(read.dropLast(3)))
    }
  }
}
