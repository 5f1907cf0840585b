import Foundation
import Testing
import TestSupport

@Suite("omaha-pkg prune")
struct PruneTests {
  private static let app = "--app com.example.agent"
  private let shop: Workshop

  init() throws {
    shop = try Workshop { shop in
      try shop.folder.write("hello", to: "update.gz")
      try shop.folder.write("m1\n", to: "lab.txt")
      for version in 1...6 { try shop.expect("add @update.gz \(Self.app) --version \(version).0") }
      try shop.expect("add @update.gz \(Self.app) --version 2.0 --previous 1.0")
      try shop.expect("add @update.gz \(Self.app) --version 5.0 --previous 1.0")
      try shop.expect("add @update.gz \(Self.app) --version 1.5 --arch arm64")
    }
  }

  /// The names of the releases that are there.
  private var releases: [String] {
    shop.folder.names("root/catalog/com.example.agent/releases").map { String($0.dropLast(4)) }
  }

  /// Why a dry run says that a release stays; nil when it does not.
  private func reason(_ release: String, keep: Int = 1) throws -> String? {
    let text = try shop.expect("prune --keep \(keep) \(Self.app) --dry-run").output
    return text.split(separator: "\n").first { $0.hasPrefix("\(release) of com.example.agent stays: ") }
      .map { String($0.drop { $0 != ":" }.dropFirst(2)) }
  }

