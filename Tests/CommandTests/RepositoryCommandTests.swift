import Foundation
import Testing
import TestSupport

@Suite("omaha-pkg list, show, remove, verify and check")
struct RepositoryCommandTests {
  let shop: Workshop

  init() throws {
    shop = try Workshop { shop in
      try shop.folder.write("hello", to: "update.gz")
      try shop.folder.write("jello", to: "other.gz")
      try shop.expect("add @update.gz --app com.example.agent --version 1.0 --channel stable")
      try shop.expect("add @update.gz --app com.example.agent --version 2.0 --codebase https://cdn.example/")
    }
  }

  @Test("list prints channels and releases in tables")
  func list() throws {
    let output = try shop.expect("list").output
    let since = try #require(output.firstMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/)).output
    #expect(
      output == """
        com.example.agent
          CHANNEL  ARCH   VERSION  SINCE
          stable   amd64  1.0      \(since)
          RELEASE  ARCH   FROM  SIZE  PACKAGE    CHANNELS
          1.0      amd64  any   5     update.gz  stable
          2.0      amd64  any   5     update.gz

        """)
    try shop.expect("list --app com.example.unknown", exit: 66)
  }

  @Test("list and show print JSON for programs")
  func json() throws {
    struct App: Decodable {
      let app: String
      let channels: [Channel]
      let releases: [Release]
    }
    struct Channel: Decodable {
      let channel: String
    }
    struct Release: Decodable {
      let version: String
      let codebases: [String]
    }
    let apps = try JSONDecoder().decode([App].self, from: Data(try shop.expect("list --format json").output.utf8))
    #expect(apps.map(\.app) == ["com.example.agent"])
    #expect(apps.first?.channels.map(\.channel) == ["stable"])
    #expect(apps.first?.releases.map(\.version) == ["1.0", "2.0"])
    let releases = try JSONDecoder().decode(
      [Release].self, from: Data(try shop.expect("show 2.0 --app com.example.agent --format json").output.utf8))
    #expect(releases.map(\.codebases) == [["https://cdn.example/"]])
  }

  @Test("show prints everything about a release")
  func show() throws {
    let lines = try shop.expect("show 1.0 --app com.example.agent").lines
    for (name, value) in [
      ("app", "com.example.agent"), ("version", "1.0"), ("arch", "amd64"), ("channels", "stable"),
      ("package", "update.gz"), ("size", "5"), ("sha1", "qvTGHdzF6KLavt4PO0gs2a6pQ00="),
      ("postinstall DisablePayloadBackoff", "true"),
      ("payload", "\(shop.root)/payloads/com.example.agent/1.0/amd64/update.gz"),
    ] {
      #expect(lines.contains { $0.hasPrefix(name + "  ") && $0.hasSuffix("  " + value) }, "\(name)")
    }
    try shop.expect("show 3.0 --app com.example.agent", exit: 66)
    try shop.expect("show 1.0 --app com.example.agent --arch arm64", exit: 66)
    #expect(try shop.expect("show --app com.example.agent").lines.first == "com.example.agent")
  }

  @Test("remove refuses what a channel points to, and takes the payload with the release")
  func remove() throws {
    let refused = try shop.expect("remove 1.0 --app com.example.agent", exit: 1)
    #expect(
      refused.errors == """
        omaha-pkg: error: channel "stable" of com.example.agent points to 1.0 amd64
        omaha-pkg: hint: promote another release there first

        """)
    try shop.expect("promote 2.0 --app com.example.agent --channel stable")
    #expect(
      try shop.expect("remove 1.0 --app com.example.agent").output
        == "removed 1.0 amd64 of com.example.agent and 1 payload file\n")
    #expect(!shop.folder.has("root/payloads/com.example.agent/1.0"))
    #expect(try shop.folder.text("update.gz") == "hello", "the operator's own file stays")
    #expect(
      try shop.expect("remove 1.0 --app com.example.agent").output
        == "there is no release 1.0 of com.example.agent: nothing to remove\n")
    try shop.expect("check")
    try shop.expect("verify")
  }

  @Test("remove says what to do about each thing that points to the release")
  func removeHints() throws {
    let app = "--app com.example.agent"
    try shop.expect("promote 2.0 \(app) --channel stable")
    try shop.expect("floor add 1.0 \(app) --channel stable")
    #expect(
      try shop.expect("remove 1.0 \(app)", exit: 1).errors == """
        omaha-pkg: error: a floor of channel "stable" of com.example.agent points to 1.0 amd64
        omaha-pkg: hint: remove the floor first, with `omaha-pkg floor remove 1.0 --channel stable --app com.example.agent`

        """)
    try shop.expect("floor remove 1.0 \(app) --channel stable")
    try shop.expect("group add lab \(app) --channel stable --track lab")
    try shop.expect("pin set 1.0 \(app) --group lab")
    let pin =
      "pin the group to another release first, or take the pin away with `omaha-pkg pin remove --group lab --app com.example.agent`"
    #expect(try shop.expect("remove 1.0 \(app)", exit: 1).errors.hasSuffix("omaha-pkg: hint: \(pin)\n"))
    try shop.expect("promote 1.0 \(app) --channel stable --backwards")
    #expect(
      try shop.expect("remove 1.0 \(app)", exit: 1).errors.hasSuffix(
        "omaha-pkg: hint: promote another release there first; \(pin)\n"))
    #expect(
      try shop.expect("remove 1.0 \(app) --previous 0.5").output
        == "there is no delta to 1.0 from 0.5 of com.example.agent: nothing to remove\n")
  }

  @Test("remove also clears what an interrupted removal left")
  func removeRest() throws {
    try shop.folder.write("x", to: Workshop.payload("0.1", "update.gz"))
    #expect(
      try shop.expect("remove 0.1 --app com.example.agent").output
        == "removed 0.1 amd64 of com.example.agent and 1 payload file\n")
    try shop.expect("verify")
  }

  @Test("verify finds payloads that are changed, cut off, lost or that nobody named")
  func verify() throws {
    #expect(try shop.expect("verify").output == "ok: 2 payloads verified\n")
    // Payloads that are links to one file: changing the operator's changes them all.
    for version in ["1.0", "2.0"] {
      try FileManager.default.removeItem(atPath: shop.folder.path + "/" + Workshop.payload(version, "update.gz"))
    }
    let codebases = ["2.0": " --codebase https://cdn.example/"]
    for version in ["1.0", "2.0"] {
      let app = "--app com.example.agent --version \(version)\(codebases[version] ?? "")"
      #expect(try shop.expect("add @update.gz --link \(app)").output.hasPrefix("put update.gz back, linked\n"))
    }
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: shop.folder.path + "/update.gz"))
    try handle.write(contentsOf: Data("jello".utf8))
    try handle.close()
    let changed = try shop.expect("verify", exit: 1)
    #expect(changed.lines.count == 2)
    #expect(changed.lines.allSatisfy { $0.hasPrefix("changed") })
    #expect(changed.errors == "omaha-pkg: error: 2 faults in \(shop.root)/payloads\n")

    for version in ["1.0", "2.0"] {
      try FileManager.default.removeItem(atPath: shop.folder.path + "/" + Workshop.payload(version, "update.gz"))
    }
    let missing = try shop.expect("verify", exit: 1)
    #expect(missing.lines.count == 2)
    #expect(missing.lines[0].hasPrefix("missing    \(shop.root)/payloads/com.example.agent/1.0/amd64/update.gz"))
    #expect(missing.lines[1].hasPrefix("elsewhere  ") && missing.lines[1].hasSuffix("served from https://cdn.example/"))

    try shop.folder.write("hel", to: Workshop.payload("1.0", "update.gz"))
    try shop.folder.write("x", to: Workshop.payload("1.0", "stray"))
    let rest = try shop.expect("verify", exit: 1).lines.map { $0.prefix { $0 != " " } }
    #expect(rest == ["truncated", "elsewhere", "unnamed"])
  }

  @Test("verify believes neither hash alone", arguments: [["hash"], ["hash_sha256", "sha256"]])
  func oneWrongHash(attributes: [String]) throws {
    let releases = "root/catalog/com.example.agent/releases"
    try shop.expect("add @other.gz --app com.example.agent --version 3.0")
    let other = try shop.folder.text("\(releases)/3.0_amd64.xml")
    var release = try shop.folder.text("\(releases)/1.0_amd64.xml")
    for attribute in attributes {
      let pattern = try Regex(" \(attribute)=\"[^\"]*\"")
      release.replace(pattern, with: other[try #require(other.firstMatch(of: pattern)).range])
    }
    try shop.folder.write(release, to: "\(releases)/1.0_amd64.xml")
    let run = try shop.expect("verify", exit: 1)
    #expect(run.lines.map { $0.prefix { $0 != " " } } == ["changed"], "\(run.output)")
    #expect(run.output.hasSuffix("its hashes are not those of the release\n"))
  }

  @Test("check prints every error with file and line, and exits 1")
  func check() throws {
    #expect(try shop.expect("check").output == "ok: 1 app, 2 releases\n")
    let text = try shop.appXML().replacing("</app>", with: "<rollout/>\n<window/>\n</app>")
    try shop.folder.write(text, to: "root/catalog/com.example.agent/app.xml")
    let run = try shop.expect("check", exit: 1)
    let file = "\(shop.root)/catalog/com.example.agent/app.xml"
    #expect(
      run.output == "\(file):6: <rollout> does not belong in <app>\n\(file):7: <window> does not belong in <app>\n")
    #expect(run.errors == "omaha-pkg: error: the catalog has 2 errors\n")
    let json = try shop.expect("check --format json", exit: 1).output
    #expect(json.contains("\"line\" : 6") && json.contains("\"ok\" : false"))
    for command in ["list", "verify", "show --app com.example.agent", "explain --app a --version 1"] {
      try shop.expect(command, exit: 78)
    }
  }

  @Test("nothing in a file reaches the terminal as a control character")
  func escaping() throws {
    try shop.folder.write(
      "<app appid=\"com.example.agent\" name=\"a&#x9b;31m\">\n<channel name=\"&#x85;\"/>\n</app>",
      to: "root/catalog/com.example.agent/app.xml")
    let run = try shop.expect("check", exit: 1)
    #expect(
      run.output.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 && !(0x7f..<0xa0).contains($0.value) })
    #expect(run.output.contains("\\u{9b}31m") && run.output.contains("\\u{85}"))
  }

  @Test("data that cannot be written is no success", .enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
  func full() throws {
    let shell = try Program.run(
      "/bin/sh", ["-c", "exec \"$0\" list > /dev/full", Program.omahaPkg], environment: ["OMAHA_ROOT": shop.root])
    #expect(shell.status == 74)
  }
}
