import Omaha
import Testing
import UpdateService
import XML

@testable import Catalog

/// What mirrors are told: clients that copy a channel and offer it to machines of their own, as Nebraska's syncer does.
@Suite("Mirrors")
struct MirrorTests {
  private static let all = ["1.0", "2.0", "3.0", "4.0", "5.0"]
  private static let engine = "CoreOSUpdateEngine-0.1.0.0"

  private func catalog(
    _ rules: String, target: String = "5.0", releases: [String] = all, group: String = "",
    codebases: @escaping (String, Architecture) -> [String] = { ["/packages/os/\($0)/\($1)/"] }
  ) throws -> PolicyCatalog {
    try PolicyCatalog(
      "<channel name=\"stable\"><target arch=\"amd64\" version=\"\(target)\"/>\(rules)</channel>\(group)",
      releases: releases, codebases: codebases)
  }

  private func mirror(
    _ version: String, multiManifestOK: Bool? = true, board: String? = nil, deltaOK: Bool? = nil,
    check: UpdateCheck = UpdateCheck(), events: [Event] = []
  ) -> Request.App {
    Request.App(
      appID: PolicyCatalog.appID, version: version, track: "stable", machineID: "m1", board: board, deltaOK: deltaOK,
      multiManifestOK: multiManifestOK, updateCheck: check, events: events)
  }

  private func request(_ apps: [Request.App], version: String? = engine, source: String? = "scheduler") -> Request {
    Request(
      version: version, updaterVersion: version, installSource: source,
      os: OperatingSystem(platform: "CoreOS", architecture: "x64"), apps: apps)
  }

  /// The decision about the first app and its part of the answer, as a client reads it.
  private func ask(
    _ catalog: PolicyCatalog, _ request: Request, at time: String = "2026-11-23T12:00:00Z",
    baseURL: BaseURL? = BaseURL("http://u.example")
  ) throws -> (decision: Decision, result: UpdateCheckResult) {
    let now = try #require(Timestamp(time))
    let answer = catalog.service.answer(to: request, at: now, baseURL: baseURL)
    var writer = XMLWriter()
    try answer.render(into: &writer)
    let response = try ResponseDecoder().decode(writer.bytes)
    // What is put together from pieces is byte for byte what the library writes.
    #expect(try String(decoding: response.encode(), as: UTF8.self) == String(decoding: writer.bytes, as: UTF8.self))
    let app = try #require(request.apps.first)
    let traced = catalog.service.trace(app, of: request, at: now, baseURL: baseURL)
    #expect(traced.decision.reason == answer.apps[0].decision.reason)
    #expect(traced.steps.allSatisfy { !$0.text.isEmpty })
    return (answer.apps[0].decision, try #require(response.apps[0].updateCheck))
  }

  /// `2.0 floor "why", 5.0 target`: the manifests in short; the reason when there are none.
  private func told(_ catalog: PolicyCatalog, _ request: Request) throws -> String {
    let (decision, result) = try ask(catalog, request)
    guard result.status == .ok else { return decision.reason.rawValue }
    return result.manifests.map { manifest in
      [
        manifest.version, manifest.isFloor ? "floor" : nil, manifest.floorReason.map { "\"\($0)\"" },
        manifest.isTarget ? "target" : nil,
      ].compactMap(\.self).joined(separator: " ")
    }.joined(separator: ", ")
  }

  private func told(_ catalog: PolicyCatalog, _ version: String) throws -> String {
    try told(catalog, request([mirror(version)]))
  }

  @Test(
    "A mirror that takes several manifests is told the floors ahead, the lowest first, and the target",
    arguments: [
      ("1.0", "2.0 floor, 4.0 floor \"new & \"old\"\", 5.0 target"),
      ("1.9", "2.0 floor, 4.0 floor \"new & \"old\"\", 5.0 target"),
      ("2.0", "4.0 floor \"new & \"old\"\", 5.0 target"), ("3.0", "4.0 floor \"new & \"old\"\", 5.0 target"),
      ("4.0", "5.0 target"), ("4.5", "5.0 target"), ("5.0", "up-to-date"), ("6.0", "up-to-date"),
      ("0.0.0.0", "2.0 floor, 4.0 floor \"new & \"old\"\", 5.0 target"),
    ])
  func floors(version: String, expected: String) throws {
    let catalog = try catalog("<floor version=\"4.0\" reason=\"new &amp; &quot;old&quot;\"/><floor version=\"2.0\"/>")
    #expect(try told(catalog, version) == expected)
  }

  @Test("Each package lies below the first URL, and the names carry the rest")
  func names() throws {
    let floors = try catalog("<floor version=\"2.0\"/>")
    let (decision, several) = try ask(floors, request([mirror("1.0")]))
    #expect(several.codebases == ["http://u.example/packages/os/"])
    #expect(
      several.manifests.map { $0.packages.map(\.name) } == [
        ["2.0/amd64/update.gz", "2.0/amd64/oem-azure.gz"], ["5.0/amd64/update.gz", "5.0/amd64/oem-azure.gz"],
      ])
    #expect(several.manifests.allSatisfy { $0["more"] == "x" && $0.actions[0].moreInfo == "<package name=\"a\"/>" })
    #expect(decision.release?.version.text == "2.0")
    #expect(decision.target?.version.text == "5.0")
    // One manifest is told as to a machine.
    let (_, one) = try ask(floors, request([mirror("2.0")]))
    #expect(one.codebases == ["http://u.example/packages/os/5.0/amd64/"])
    #expect(one.manifests.map { $0.packages.map(\.name) } == [["update.gz", "oem-azure.gz"]])
  }

