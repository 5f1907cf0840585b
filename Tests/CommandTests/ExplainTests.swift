import Foundation
import Testing

@Suite("omaha-pkg explain")
struct ExplainTests {
  let shop: Workshop

  init() throws {
    shop = try Workshop()
    try shop.folder.write("hello", to: "update.gz")
    try shop.expect("add @update.gz --app com.example.agent --version 2.0 --channel stable")
  }

  private func facts(_ words: String) throws -> [String: String] {
    var facts: [String: String] = [:]
    for line in try shop.expect("explain " + words).lines where line.first?.isLetter == true {
      let parts = line.split(separator: " ", maxSplits: 1)
      if parts.count == 2 { facts[String(parts[0])] = parts[1].trimmingCharacters(in: .whitespaces) }
    }
    return facts
  }

  @Test(
    "every step to the decision is printed",
    arguments: [
      ("--app com.example.agent --version 1.0 --track stable", "update", "offered"),
      ("--app com.example.agent --version 2.0 --track stable", "noupdate", "up-to-date"),
      ("--app com.example.agent --version 1.0 --track beta", "noupdate", "no-group"),
      ("--app com.example.agent --version 1.0 --track stable --board arm64-usr", "noupdate", "no-release"),
      ("--app com.example.agent --version one --track stable", "error", "invalid-version"),
      ("--app com.example.unknown --version 1.0", "error", "unknown-app"),
    ])
  func decisions(words: String, decision: String, reason: String) throws {
    let facts = try facts(words)
    #expect(facts["decision"] == decision)
    #expect(facts["reason"]?.hasPrefix(reason + ": ") == true)
    if decision == "update" {
      #expect(facts["group"] == "stable")
      #expect(facts["channel"] == "stable")
      #expect(facts["target"]?.hasPrefix("2.0 amd64 since ") == true)
    }
  }

  @Test("the answer is printed as the server would send it, at the time that was asked for")
  func answer() throws {
    let output = try shop.expect(
      "explain --app {Com.Example.Agent} --version 1.0 --track stable --at 2026-11-23T10:00:00Z --base-url https://u.example"
    ).output
    #expect(output.contains("time      2026-11-23T10:00:00Z\n"))
    #expect(output.contains(#"<daystart elapsed_seconds="36000" elapsed_days="7266"/>"#))
    #expect(output.contains(#"<app appid="{Com.Example.Agent}" status="ok">"#))
    #expect(output.contains(#"codebase="https://u.example/packages/com.example.agent/2.0/amd64/""#))
  }

  @Test("a machine's request is read from a file")
  func file() throws {
    try shop.folder.write(
      """
      <request protocol="3.0"><app appid="com.example.agent" version="1.0" track="stable" machineid="m1" delta_okay="maybe">
        <updatecheck/><event eventtype="3" eventresult="2"/></app></request>
      """, to: "request.xml")
    let output = try shop.expect("explain @request.xml").output
    #expect(output.contains("machine   m1\n"))
    #expect(output.contains("reason    offered: "))
    #expect(output.contains("note: "), "the malformed value is told")
    #expect(output.contains(#"<event status="ok"/>"#))
    struct Explanation: Decodable {
      let response: String
      let apps: [App]
      struct App: Decodable {
        let reason: String
      }
    }
    let json = try shop.expect("explain @request.xml --format json").output
    let explanation = try JSONDecoder().decode(Explanation.self, from: Data(json.utf8))
    #expect(explanation.apps.map(\.reason) == ["offered"])
    #expect(explanation.response.hasPrefix("<?xml"))
  }

  @Test("what a server would refuse is refused, and what cannot be meant is a usage error")
  func refused() throws {
    try shop.folder.write("<request protocol=\"2.0\"><app/></request>", to: "request.xml")
    #expect(try shop.expect("explain @request.xml", exit: 1).errors.contains("a server answers this request 400"))
    try shop.expect("explain @missing.xml", exit: 66)
    for words in [
      "", "--app a", "--version 1", "@request.xml --app a", "--app a --version 1 --at yesterday",
      "--app a --version 1 --base-url ftp://x",
    ] {
      try shop.expect("explain " + words, exit: 64)
    }
  }

  @Test("control characters of a request do not reach the terminal")
  func escaping() throws {
    try shop.folder.write(
      "<request protocol=\"3.0\"><app appid=\"x&#x9b;y\" version=\"1&#10;2\" track=\"&#x202e;t\"><updatecheck/></app></request>",
      to: "request.xml")
    let output = try shop.expect("explain @request.xml").output
    #expect(
      output.unicodeScalars.allSatisfy {
        $0 == "\n" || ($0.value >= 0x20 && !(0x7f..<0xa0).contains($0.value) && $0.value != 0x202e)
      })
  }
}
