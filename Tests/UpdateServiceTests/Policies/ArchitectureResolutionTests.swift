@testable import Catalog
import Omaha
import Testing
import UpdateService

@Suite("Which architecture's target a machine gets")
struct ArchitectureResolutionTests {
  /// A channel `stable` that points to 2.0 for each of the architectures.
  private func channel(_ architectures: [String], _ rules: String = "") -> String {
    let targets = architectures.map { "<target arch=\"\($0)\" version=\"2.0\"/>" }.joined()
    return "<channel name=\"stable\">\(targets)\(rules)</channel>"
  }

  private func catalog(_ architectures: [String], _ more: String = "", attributes: String = "") throws -> PolicyCatalog
  {
    try PolicyCatalog(
      channel(architectures) + more, releases: architectures.map { "2.0_\($0)" }, attributes: attributes)
  }

  @Test(
    "The board tells it, else the system's arch, else its service pack",
    arguments: [
      ("amd64-usr", nil, nil, "amd64"), ("arm64-usr", "x64", nil, "arm64"), ("x86-generic", nil, nil, nil),
      (nil, "x64", nil, "amd64"), (nil, "aarch64", nil, "arm64"), ("", "arm64", "1.0_x86_64", "arm64"),
      (nil, nil, "3510.2.0_x86_64", "amd64"), (nil, nil, "3510.2.0_aarch64", "arm64"),
      (nil, nil, "ForcedUpdate_x86_64", "amd64"), ("arm64-usr\r", " x64", nil, "arm64"),
      // What is told and not known is nothing to guess from.
      (nil, nil, "3510.2.0_riscv64", nil), (nil, "mips", nil, nil), (nil, "riscv64", "3510.2.0_x86_64", nil),
      ("riscv64-usr", nil, nil, nil), (nil, "unknown", nil, nil),
      // What tells nothing is amd64.
      (nil, nil, nil, "amd64"), ("", "", "", "amd64"), ("eve", nil, "Service Pack 1", "amd64"),
      (" ", "\t", " ", "amd64"),
    ] as [(String?, String?, String?, String?)])
  func told(board: String?, arch: String?, sp: String?, offered: String?) throws {
    let catalog = try catalog(["amd64", "arm64"])
    let decision = try catalog.decide("1.0", board: board, arch: arch, sp: sp)
    #expect(decision.release?.architecture.rawValue == offered)
    #expect(decision.reason == (offered == nil ? .noRelease : .offered))
  }

  @Test("A target for all architectures serves every machine that has none of its own")
  func all() throws {
    let catalog = try catalog(["all", "arm64"])
    for (board, arch, offered) in [
      ("amd64-usr", nil, "all"), ("arm64-usr", nil, "arm64"), (nil, nil, "all"), (nil, "mips", "all"),
    ] as [(String?, String?, String)] {
      #expect(try catalog.decide("1.0", board: board, arch: arch).release?.architecture.rawValue == offered)
    }
  }

  @Test(
    "A machine that tells none gets the target for all, else that of the app's default, whatever else the channel has",
    arguments: [
      (nil, ["amd64"], "amd64"), (nil, ["arm64"], nil), (nil, ["amd64", "arm64"], "amd64"),
      (nil, ["arm64", "x86"], nil), (nil, ["all"], "all"), (nil, ["all", "amd64", "arm64"], "all"), (nil, [], nil),
      ("arm64", ["arm64"], "arm64"), ("arm64", ["amd64"], nil), ("aarch64", ["amd64", "arm64", "x86"], "arm64"),
      ("arm64", ["all", "arm64"], "all"), ("x64", ["amd64", "arm64"], "amd64"),
    ] as [(String?, [String], String?)])
  func untold(standard: String?, architectures: [String], offered: String?) throws {
    let catalog = try catalog(architectures, attributes: standard.map { "default-arch=\"\($0)\"" } ?? "")
    for board in [nil, "", "eve"] {
      let decision = try catalog.decide("1.0", board: board)
      #expect(decision.release?.architecture.rawValue == offered)
      #expect(decision.reason == (offered == nil ? .noRelease : .offered))
    }
  }

  @Test("Publishing for one more architecture changes nothing for machines that tell none")
  func oneMore() throws {
    for standard in ["", "default-arch=\"arm64\""] {
      let before = try catalog([standard.isEmpty ? "amd64" : "arm64"], attributes: standard)
      let after = try catalog(["amd64", "arm64", "x86", "arm"], attributes: standard)
      #expect(try before.decide("1.0", board: nil).short == after.decide("1.0", board: nil).short)
    }
  }

