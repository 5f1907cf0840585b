import Foundation
import Testing
import TestSupport

@Suite("omaha-pkg explain")
struct ExplainTests {
  let shop: Workshop

  init() throws {
    shop = try Workshop { shop in
      try shop.folder.write("hello", to: "update.gz")
      try shop.expect("add @update.gz --app com.example.agent --version 2.0 --channel stable")
    }
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
      ("--app com.example.agent --version one --track stable", "noupdate", "invalid-version"),
      ("--app com.example.unknown --version 1.0", "error", "unknown-app"),
      ("--app {com.example.agent --version 1.0", "error", "invalid-app-id"),
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

  private struct Explanation: Decodable {
    let response: String
    let apps: [App]

    struct App: Decodable {
      let decision: String
      let reason: String
      let group: String?
      let steps: [Step]
      let offer: Offer?
    }

    struct Step: Decodable {
      let rule: String
      let saw: String
      let verdict: String
    }

    struct Offer: Decodable {
      let version: String
      let previous: String?
    }
  }

  private func explanation(_ words: String) throws -> Explanation {
    let json = try shop.expect("explain --format json " + words).output
    return try JSONDecoder().decode(Explanation.self, from: Data(json.utf8))
  }

  private static let app = "--app com.example.agent --version 1.0"

  @Test("a mirror is told what it would get at once, with its floors")
  func mirror() throws {
    for version in ["3.0", "4.0"] {
      try shop.expect("add @update.gz --app com.example.agent --version \(version) --channel stable")
    }
    try shop.expect("floor add 2.0 --app com.example.agent --channel stable --reason layout")
    let text = try shop.expect("explain \(Self.app) --track stable --multi-manifest-ok").lines
    #expect(text.contains("manifest  2.0 amd64, floor: layout"))
    #expect(text.contains("manifest  4.0 amd64, target"))
    #expect(text.contains("  floor         pass  2.0 comes first: layout; told to the mirror at once: 2.0, 4.0"))
    #expect(text.contains { $0.contains("<manifest version=\"2.0\" is_floor=\"true\" floor_reason=\"layout\">") })
    try shop.folder.write(
      """
      <request protocol="3.0" updaterversion="CoreOSUpdateEngine-0.1.0.0" installsource="scheduler">
      <app appid="com.example.agent" version="1.0" track="stable"><updatecheck/></app></request>
      """, to: "syncer.xml")
    let held = try shop.expect("explain @syncer.xml").lines
    #expect(held.contains("  floor         stop  2.0 comes first: layout, but the mirror would take it for the target"))
    #expect(held.contains { $0.hasPrefix("reason") && $0.contains("floor-ahead: ") })
  }

  @Test("every rule is told in the order in which it was tried, with what it saw and what it decided")
  func rules() throws {
    let app = try shop.appXML()
    let groups = """
      <group name="lab" track="lab" channel="stable"/>
      <group name="fleet" channel="stable"><rollout over="P10D"/></group>
      </app>
      """
    try shop.folder.write(
      app.replacing("</app>", with: groups).replacing(/since="[^"]*"/, with: "since=\"2026-11-23T10:00:00Z\""),
      to: "root/catalog/com.example.agent/app.xml")
    let machine = Self.app + " --track stable --machine m1 --at "
    let early = try explanation(machine + "2026-11-23T10:00:00Z").apps[0]
    #expect(
      early.steps.map(\.rule) == [
        "app", "version", "update-check", "group", "group", "updates", "client", "target", "newer", "floor", "block",
        "prefix", "window", "rollout",
      ])
    #expect(
      early.steps.map(\.verdict) == ["pass", "pass", "pass", "next"] + Array(repeating: "pass", count: 9) + ["stop"])
    #expect(early.steps[3].saw == #"lab: track is "stable", not "lab""#)
    #expect(early.reason == "rollout-pending")
    // The future that is foretold comes.
    let turn = try #require(early.steps[13].saw.split(separator: " ").last.map(String.init))
    let late = try explanation(machine + turn).apps[0]
    #expect(late.reason == "offered")
    #expect(late.steps.map(\.rule) == early.steps.map(\.rule) + ["address", "delta"])
    #expect(late.steps.allSatisfy { $0.verdict != "stop" })
    let text = try shop.expect("explain " + machine + turn).lines
    let names = text.drop { $0 != "rules" }.dropFirst().prefix { $0.hasPrefix("  ") }.map {
      $0.split(separator: " ")[0]
    }
    #expect(names.map(String.init) == late.steps.map(\.rule))
  }

  @Test(
    "every option reaches the rule that looks at it",
    arguments: [
      ("track=\"t\"", "--track t"), ("board=\"b\"", "--board b"), ("arch=\"amd64\"", "--arch x86_64"),
      ("arch=\"amd64\"", "--board amd64-usr"), ("oem=\"o\"", "--oem o"), ("platform=\"p\"", "--platform p"),
      ("alias-prefix=\"a\"", "--alias abc"), ("machine-prefix=\"m\"", "--machine M1"), ("max-version=\"1.0\"", ""),
    ])
  func options(selector: String, option: String) throws {
    let app = try shop.appXML()
    try shop.folder.write(
      app.replacing("</app>", with: "<group name=\"mine\" \(selector) channel=\"stable\"/></app>"),
      to: "root/catalog/com.example.agent/app.xml")
    #expect(try explanation("\(Self.app) \(option)").apps[0].group == "mine")
    #expect(try explanation("--app com.example.agent --version 1.1").apps[0].group == nil)
  }

  @Test("what the machine allows and forbids is asked")
  func permissions() throws {
    let stable = Self.app + " --track stable "
    #expect(try explanation(stable + "--updatedisabled").apps[0].reason == "disabled-by-client")
    #expect(try explanation(stable + "--target-version-prefix 1.").apps[0].reason == "prefix-mismatch")
    #expect(try explanation(stable + "--target-version-prefix 2.").apps[0].reason == "offered")
    let app = try shop.appXML()
    let release = try shop.folder.text("root/catalog/com.example.agent/releases/2.0_amd64.xml")
    try shop.folder.write(
      release.replacing("arch=\"amd64\"", with: "arch=\"amd64\" previousversion=\"1.0\"")
        .replacing("event=\"postinstall\"", with: "event=\"postinstall\" IsDeltaPayload=\"true\""),
      to: "root/catalog/com.example.agent/releases/2.0_amd64_from_1.0.xml")
    try shop.folder.write(
      app.replacing("</app>", with: "<group name=\"back\" channel=\"stable\" rollback=\"allowed\"/></app>"),
      to: "root/catalog/com.example.agent/app.xml")
    #expect(try explanation(Self.app + " --delta-okay").apps[0].offer?.previous == "1.0")
    #expect(try explanation(Self.app).apps[0].offer?.previous == nil)
    #expect(try explanation("--app com.example.agent --version 3.0").apps[0].reason == "up-to-date")
    let back = try explanation("--app com.example.agent --version 3.0 --rollback-allowed").apps[0]
    #expect(back.reason == "rollback")
    #expect(back.offer?.version == "2.0")
    try shop.expect("explain --target-version-prefix x " + Self.app, exit: 64)
  }

  @Test("a request of several apps explains each")
  func several() throws {
    try shop.folder.write(
      """
      <request protocol="3.0"><app appid="com.example.agent" version="1.0" track="stable"><updatecheck/></app>
      <app appid="nobody" version="1.0"><updatecheck/></app><app appid="com.example.agent" version="1.0"><ping/></app>
      </request>
      """, to: "request.xml")
    #expect(
      try explanation("@request.xml").apps.map(\.reason) == ["offered", "unknown-app", "no-update-check"])
    #expect(try shop.expect("explain @request.xml").lines.count { $0 == "rules" } == 3)
  }

  @Test("a request that was captured with gzip is read, a damaged or endless one refused")
  func gzip() throws {
    let gzip = try #require(Program.installed("gzip"))
    let request =
      #"<request protocol="3.0"><app appid="com.example.agent" version="1.0" track="stable"><updatecheck/></app></request>"#
    let file = try shop.folder.write(request, to: "request.xml")
    #expect(try Program.run(gzip, ["-n", file]).status == 0)
    #expect(try explanation("@request.xml.gz").apps.map(\.reason) == ["offered"])
    let bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: file + ".gz")))
    try shop.folder.write(Array(bytes.dropLast(4)), to: "short.gz")
    #expect(try shop.expect("explain @short.gz", exit: 1).errors.contains("a server answers this request 400"))
    let bomb = try shop.folder.write([UInt8](repeating: 0x20, count: 2 << 20), to: "bomb")
    #expect(try Program.run(gzip, ["-n", bomb]).status == 0)
    #expect(try shop.expect("explain @bomb.gz", exit: 1).errors.contains("a server answers this request 413"))
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
    let explanation = try explanation("@request.xml")
    #expect(explanation.apps.map(\.reason) == ["offered"])
    #expect(explanation.response.hasPrefix("<?xml"))
  }

  @Test("what a server would refuse is refused, and what cannot be meant is a usage error")
  func refused() throws {
    try shop.folder.write("<request protocol=\"2.0\"><app/></request>", to: "request.xml")
    #expect(try shop.expect("explain @request.xml", exit: 1).errors.contains("a server answers this request 400"))
    try shop.expect("explain @missing.xml", exit: 66)
    for words in [
      "", "--app a", "@request.xml --app a", "@request.xml --oem o", "@request.xml --delta-okay",
      "--app a --version 1 --at yesterday",
      "--app a --version 1 --base-url ftp://x",
    ] {
      try shop.expect("explain " + words, exit: 64)
    }
  }

  @Test("an empty root is a usage error, also beside a version")
  func emptyRoot() throws {
    for arguments in [
      ["explain", "--app", "a", "--version", "1.0"], ["promote", "1.0", "--app", "a", "--channel", "c"], ["list"],
    ] {
      let run = try Program.run(Program.omahaPkg, arguments + ["--root", ""])
      #expect(run.status == 64)
      #expect(run.errors.contains("--root"))
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