  @Test("keeps the newest of each architecture with their deltas, and removes the rest with theirs")
  func newest() throws {
    let run = try shop.expect("prune --keep 2 \(Self.app)")
    #expect(releases == ["1.5_arm64", "5.0_amd64", "5.0_amd64_from_1.0", "6.0_amd64"])
    #expect(run.output.contains("removed 2.0 amd64 from 1.0 of com.example.agent and 1 payload file, 5 bytes\n"))
    #expect(run.output.hasSuffix("5 releases of com.example.agent, 25 bytes; 4 releases stay\n"), "\(run.output)")
    #expect(try shop.expect("verify").output == "ok: 4 payloads verified\n")
    #expect(
      try shop.expect("prune --keep 2 \(Self.app)").output
        == "nothing to remove: 4 releases of com.example.agent stay\n")
    #expect(try shop.expect("prune --keep 2 \(Self.app) --format json").output.contains("\"changed\" : false"))
  }

  @Test("a dry run removes nothing, and says what would go and why each other release stays")
  func dryRun() throws {
    try shop.expect("promote 3.0 \(Self.app) --channel stable")
    let files = shop.folder.files()
    let run = try shop.expect("prune --keep 1 \(Self.app) --dry-run")
    #expect(
      run.output == """
        would remove 2.0 amd64 from 1.0 of com.example.agent and 1 payload file, 5 bytes
        would remove 5.0 amd64 from 1.0 of com.example.agent and 1 payload file, 5 bytes
        would remove 1.0 amd64 of com.example.agent and 1 payload file, 5 bytes
        would remove 2.0 amd64 of com.example.agent and 1 payload file, 5 bytes
        would remove 4.0 amd64 of com.example.agent and 1 payload file, 5 bytes
        would remove 5.0 amd64 of com.example.agent and 1 payload file, 5 bytes
        1.5 arm64 of com.example.agent stays: it is the newest
        3.0 amd64 of com.example.agent stays: channel "stable" points to it
        6.0 amd64 of com.example.agent stays: it is the newest
        6 releases of com.example.agent, 30 bytes; 3 releases stay

        """)
    #expect(shop.folder.files() == files)
    let json = try shop.expect("prune --keep 1 \(Self.app) --dry-run --format json").output
    #expect(json.contains("channel \\\"stable\\\" points to it") && json.contains("\"dryRun\" : true"), "\(json)")
  }

  @Test("keeps what a channel, a floor, a pin or a rollout leads to, and what the last change can be undone to")
  func needed() throws {
    try shop.expect("promote 2.0 \(Self.app) --channel stable")
    #expect(try reason("2.0 amd64") == "channel \"stable\" points to it")
    #expect(try reason("2.0 amd64 from 1.0") == "it is a delta to a release that stays")
    try shop.expect("floor add 3.0 \(Self.app) --channel stable")
    #expect(try reason("3.0 amd64") == "a floor of channel \"stable\" points to it")
    try shop.expect("group add lab \(Self.app) --channel stable --machines @lab.txt --over P3D")
    try shop.expect("pin set 4.0 \(Self.app) --group lab")
    #expect(try reason("4.0 amd64") == "the pin of group \"lab\" points to it")
    #expect(try reason("1.0 amd64") == nil)
    let kept = try shop.expect("prune --keep 0 \(Self.app) --dry-run").output
    #expect(kept.contains("would remove 6.0 amd64") && kept.contains("would remove 1.5 arm64"))
    // The promotion of 6.0 can be taken back.
    try shop.expect("promote 6.0 \(Self.app) --channel stable")
    #expect(try reason("2.0 amd64")?.hasPrefix("an undo of change ") == true)
    try shop.expect("prune --keep 1 \(Self.app)")
    try shop.expect("check")
    try shop.expect("undo \(Self.app)")
    #expect(try shop.appXML().contains("version=\"2.0\""))
    #expect(releases == ["1.5_arm64", "2.0_amd64", "2.0_amd64_from_1.0", "3.0_amd64", "4.0_amd64", "6.0_amd64"])
  }

  @Test("keeps what is offered instead of a blocked release")
  func blocked() throws {
    try shop.expect("promote 4.0 \(Self.app) --channel stable")
    try shop.expect("block add 4.0 \(Self.app) --channel stable")
    #expect(try reason("3.0 amd64") == "it is offered instead of 4.0, which channel \"stable\" blocks")
    try shop.expect("prune --keep 1 \(Self.app)")
    #expect(releases.contains("3.0_amd64") && !releases.contains("2.0_amd64"))
    #expect(try shop.expect("explain \(Self.app) --version 1.0 --track stable").output.contains("3.0"))
  }

  @Test("a release for all architectures that stands for a floor of one stays")
  func floorForAll() throws {
    try shop.expect("add @update.gz \(Self.app) --version 1.2 --arch all")
    try shop.expect("add @update.gz \(Self.app) --version 1.3 --arch all")
    try shop.expect("promote 3.0 \(Self.app) --channel stable")
    try shop.expect("floor add 1.2 \(Self.app) --channel stable --arch amd64")
    #expect(try reason("1.2 all") == "a floor of channel \"stable\" points to it")
  }

  @Test("wants a number, an app, and a catalog that loads")
  func faults() throws {
    try shop.expect("prune \(Self.app)", exit: 64)
    try shop.expect("prune --keep -1 \(Self.app)", exit: 64)
    try shop.expect("prune --keep 1 --app org.other", exit: 66)
    try shop.folder.write("<app", to: "root/catalog/com.example.agent/app.xml")
    try shop.expect("prune --keep 1 \(Self.app)", exit: 78)
    #expect(releases.count == 9)
  }

  @Test(
    "killed at any step it leaves a valid catalog, and the same command completes it",
    .enabled(if: Strace.isUsable), .enabled(if: FullRun.isOn), arguments: ["unlinkat", "fsync"])
  func killed(call: String) throws {
    let strace = try #require(Program.installed("strace"))
    for number in 1...60 {
      let shop = try Workshop(copying: shop)
      let run = try shop.run(
        "prune --keep 1 \(Self.app)", under: strace, Faults.injection(call, "signal=KILL", number: number))
      try shop.expect("check")
      try shop.expect("prune --keep 1 \(Self.app)")
      #expect(
        shop.folder.names("root/catalog/com.example.agent/releases") == ["1.5_arm64.xml", "6.0_amd64.xml"])
      if run.status == 0 { return }
    }
    Issue.record("it did not end")
  }
}