  @Test("Every other client gets one manifest without marks", arguments: [nil, false])
  func others(multiManifestOK: Bool?) throws {
    let catalog = try catalog("<floor version=\"2.0\"/>")
    for (version, expected) in [("1.0", "2.0"), ("2.0", "5.0"), ("5.0", "up-to-date")] {
      let app = mirror(version, multiManifestOK: multiManifestOK)
      #expect(try told(catalog, request([app], version: "update_engine-0.4.10")) == expected)
    }
  }

  @Test("A floor that is the target is marked as both, and one above the target not at all")
  func target() throws {
    let both = try catalog("<floor version=\"3.0\"/><floor version=\"5.0\" reason=\"r\"/>")
    #expect(try told(both, "1.0") == "3.0 floor, 5.0 floor \"r\" target")
    #expect(try told(both, "3.0") == "5.0 floor \"r\" target")
    #expect(try told(catalog("<floor version=\"5.0\"/>", target: "3.0"), "1.0") == "3.0 target")
    #expect(try told(catalog(""), "1.0") == "5.0 target")
    #expect(try told(catalog("<floor version=\"5\"/>"), "4.0") == "5.0 floor target")
  }

  @Test(
    "A mirror is told what a machine would be offered one after the other, so nothing beyond a blocked floor",
    arguments: [
      ("<floor version=\"2.0\"/><block version=\"5.0\"/>", "1.0", "2.0 floor, 4.0 target"),
      ("<floor version=\"2.0\"/><block version=\"5.0\"/>", "4.0", "blocked"),
      // The release below stands in for the floor and is none.
      ("<floor version=\"3.0\"/><block version=\"3.0\"/>", "1.0", "2.0 target"),
      ("<floor version=\"3.0\"/><block version=\"3.0\"/>", "2.0", "blocked"),
      ("<floor version=\"3.0\"/><block version=\"3.0\"/>", "3.0", "5.0 target"),
      ("<floor version=\"2.0\"/><floor version=\"4.0\"/><block version=\"4.0\"/>", "1.0", "2.0 floor, 3.0 target"),
      // Behind 2.0 there is nothing, and 2.0 alone would be taken for the target.
      ("<floor version=\"2.0\"/><floor version=\"3.0\"/><block version=\"3.0\"/>", "1.0", "floor-ahead"),
      (
        "<floor version=\"2.0\"/><block version=\"5.0\"/><block version=\"4.0\"/><block version=\"3.0\"/>", "1.0",
        "floor-ahead"
      ),
      (
        "<floor version=\"2.0\"/><floor version=\"3.0\"/><floor version=\"4.0\"/><block version=\"4.0\"/>", "1.0",
        "2.0 floor, 3.0 floor target"
      ),
      (
        "<floor version=\"2.0\"/><floor version=\"3.0\"/><block version=\"4.0\"/><block version=\"5.0\"/>", "1.0",
        "2.0 floor, 3.0 floor target"
      ),
      ("<block version=\"4.0\"/>", "1.0", "5.0 target"),
    ])
  func blocks(rules: String, version: String, expected: String) throws {
    #expect(try told(catalog(rules), version) == expected)
  }

