import Foundation
import Testing
import TestSupport

@Suite("omaha-pkg init, add and promote")
struct PublishingTests {
  let shop: Workshop

  init() throws {
    shop = try Workshop()
    try shop.folder.write("hello", to: "update.gz")
    try shop.folder.write("other", to: "other.gz")
  }

  @Test("init makes an empty repository that is valid, and says so when there is one")
  func initialize() throws {
    let shop = try Workshop(initialized: false)
    #expect(try shop.expect("check", exit: 66).errors.contains("hint: `omaha-pkg init --root \(shop.root)` makes one"))
    #expect(try shop.expect("init").output == "made a repository at \(shop.root)\n")
    #expect(try shop.expect("init").output == "\(shop.root) is a repository already\n")
    #expect(try shop.expect("check").output == "ok: 0 apps, 0 releases\n")
  }

  @Test("add publishes a copy of a payload, with the hashes that sha1sum and sha256sum know")
  func add() throws {
    let run = try shop.expect("add @update.gz --app {COM.Example.Agent} --version 1.0.0")
    #expect(
      run.copied == """
        new app com.example.agent
        added 1.0.0 amd64 of com.example.agent: update.gz, 5 bytes, copied

        """)
    #expect(run.errors == "")
    let release = try shop.folder.text("root/catalog/com.example.agent/releases/1.0.0_amd64.xml")
    for part in [
      #"codebase="/packages/com.example.agent/1.0.0/amd64/""#, #"name="update.gz""#, #"size="5""#,
      #"hash="qvTGHdzF6KLavt4PO0gs2a6pQ00=""#,
      #"hash_sha256="2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824""#,
      #"event="postinstall" sha256="LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=" DisablePayloadBackoff="true""#,
    ] {
      #expect(release.contains(part))
    }
    #expect(!(try shop.appXML().contains("<channel")))
    #expect(try inode("update.gz") != inode(Workshop.payload("1.0.0", "update.gz")))
    #expect(try shop.expect("check").output == "ok: 1 app, 1 release\n")
  }

  @Test("adding the very same release again changes nothing, and completes a promotion that is missing")
  func addAgain() throws {
    try shop.expect("add @update.gz --app com.example.agent --version 1")
    let before = try shop.folder.text("root/catalog/com.example.agent/releases/1_amd64.xml")
    #expect(
      try shop.expect("add @update.gz --app com.example.agent --version 1").output
        == "1 amd64 of com.example.agent is there already\n")
    #expect(
      try shop.expect("add @update.gz --app com.example.agent --version 1 --channel stable").output == """
        1 amd64 of com.example.agent is there already
        new channel stable
        channel stable amd64 is at 1 now

        """)
    #expect(try shop.folder.text("root/catalog/com.example.agent/releases/1_amd64.xml") == before)
  }

  @Test("add puts back a payload that was lost, cut off or changed", arguments: [nil, "hel", "jello"])
  func restore(content: String?) throws {
    try shop.expect("add @update.gz --app com.example.agent --version 1")
    let payload = Workshop.payload("1", "update.gz")
    try FileManager.default.removeItem(atPath: shop.folder.path + "/" + payload)
    if let content { try shop.folder.write(content, to: payload) }
    try shop.expect("verify", exit: 1)
    #expect(
      try shop.expect("add @update.gz --app com.example.agent --version 1").output.hasPrefix("put update.gz back"))
    try shop.expect("verify")
  }

  @Test(
    "a release that exists is never changed",
    arguments: [
      ("add @other.gz --name update.gz", "another payload"),
      ("add @update.gz --name other.gz", "the name \"update.gz\""),
      (
        "add @update.gz --codebase https://cdn.example/",
        "the codebase \"/packages/com.example.agent/1/amd64/\""
      ),
    ])
  func immutable(command: String, difference: String) throws {
    try shop.expect("add @update.gz --app com.example.agent --version 1")
    let before = shop.folder.files()
    let run = try shop.expect(command + " --app com.example.agent --version 1", exit: 73)
    #expect(run.errors.hasPrefix("omaha-pkg: error: 1 amd64 of com.example.agent exists with \(difference)\n"))
    #expect(run.errors.contains("omaha-pkg: hint: "))
    #expect(shop.folder.files() == before)
    try shop.expect("verify")
  }

  @Test("add takes several codebases, absolute and relative")
  func codebases() throws {
    try shop.expect(
      "add @update.gz --app com.example.agent --version 1 --codebase https://cdn.example/os/ --codebase /mirror/")
    let shown = try shop.expect("show 1 --app com.example.agent").lines.filter { $0.hasPrefix("codebase") }
    #expect(
      shown == [
        "codebase                           https://cdn.example/os/", "codebase                           /mirror/",
      ])
  }

  @Test(
    "a command line that cannot be meant is a usage error",
    arguments: [
      "add", "add @update.gz", "add @update.gz --app com.example.agent", "add @update.gz --app ../x --version 1",
      "add @update.gz --app a --version one", "add @update.gz --app a --version ForcedUpdate",
      "add @update.gz --app a --version 1 --arch vax", "add @update.gz --app a --version 1 --codebase ftp://x/",
      "add @update.gz --app a --version 1 --codebase http://x", "add @update.gz --app a --version 1 --name ../x",
      "add @update.gz --app a --version 1 --name .x", "add @update.gz --app a --version 1 --name a?b",
      "add @update.gz --app a --version 1 --previous 1.0", "add @update.gz --app a --version 1 --previous 2",
      "add @update.gz @other.gz --app a --version 1 --name x", "add @update.gz @update.gz --app a --version 1",
      "add @update.gz @other.gz --app a --version 1 --optional update.gz",
      "add @update.gz --app a --version 1 --optional x", "add @update.gz --app a --version 1 --action sha256=x",
      "add @update.gz --app a --version 1 --action IsDeltaPayload=true",
      "add @update.gz --app a --version 1 --action install:event=x", "add @update.gz --app a --version 1 --action 1x=y",
      "add @update.gz --app a --version 1 --action x", "add @update.gz --app a --version 1 --action :x=y",
      "add @update.gz --app a --version 1 --action x=1 --action x=2",
      "add @update.gz --app a --version 1 --action x=1 --action postinstall:x=2",
      "add @update.gz --app a --version 1 --action x=\u{1}", "add @update.gz --app a --version 1 --manifest version=2",
      "add @update.gz --app a --version 1 --manifest a:b=2",
      "add @update.gz --app a --version 1 --manifest is_floor=true",
      "add @update.gz --app a --version 1 --manifest floor_reason=x --dry-run",
      "add @update.gz --app a --version 1 --manifest is_target=false",
      "add @update.gz --app a --version 1 --package k=v",
      "add @update.gz --app a --version 1 --package other.gz:k=v",
      "add @update.gz --app a --version 1 --package update.gz:required=false",
      "promote 1 --app a", "promote --app a --channel c",
      "list --format xml", "frobnicate",
      "add @update.gz --app a --version " + String(repeating: "1.", count: 120) + "1",
    ])
  func usage(command: String) throws {
    let run = try shop.expect(command, exit: 64)
    #expect(run.errors.hasPrefix("omaha-pkg: error: "))
    #expect(run.output == "")
    #expect(
      shop.folder.files() == ["other.gz", "root/catalog/.lock", "update.gz"].filter { $0 != "root/catalog/.lock" })
  }

  @Test("what is no payload is refused and leaves nothing")
  func noPayload() throws {
    try shop.folder.write("", to: "empty.gz")
    try shop.expect("add @missing.gz --app com.example.agent --version 1", exit: 66)
    try shop.expect("add @root --app com.example.agent --version 1", exit: 66)
    try shop.expect("add @empty.gz --app com.example.agent --version 1", exit: 1)
    #expect(try shop.expect("check").output == "ok: 0 apps, 0 releases\n")
  }

  @Test("a payload that is cut off is refused unless forced, a delta always")
  func brokenPayload() throws {
    // CrAU, version 1, a manifest of 256 bytes that is not there.
    let header = Array("CrAU".utf8) + [0, 0, 0, 0, 0, 0, 0, 1]
    try shop.folder.write(header + [0, 0, 0, 0, 0, 0, 1, 0], to: "cut.gz")
    let refused = try shop.expect("add @cut.gz --app com.example.agent --version 1", exit: 1)
    #expect(refused.errors.contains("cut.gz is broken: "))
    #expect(refused.errors.contains("omaha-pkg: hint: --force publishes it all the same\n"))
    #expect(try shop.expect("check").output == "ok: 0 apps, 0 releases\n")
    let forced = try shop.expect("add @cut.gz --app com.example.agent --version 1 --force")
    #expect(forced.errors.hasPrefix("omaha-pkg: warning: "))
    // old_partition_info (field 8) with size and hash is what makes a delta.
    let info: [UInt8] = [0x08, 0x01, 0x12, 0x20] + [UInt8](repeating: 7, count: 32)
    let manifest: [UInt8] = [0x42, UInt8(info.count)] + info + [0x4A, UInt8(info.count)] + info
    try shop.folder.write(header + [0, 0, 0, 0, 0, 0, 0, UInt8(manifest.count)] + manifest, to: "delta.gz")
    let delta = try shop.expect("add @delta.gz --app com.example.agent --version 2 --force", exit: 1)
    #expect(delta.errors.contains("is a delta payload"))
  }

  @Test("a broken app.xml is told before anything is written")
  func brokenApp() throws {
    try shop.folder.write(
      "<app appid=\"com.example.agent\">\n<floor/>\n</app>", to: "root/catalog/com.example.agent/app.xml")
    let run = try shop.expect("add @update.gz --app com.example.agent --version 1", exit: 78)
    #expect(run.errors.contains("\(shop.root)/catalog/com.example.agent/app.xml:2: <floor> does not belong in <app>\n"))
    #expect(!shop.folder.has("root/payloads/com.example.agent"))
    try shop.expect("promote 1 --app com.example.agent --channel stable", exit: 78)
  }

  @Test("promote dates a target that was written by hand, so that a rollout can count from it")
  func undated() throws {
    try shop.expect("add @update.gz --app com.example.agent --version 1")
    let text = try shop.appXML().replacing(
      "</app>", with: "<channel name=\"stable\"><target arch=\"amd64\" version=\"1\"/></channel></app>")
    try shop.folder.write(text, to: "root/catalog/com.example.agent/app.xml")
    let first = try shop.expect("promote 1 --app com.example.agent --channel stable")
    #expect(first.output == "channel stable amd64 is at 1 since now\n")
    #expect(try shop.appXML().contains("<target arch=\"amd64\" version=\"1\" since=\"2"))
    let again = try shop.expect("promote 1 --app com.example.agent --channel stable")
    #expect(again.output == "channel stable amd64 is at 1 already\n")
  }

  @Test("the first add of an app writes what machines count as that tell no architecture, and no other add changes it")
  func defaultArchitecture() throws {
    func reason(_ words: String = "") throws -> String {
      let lines = try shop.expect("explain --app com.example.agent --version 0.1 --track stable \(words)").lines
      return try #require(lines.first { $0.hasPrefix("target ") }).replacing(#/ since .*/#, with: "")
    }
    try shop.expect("add @update.gz --app com.example.agent --version 1 --arch aarch64 --channel stable")
    #expect(try shop.appXML().contains(#"<app appid="com.example.agent" default-arch="arm64">"#))
    let before = try reason()
    #expect(before.hasSuffix(" 1 arm64"))
    try shop.expect("add @update.gz --app com.example.agent --version 1 --arch amd64 --channel stable")
    #expect(try shop.appXML().contains(#"<app appid="com.example.agent" default-arch="arm64">"#))
    #expect(try reason() == before, "publishing for another architecture changes nothing for them")
    #expect(try reason("--board amd64-usr").hasSuffix(" 1 amd64"))
    #expect(try shop.expect("list").lines.first == "com.example.agent  default-arch arm64")
    let json = try shop.expect("show --app com.example.agent --format json").output
    let app = try #require(JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    #expect(app["defaultArch"] as? String == "arm64")
    #expect(try shop.expect("check").output == "ok: 1 app, 2 releases\n")
  }

  @Test("the first add writes default-arch into an app.xml that a person wrote, unless it is there")
  func defaultArchitectureOfWritten() throws {
    for (attribute, arch, expected) in [
      ("", "arm64", " default-arch=\"arm64\""), ("", "all", ""),
      (" default-arch=\"x86\"", "arm64", " default-arch=\"x86\""),
    ] {
      let shop = try Workshop()
      try shop.folder.write("hello", to: "update.gz")
      // Its target has no release yet: the add brings it.
      let content = "><!-- mine --><channel name=\"stable\"><target arch=\"\(arch)\" version=\"1\"/></channel></app>"
      let start = "<app appid=\"com.example.agent\""
      try shop.folder.write(start + attribute + content, to: "root/catalog/com.example.agent/app.xml")
      try shop.expect("add @update.gz --app com.example.agent --version 1 --arch \(arch)")
      #expect(try shop.appXML() == start + expected + content)
      try shop.expect("add @update.gz --app com.example.agent --version 1 --arch x86")
      #expect(try shop.appXML() == start + expected + content)
    }
  }

  @Test("promote points a channel to every architecture of a release, and says what it did")
  func promote() throws {
    try shop.expect("add @update.gz --app com.example.agent --version 1")
    try shop.expect("add @update.gz --app com.example.agent --version 1 --arch aarch64")
    try shop.expect("add @other.gz --app com.example.agent --version 2 --arch amd64")
    #expect(
      try shop.expect("promote 1 --app com.example.agent --channel stable").output == """
        new channel stable
        channel stable amd64 is at 1 now
        channel stable arm64 is at 1 now

        """)
    let before = try shop.appXML()
    #expect(
      try shop.expect("promote 1 --app com.example.agent --channel stable --arch x64").output
        == "channel stable amd64 is at 1 already\n")
    #expect(try shop.appXML() == before)
    #expect(
      try shop.expect("promote 2 --app com.example.agent --channel stable").output
        == "channel stable amd64 is at 2 now, was at 1\n")
    try shop.expect("promote 2 --app com.example.agent --channel stable --arch arm64", exit: 66)
    try shop.expect("promote 3 --app com.example.agent --channel stable", exit: 66)
    try shop.expect("promote 2 --app com.example.other --channel stable", exit: 66)
    try shop.expect("check")
  }

  @Test("promote keeps the operator's comments and layout")
  func layout() throws {
    try shop.expect("add @update.gz --app com.example.agent --version 1 --channel stable")
    try shop.expect("add @other.gz --app com.example.agent --version 2")
    let text = try shop.appXML().replacing("<channel", with: "<!-- the fleet -->\n\n\t<channel")
    try shop.folder.write(text, to: "root/catalog/com.example.agent/app.xml")
    try shop.expect("promote 2 --app com.example.agent --channel stable")
    let edited = try shop.appXML()
    #expect(edited.contains("  <!-- the fleet -->\n\n\t<channel name=\"stable\">\n"))
    #expect(edited.contains(#"version="2""#))
    #expect(edited.split(separator: "\n").count == text.split(separator: "\n").count)
  }

  @Test("everything that is written is well-formed", .enabled(if: Program.installed("xmllint") != nil))
  func wellFormed() throws {
    let xmllint = try #require(Program.installed("xmllint"))
    try shop.expect("add @update.gz --app com.example.agent --version 1 --channel a&b<c>'\"")
    let files = shop.folder.files().filter { $0.hasSuffix(".xml") }.map { shop.folder.path + "/" + $0 }
    #expect(files.count == 2)
    let run = try Program.run(xmllint, ["--noout"] + files)
    #expect(run.status == 0, "\(run.errors)")
    #expect(try shop.expect("list").output.contains("a&b<c>'\"  amd64"))
  }

  @Test("writers take turns: many at once all succeed")
  func concurrent() throws {
    let versions = ["1", "1", "2", "3", "4", "4"]
    let running = try versions.map {
      try Program.start(
        Program.omahaPkg,
        shop.arguments(
          "add @update.gz --app com.example.agent --version \($0) --channel stable --backwards --root \(shop.root)"))
    }
    for program in running {
      let run = try program.finish()
      #expect(run.status == 0, "\(run.errors)")
    }
    #expect(try shop.expect("check").output == "ok: 1 app, 4 releases\n")
    #expect(try shop.expect("verify").output == "ok: 4 payloads verified\n")
  }

  private func inode(_ name: String) throws -> Int { try shop.folder.inode(name) }
}
