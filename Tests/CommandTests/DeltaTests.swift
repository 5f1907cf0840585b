import Testing
import TestSupport

@Suite("omaha-pkg add --previous")
struct DeltaTests {
  let shop: Workshop
  let app = "--app com.example.agent"

  init() throws {
    shop = try Workshop()
    try shop.folder.write("full", to: "full.gz")
    try shop.folder.write("a delta", to: "delta.gz")
  }

  /// A CrAU payload without operations: what makes it a delta is what it says of the old partition.
  private func crau(isDelta: Bool) -> [UInt8] {
    let info: [UInt8] = [0x08, 0x01, 0x12, 0x20] + [UInt8](repeating: 7, count: 32)
    let new: [UInt8] = [0x4A, UInt8(info.count)] + info
    let manifest = (isDelta ? [0x42, UInt8(info.count)] + info : []) + new
    return Array("CrAU".utf8) + [0, 0, 0, 0, 0, 0, 0, 1] + [0, 0, 0, 0, 0, 0, 0, UInt8(manifest.count)] + manifest
  }

  @Test("a delta is published beside the full release, and offered to the machine that it is for")
  func add() throws {
    try shop.expect("add @full.gz \(app) --version 2.0 --channel stable")
    #expect(
      try shop.expect("add @delta.gz \(app) --version 2.0 --previous 1.0").copied
        == "added 2.0 amd64 from 1.0 of com.example.agent: delta.gz, 7 bytes, copied\n")
    #expect(shop.folder.has("root/payloads/com.example.agent/2.0/amd64_from_1.0/delta.gz"))
    let release = try shop.folder.text("root/catalog/com.example.agent/releases/2.0_amd64_from_1.0.xml")
    #expect(release.contains("previousversion=\"1.0\""))
    #expect(release.contains("codebase=\"/packages/com.example.agent/2.0/amd64_from_1.0/\""))
    #expect(release.contains("IsDeltaPayload=\"true\" DisablePayloadBackoff=\"true\""))
    #expect(
      try shop.expect("add @delta.gz \(app) --version 2.0 --previous 1.0").output
        == "2.0 amd64 from 1.0 of com.example.agent is there already\n")
    try shop.expect("add @full.gz \(app) --version 2.0 --previous 1.0", exit: 73)
    #expect(try shop.expect("check").output.hasPrefix("ok: 1 app, 2 releases\n"))
    #expect(try shop.expect("verify").output == "ok: 2 payloads verified\n")
    let list = try shop.expect("list").output
    #expect(list.contains("2.0      amd64  any   4     full.gz   stable\n"))
    #expect(list.contains("2.0      amd64  1.0   7     delta.gz  stable\n"))
    #expect(try shop.expect("show 2.0 \(app)").output.contains("delta from                         1.0\n"))
    for (version, name) in [("1.0", "delta.gz"), ("0.9", "full.gz")] {
      try shop.folder.write(
        """
        <request protocol="3.0"><app appid="com.example.agent" version="\(version)" track="stable" board="amd64-usr"
          delta_okay="true"><updatecheck/></app></request>
        """, to: "request.xml")
      #expect(try shop.expect("explain @request.xml").output.contains("<package name=\"\(name)\""))
    }
  }

  @Test("a delta may come before its full release, but no channel can point to it then")
  func order() throws {
    let before = shop.folder.files()
    let run = try shop.expect("add @delta.gz \(app) --version 2.0 --previous 1.0 --channel stable", exit: 66)
    #expect(run.errors.contains("there is no full release 2.0 for amd64 of com.example.agent"))
    #expect(run.errors.contains("omaha-pkg: hint: add the full payload first"))
    #expect(shop.folder.files().filter { !$0.hasSuffix(".lock") } == before.filter { !$0.hasSuffix(".lock") })
    try shop.expect("add @delta.gz \(app) --version 2.0 --previous 1.0")
    let promoted = try shop.expect("promote 2.0 \(app) --channel stable", exit: 66)
    #expect(promoted.errors.contains("there is no full release 2.0 of com.example.agent, only a delta\n"))
    #expect(promoted.errors.contains("omaha-pkg: hint: add the full payload first\n"))
    try shop.expect("promote 2.0 \(app) --channel stable", exit: 66)
    try shop.expect("add @full.gz \(app) --version 2.0")
    try shop.expect("add @delta.gz \(app) --version 2.0 --previous 1.0 --channel stable")
    #expect(try shop.expect("list").output.contains("stable   amd64  2.0"))
  }

  @Test("a payload that says that it is the other kind is refused")
  func kind() throws {
    try shop.folder.write(crau(isDelta: false), to: "full.crau")
    try shop.folder.write(crau(isDelta: true), to: "delta.crau")
    let full = try shop.expect("add @full.crau \(app) --version 2.0 --previous 1.0", exit: 1)
    #expect(full.errors.contains("full.crau is a full payload, which updates every version\n"))
    let delta = try shop.expect("add @delta.crau \(app) --version 2.0", exit: 1)
    #expect(delta.errors.contains("omaha-pkg: hint: --previous V says which\n"))
    try shop.expect("add @delta.crau \(app) --version 2.0 --force", exit: 1)
    #expect(try shop.expect("check").output == "ok: 0 apps, 0 releases\n")
    try shop.expect("add @delta.crau \(app) --version 2.0 --previous 1.0")
    let forced = try shop.expect("add @full.crau \(app) --version 2.0 --previous 1.1 --force")
    #expect(forced.errors.hasPrefix("omaha-pkg: warning: "))
  }

  @Test("removing a version removes its deltas, and one of them alone when asked")
  func remove() throws {
    try shop.expect("add @full.gz \(app) --version 2.0")
    for previous in ["1.0", "1.1"] { try shop.expect("add @delta.gz \(app) --version 2.0 --previous \(previous)") }
    #expect(
      try shop.expect("remove 2.0 \(app) --previous 1.1").output
        == "removed 2.0 amd64 from 1.1 of com.example.agent and 1 payload file\n")
    try shop.expect("remove 2.0 \(app) --previous 1.1")
    // What a killed writer has left goes, too.
    try shop.folder.write("x", to: "root/payloads/com.example.agent/2.0/amd64_from_0.9/delta.gz")
    #expect(
      try shop.expect("remove 2.0 \(app)").output == """
        removed 2.0 amd64 from 1.0 of com.example.agent and 1 payload file
        removed 2.0 amd64 of com.example.agent and 1 payload file
        removed 2.0 amd64 from 0.9 of com.example.agent and 1 payload file

        """)
    #expect(!shop.folder.has("root/payloads/com.example.agent"))
    #expect(try shop.expect("check").output == "ok: 1 app, 0 releases\n")
  }
}