  @Test("Floors, blocks and pins of an architecture hold for machines that count as it, and for no other")
  func rules() throws {
    let releases = ["1.0", "1.5", "2.0"].flatMap { ["\($0)_amd64", "\($0)_arm64"] }
    func decide(_ rules: String, pin: String = "", _ version: String = "0.5", attributes: String = "") throws -> String
    {
      let group = pin.isEmpty ? "" : "<group name=\"g\" track=\"stable\" channel=\"stable\">\(pin)</group>"
      return try PolicyCatalog(
        channel(["amd64", "arm64"], rules) + group, releases: releases, attributes: attributes
      ).decide(version, board: nil).short
    }
    #expect(try decide("<floor version=\"1.0\" arch=\"amd64\"/>") == "offered 1.0")
    #expect(try decide("<floor version=\"1.0\" arch=\"arm64\"/>") == "offered 2.0")
    #expect(try decide("<block version=\"2.0\" arch=\"amd64\"/>") == "offered 1.5")
    #expect(try decide("<block version=\"2.0\" arch=\"arm64\"/>") == "offered 2.0")
    #expect(try decide("", pin: "<pin version=\"1.0\" arch=\"amd64\"/>") == "offered 1.0")
    #expect(try decide("", pin: "<pin version=\"1.0\" arch=\"arm64\"/>") == "offered 2.0")
    #expect(try decide("", pin: "<pin version=\"1.0\"/>") == "offered 1.0")
    let arm64 = "default-arch=\"arm64\""
    #expect(try decide("<floor version=\"1.0\" arch=\"amd64\"/>", attributes: arm64) == "offered 2.0 arm64")
    #expect(try decide("<floor version=\"1.0\" arch=\"arm64\"/>", attributes: arm64) == "offered 1.0 arm64")
    #expect(try decide("<block version=\"2.0\" arch=\"arm64\"/>", attributes: arm64) == "offered 1.5 arm64")
    #expect(try decide("", pin: "<pin version=\"1.0\" arch=\"arm64\"/>", attributes: arm64) == "offered 1.0 arm64")
  }

  @Test(
    "The word arm means arm64 on CoreOS, and where the app has nothing for 32-bit ARM",
    arguments: [
      ("CoreOS", "", "arm64"), ("CoreOS", "<target arch=\"arm\" version=\"2.0\"/>", "arm64"), ("win", "", "arm64"),
      (nil, "", "arm64"), ("win", "<target arch=\"arm\" version=\"2.0\"/>", "arm"),
      (nil, "<target arch=\"armhf\" version=\"2.0\"/>", "arm"), ("win", "<floor version=\"9\" arch=\"arm\"/>", nil),
    ] as [(String?, String, String?)])
  func arm(platform: String?, more: String, offered: String?) throws {
    let catalog = try PolicyCatalog(
      channel(["amd64", "arm64"], more), releases: ["2.0_amd64", "2.0_arm64", "2.0_arm"])
    let decision = try catalog.decide("1.0", board: nil, platform: platform, arch: "arm", sp: "1.0_x86_64")
    #expect(decision.release?.architecture.rawValue == offered)
    // Who names 32 bits means them.
    let explicit = try catalog.decide("1.0", board: nil, arch: "armv7l")
    #expect(explicit.release?.architecture.rawValue == (more.contains("target") ? "arm" : nil))
    #expect(
      try catalog.decide("1.0", board: "arm-generic", arch: "arm").release?.architecture
        == explicit.release?.architecture)
  }

  @Test("A group for 32-bit ARM keeps its machines, also when every release is for all architectures")
  func armGroup() throws {
    let catalog = try catalog(["all"], "<group name=\"g\" arch=\"arm\" channel=\"stable\"/>")
    #expect(try catalog.decide("1.0", board: nil, arch: "arm").group?.name == "g")
  }

  @Test("Nebraska's syncer is answered for the architecture that it asks for")
  func syncer() throws {
    let catalog = try catalog(["amd64", "arm64"])
    for (arch, offered) in [("x64", Architecture.amd64), ("arm", .arm64)] {
      let decision = try catalog.decide("766.0.0", board: nil, platform: "CoreOS", arch: arch, sp: "766.0.0_x86_64")
      #expect(decision.reason == .upToDate)
      let older = try catalog.decide("1.0", board: nil, platform: "CoreOS", arch: arch, sp: "1.0_x86_64")
      #expect(older.release?.architecture == offered)
    }
  }

  @Test("What a machine counts as is explained")
  func words() throws {
    let catalog = try catalog(["arm64"], attributes: "default-arch=\"arm64\"")
    func target(_ catalog: PolicyCatalog) -> String? {
      let app = Request.App(appID: PolicyCatalog.appID, version: "1.0", track: "stable", updateCheck: UpdateCheck())
      let steps = catalog.service.trace(
        app, of: Request(apps: [app]), at: Timestamp(seconds: 0), baseURL: BaseURL("http://a")
      ).steps
      return steps.first { $0.rule == .target }?.text
    }
    #expect(
      target(catalog)
        == "channel stable: 2.0 for arm64; the machine tells no architecture and counts as arm64")
    #expect(
      try target(self.catalog(["arm64"]))
        == "channel stable has none for amd64; the machine tells no architecture and counts as amd64")
    #expect(try target(self.catalog(["all"])) == "channel stable: 2.0 for all")
  }
}