  @Test("Deltas are not for mirrors, a target of a pin is")
  func deltasAndPins() throws {
    let deltas = try catalog(
      "<floor version=\"2.0\"/>", releases: Self.all + ["2.0_amd64_from_1.0", "5.0_amd64_from_2.0"])
    #expect(try told(deltas, request([mirror("1.0", deltaOK: true)])) == "2.0 floor, 5.0 target")
    #expect(try told(deltas, request([mirror("2.0", deltaOK: true)])) == "5.0 target")
    #expect(try ask(deltas, request([mirror("2.0", deltaOK: true)])).decision.release?.previousVersion == nil)
    let pinned = try catalog(
      "<floor version=\"2.0\"/>",
      group: "<group name=\"lab\" track=\"stable\" channel=\"stable\"><pin version=\"3.0\"/></group>")
    #expect(try told(pinned, "1.0") == "2.0 floor, 3.0 target")
  }

  @Test("Releases for all architectures and for one are told together")
  func architectures() throws {
    let catalog = try PolicyCatalog(
      """
      <channel name="stable"><target arch="all" version="5.0"/><floor version="2.0" arch="arm64"/>
      <floor version="3.0"/></channel>
      """, releases: ["5.0_all", "3.0_all", "3.0_arm64", "2.0_arm64"],
      codebases: { ["/packages/os/\($0)/\($1)/"] })
    #expect(try told(catalog, request([mirror("1.0", board: "amd64-usr")])) == "3.0 floor, 5.0 target")
    let arm = try ask(catalog, request([mirror("1.0", board: "arm64-usr")])).result
    #expect(
      arm.manifests.map(\.packages[0].name) == ["2.0/arm64/update.gz", "3.0/arm64/update.gz", "5.0/all/update.gz"])
  }

  @Test("A machine's rollback is a single target")
  func rollback() throws {
    let catalog = try catalog(
      "<floor version=\"2.0\"/>", target: "3.0",
      group: "<group name=\"g\" track=\"stable\" channel=\"stable\" rollback=\"allowed\"/>")
    let check = UpdateCheck(rollbackAllowed: true)
    #expect(try told(catalog, request([mirror("4.0", check: check)])) == "3.0 target")
    #expect(try told(catalog, request([mirror("4.0")])) == "up-to-date")
  }

  @Test("What holds a machine back holds a mirror, and a prefix is asked of every manifest")
  func holds() throws {
    let window = try catalog(
      "<floor version=\"2.0\"/>",
      group: "<group name=\"g\" track=\"stable\" channel=\"stable\"><window from=\"01:00\" to=\"02:00\"/></group>")
    #expect(try told(window, "1.0") == "outside-window")
    let rollout = try catalog(
      "<floor version=\"2.0\"/>",
      group: "<group name=\"g\" track=\"stable\" channel=\"stable\"><rollout percent=\"0\"/></group>")
    #expect(try told(rollout, "1.0") == "rollout-pending")
    #expect(try ask(rollout, request([mirror("1.0")])).result.manifests.isEmpty)
    let floors = try catalog("<floor version=\"2.0\"/>")
    func prefix(_ text: String) throws -> String {
      try told(floors, request([mirror("1.0", check: UpdateCheck(targetVersionPrefix: TargetVersionPrefix(text)))]))
    }
    #expect(try prefix("2.") == "prefix-mismatch")
    #expect(try prefix("5.") == "prefix-mismatch")
    #expect(try prefix("") == "2.0 floor, 5.0 target")
    #expect(try ask(floors, request([mirror("1.0")]), baseURL: nil).decision.reason == .noBaseURL)
  }

  @Test("Without a common codebase a mirror is told the floors that have one, and never a lone floor")
  func codebases() throws {
    let rules = "<floor version=\"2.0\"/><floor version=\"3.0\"/>"
    func catalog(_ codebases: [String: [String]]) throws -> PolicyCatalog {
      try self.catalog(rules) { version, _ in codebases[version] ?? ["https://new.example/\(version)/"] }
    }
    let old = (two: ["https://old.example/a/2.0/"], three: ["https://old.example/a/3.0/"])
    let moved = try catalog(["2.0": old.two, "3.0": old.three])
    #expect(try told(moved, "1.0") == "2.0 floor, 3.0 floor")
    #expect(try ask(moved, request([mirror("1.0")])).result.codebases == ["https://old.example/a/"])
    // One that takes the floors one by one comes to the last, and waits there.
    #expect(try told(moved, "2.0") == "floor-ahead")
    #expect(try told(moved, "3.0") == "5.0 target")
    let alone = try catalog(["2.0": old.two])
    #expect(try told(alone, "1.0") == "floor-ahead")
    #expect(try ask(alone, request([mirror("1.0")])).result.manifests.isEmpty)
    #expect(try told(alone, "2.0") == "3.0 floor, 5.0 target")
    // Several codebases each: what they have in common is enough, in their order.
    let mixed = try catalog([
      "2.0": ["https://old.example/a/2.0/", "/packages/os/2.0/"],
      "3.0": ["/packages/os/3.0/", "https://old.example/a/3.0/"],
      "5.0": ["https://new.example/5.0/", "https://old.example/a/5.0/", "/packages/os/5.0/"],
    ])
    #expect(try told(mixed, "1.0") == "2.0 floor, 3.0 floor, 5.0 target")
    let result = try ask(mixed, request([mirror("1.0")])).result
    #expect(result.codebases == ["https://old.example/a/", "http://u.example/packages/os/"])
    #expect(result.manifests.map(\.packages[0].name) == ["2.0/update.gz", "3.0/update.gz", "5.0/update.gz"])
    // A machine is offered the floors all the same.
    let machine = request([mirror("1.0", multiManifestOK: nil)], version: "update_engine-0.4.10")
    #expect(try told(alone, machine) == "2.0")
  }

  @Test("A directory with characters that XML escapes is escaped")
  func escaping() throws {
    let catalog = try catalog("<floor version=\"2.0\"/>") { version, _ in ["https://a.example/x&y/\(version)&'z'/"] }
    let result = try ask(catalog, request([mirror("1.0")])).result
    #expect(result.codebases == ["https://a.example/x&y/"])
    #expect(result.manifests.map(\.packages[0].name) == ["2.0&'z'/update.gz", "5.0&'z'/update.gz"])
  }

  @Test("One response has a bounded number of manifests, and no target while floors are left out")
  func bound() throws {
    let versions = (1...70).map { "\($0).0" }
    let catalog = try catalog(
      versions.dropLast().map { "<floor version=\"\($0)\"/>" }.joined(), target: "70.0", releases: versions)
    let first = try ask(catalog, request([mirror("0.1")])).result
    #expect(first.manifests.map(\.version) == Array(versions.prefix(UpdateService.maximumManifests)))
    #expect(first.manifests.allSatisfy { $0.isFloor && !$0.isTarget })
    let rest = try ask(catalog, request([mirror("64.0")])).result
    #expect(rest.manifests.map(\.version) == ["65.0", "66.0", "67.0", "68.0", "69.0", "70.0"])
    #expect(rest.target?.version == "70.0")
    // The apps of a request share the number; with so many that each has one, a floor cannot be told.
    func manifests(_ apps: Int) throws -> [Int] {
      let request = request(Array(repeating: mirror("0.1"), count: apps))
      let now = try #require(Timestamp("2026-11-23T12:00:00Z"))
      let answer = catalog.service.answer(to: request, at: now, baseURL: BaseURL("http://u.example"))
      return answer.apps.map { $0.decision.series?.entries.count ?? 0 }
    }
    #expect(try manifests(2) == [32, 32])
    #expect(try manifests(32) == Array(repeating: 2, count: 32))
    #expect(try manifests(33) == Array(repeating: 0, count: 33))
    #expect(try manifests(1_000).allSatisfy { $0 == 0 })
    #expect(try told(catalog, request(Array(repeating: mirror("69.0"), count: 1_000))) == "70.0 target")
  }

  @Test(
    "A syncer that takes one manifest waits while a floor lies ahead",
    arguments: [("1.0", "floor-ahead"), ("2.0", "floor-ahead"), ("4.0", "5.0"), ("4.5", "5.0"), ("5.0", "up-to-date")])
  func simpleMirror(version: String, expected: String) throws {
    let catalog = try catalog("<floor version=\"4.0\" reason=\"boot loader\"/><floor version=\"2.0\"/>")
    for answer in [nil, false] {
      #expect(try told(catalog, request([mirror(version, multiManifestOK: answer)])) == expected)
    }
    let traced = catalog.service.trace(
      mirror("1.0", multiManifestOK: nil), of: request([mirror("1.0", multiManifestOK: nil)]),
      at: Timestamp(seconds: 0), baseURL: nil)
    #expect(traced.steps.last?.rule == .floor)
    #expect(try self.catalog("<floor version=\"5.0\"/>").simple("1.0") == "offered 5.0")
  }

  @Test("Only Nebraska's syncer is taken for one")
  func machines() throws {
    let catalog = try catalog("<floor version=\"2.0\"/>")
    let app = mirror("1.0", multiManifestOK: nil)
    func told(_ request: Request) throws -> String { try self.told(catalog, request) }
    #expect(try told(request([app])) == "floor-ahead")
    for names in [(Self.engine, nil), (nil, Self.engine)] as [(String?, String?)] {
      let request = Request(
        version: names.0, updaterVersion: names.1, installSource: "scheduler",
        os: OperatingSystem(architecture: "x64"), apps: [app])
      #expect(try told(request) == "floor-ahead")
    }
    // CoreOS's first update_engine had the same name, and sent an event with every check.
    let event = Event(type: .updateComplete, result: .successReboot, previousVersion: "")
    #expect(try told(request([mirror("1.0", multiManifestOK: nil, events: [event])])) == "2.0")
    #expect(try told(request([app], source: "ondemandupdate")) == "2.0")
    #expect(try told(request([app], source: nil)) == "2.0")
    for name in [
      "update_engine-0.4.10", "CoreOSUpdateEngine-0.1.0.0-rc1", "CoreOSUpdateEngine-0.1.0",
      "coreosupdateengine-0.1.0.0",
      "FlatcarUpdateEngine-0.1.0.0", "ChromeOSUpdateEngine-0.1.0.0", nil,
    ] {
      #expect(try told(request([app], version: name)) == "2.0", "\(name ?? "")")
    }
  }
}

extension PolicyCatalog {
  /// What a syncer that takes one manifest is told.
  fileprivate func simple(_ version: String) throws -> String {
    try decide(version, isSyncer: true).short
  }
}
