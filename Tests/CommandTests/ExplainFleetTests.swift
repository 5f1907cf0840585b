import Foundation
import Testing
import TestSupport

@Suite("omaha-pkg explain --fleet")
struct ExplainFleetTests {
  let shop: Workshop

  /// Two groups that roll out differently, and one that has no rollout.
  private static let catalog = """
    <app appid="com.example.agent" name="Agent">
      <channel name="stable">
        <target arch="amd64" version="3.0" since="2026-11-23T10:00:00Z"/>
        <floor version="2.0"/>
      </channel>
      <channel name="beta"><target arch="amd64" version="3.0"/></channel>
      <group name="azure" oem="azure" track="stable" channel="stable"><rollout over="P3D" steps="1,20,60"/></group>
      <group name="fleet" track="stable" channel="stable"><rollout over="P4D"/></group>
    </app>
    """

  init() throws {
    shop = try Workshop { shop in
      try shop.folder.write("hello", to: "update.gz")
      for version in ["1.0", "2.0", "3.0"] {
        try shop.expect("add @update.gz --app com.example.agent --version \(version)")
      }
      try shop.folder.write(Self.catalog, to: "root/catalog/com.example.agent/app.xml")
      let releases = "root/catalog/com.example.agent/releases/"
      let delta = try shop.folder.text(releases + "3.0_amd64.xml")
        .replacing("arch=\"amd64\"", with: "arch=\"amd64\" previousversion=\"2.0\"")
        .replacing("event=\"postinstall\"", with: "event=\"postinstall\" IsDeltaPayload=\"true\"")
      try shop.folder.write(delta, to: releases + "3.0_amd64_from_2.0.xml")
    }
  }

  private struct Summary: Decodable {
    let time: String
    let machines: Int
    let apps: [App]

    struct App: Decodable {
      let app: String?
      let machines: Int
      let groups: [Group]
    }

    struct Group: Decodable {
      let group: String?
      let machines: Int
      let decisions: [Count]
      let offers: [Offer]
      let schedule: Schedule?
      let rollouts: [Rollout]
    }

    struct Schedule: Decodable {
      let isOpen: Bool
      let opens: String?
    }

    struct Count: Decodable {
      let decision: String
      let reason: String
      let machines: Int
    }

    struct Offer: Decodable {
      let version: String
      let previous: String?
      let machines: Int
    }

    struct Rollout: Decodable {
      let version: String
      let machines: Int
      let moments: [Moment]
      let unreached: Int
    }

    struct Moment: Decodable {
      let time: String
      let isNow: Bool
      let plan: Double
      let machines: Int
      let percent: Double
    }
  }

  private func summary(_ words: String) throws -> Summary {
    let json = try shop.expect("explain --format json --fleet " + words).output
    return try JSONDecoder().decode(Summary.self, from: Data(json.utf8))
  }

  /// What single explanations say of the machines of a request.
  private struct Explanation: Decodable {
    let apps: [App]

    struct App: Decodable {
      let group: String?
      let decision: String
      let reason: String
      let offer: Offer?
    }

    struct Offer: Decodable {
      let version: String
      let previous: String?
    }
  }

  private func explanation(at time: String) throws -> [Explanation.App] {
    let json = try shop.expect("explain --format json @fleet.xml --at " + time).output
    return try JSONDecoder().decode(Explanation.self, from: Data(json.utf8)).apps
  }

  /// Writes the same machines as a fleet and as one request with an app for each.
  private func writeFleet(of count: Int) throws {
    var csv = "machine,version,track,board,oem,delta_okay\n"
    var xml = "<request protocol=\"3.0\">"
    for number in 0..<count {
      let (version, track) = (
        ["1.0", "2.0", "3.0"][number % 3], ["stable", "stable", "beta", "other"][number / 3 % 4]
      )
      let (board, oem) = (["amd64-usr", "amd64-usr", "arm64-usr"][number / 12 % 3], ["", "azure"][number / 2 % 2])
      let delta = ["", "true", "false"][number / 5 % 3]
      let machine = number == 7 ? "" : "machine-\(number)"
      csv += "\(machine),\(version),\(track),\(board),\(oem),\(delta)\n"
      let attributes = [("machineid", machine), ("oem", oem), ("delta_okay", delta)].filter { !$0.1.isEmpty }
        .map { " \($0)=\"\($1)\"" }.joined()
      xml +=
        "<app appid=\"com.example.agent\" version=\"\(version)\" track=\"\(track)\" board=\"\(board)\"\(attributes)><updatecheck/></app>"
    }
    try shop.folder.write(csv, to: "fleet.csv")
    try shop.folder.write(xml + "</request>", to: "fleet.xml")
  }

  @Test(
    "the summary is the sum of what each machine is answered",
    arguments: [
      "2026-11-23T09:59:59Z", "2026-11-23T10:00:00Z", "2026-11-24T22:00:00Z", "2026-11-26T10:00:00Z",
      "2026-12-24T00:00:00Z",
    ])
  func consistency(time: String) throws {
    try writeFleet(of: 600)
    let summary = try summary("@fleet.csv --app com.example.agent --at " + time)
    let machines = try explanation(at: time)
    #expect(summary.machines == machines.count)
    #expect(summary.apps.map(\.app) == ["com.example.agent"])
    let groups = try #require(summary.apps.first?.groups)
    #expect(groups.map(\.group) == ["azure", "fleet", "beta", nil])
    for group in groups {
      let own = machines.filter { $0.group == group.group }
      #expect(group.machines == own.count)
      let reasons = Dictionary(grouping: own) { "\($0.decision) \($0.reason)" }.mapValues(\.count)
      let counted = group.decisions.map { ("\($0.decision) \($0.reason)", $0.machines) }
      #expect(Dictionary(counted) { $0 + $1 } == reasons)
      let offers = Dictionary(grouping: own.compactMap(\.offer)) { "\($0.version) from \($0.previous ?? "")" }
      let offered = group.offers.map { ("\($0.version) from \($0.previous ?? "")", $0.machines) }
      #expect(Dictionary(offered) { $0 + $1 } == offers.mapValues(\.count))
    }
    #expect(groups.contains { $0.offers.contains { $0.previous == "2.0" } }, "there are deltas to count")
  }

  @Test("what is foretold of a rollout is what its machines are answered then")
  func moments() throws {
    try writeFleet(of: 600)
    let summary = try summary("@fleet.csv --app com.example.agent --at 2026-11-24T12:00:00Z")
    let groups = try #require(summary.apps.first?.groups).filter { !$0.rollouts.isEmpty }
    #expect(groups.map(\.group) == ["azure", "fleet"])
    #expect(
      groups.map { $0.rollouts[0].moments.map(\.time) } == [
        ["2026-11-23T10:00:00Z", "2026-11-24T12:00:00Z", "2026-11-24T22:00:00Z", "2026-11-26T10:00:00Z"],
        [
          "2026-11-23T19:36:00Z", "2026-11-24T10:00:00Z", "2026-11-24T12:00:00Z", "2026-11-25T10:00:00Z",
          "2026-11-26T10:00:00Z", "2026-11-27T00:24:00Z", "2026-11-27T10:00:00Z",
        ],
      ])
    for group in groups {
      let rollout = try #require(group.rollouts.first)
      for moment in rollout.moments {
        let answered = try explanation(at: moment.time).filter { $0.group == group.group }
        #expect(answered.count { $0.decision == "update" } == moment.machines)
        #expect(answered.count { ["offered", "rollout-pending"].contains($0.reason) } == rollout.machines)
        #expect(moment.isNow == (moment.time == "2026-11-24T12:00:00Z"))
        #expect(abs(moment.percent - moment.plan) < 15, "600 machines are not far from the plan")
      }
      #expect(rollout.moments.map(\.machines) == rollout.moments.map(\.machines).sorted())
    }
    #expect(groups[0].rollouts[0].unreached > 0, "the steps end at 60 percent")
    #expect(groups[1].rollouts[0].unreached == 0, "the ramp reaches everybody, also without an ID")
    #expect(groups[1].rollouts[0].moments.last?.plan == 100)
  }

  @Test("a closed window does not hide how far the rollout is")
  func windows() throws {
    try writeFleet(of: 120)
    let open = try summary("@fleet.csv --app com.example.agent --at 2026-11-25T10:00:00Z")
    let window = "<rollout over=\"P4D\"/><window from=\"20:00\" to=\"21:00\"/>"
    try shop.folder.write(
      Self.catalog.replacing("<rollout over=\"P4D\"/>", with: window), to: "root/catalog/com.example.agent/app.xml")
    let closed = try summary("@fleet.csv --app com.example.agent --at 2026-11-25T10:00:00Z")
    let groups = [open, closed].map { $0.apps[0].groups[1] }
    #expect(groups[0].rollouts[0].moments.map(\.machines) == groups[1].rollouts[0].moments.map(\.machines))
    #expect(groups[0].schedule == nil)
    #expect(groups[1].schedule?.isOpen == false)
    #expect(groups[1].schedule?.opens == "2026-11-25T20:00:00Z")
    #expect(groups[1].offers.isEmpty)
    #expect(groups[1].decisions.contains { $0.reason == "outside-window" })
  }

  @Test("a fixed share is there as soon as its target was promoted")
  func share() throws {
    try writeFleet(of: 120)
    let text = Self.catalog.replacing("over=\"P4D\"", with: "percent=\"40\"").replacing(
      "2026-11-23T", with: "2026-01-01T")
    try shop.folder.write(text, to: "root/catalog/com.example.agent/app.xml")
    let group = try summary("@fleet.csv --app com.example.agent --at 2026-11-25T10:00:00Z").apps[0].groups[1]
    let offered = group.decisions.first { $0.reason == "offered" }?.machines
    #expect(offered != nil)
    #expect(group.rollouts[0].moments.map(\.machines) == [offered])
    #expect(group.rollouts[0].unreached == group.decisions.first { $0.reason == "rollout-pending" }?.machines)
  }

  @Test("a group and a channel of the same name are counted apart")
  func sameName() throws {
    try writeFleet(of: 120)
    let before = try summary("@fleet.csv --app com.example.agent --at 2026-11-25T10:00:00Z").apps[0].groups
    try shop.folder.write(
      Self.catalog.replacing("name=\"fleet\"", with: "name=\"beta\""), to: "root/catalog/com.example.agent/app.xml")
    let after = try summary("@fleet.csv --app com.example.agent --at 2026-11-25T10:00:00Z").apps[0].groups
    #expect(before.map(\.group) == ["azure", "fleet", "beta", nil])
    #expect(after.map(\.group) == ["azure", "beta", "beta", nil])
    #expect(after.map(\.machines) == before.map(\.machines))
    #expect(after.map(\.rollouts.count) == before.map(\.rollouts.count))
  }

  @Test("the text shows groups, decisions, offers and the course of each rollout")
  func text() throws {
    try writeFleet(of: 60)
    let output = try shop.expect("explain --fleet @fleet.csv --app com.example.agent --at 2026-11-25T10:00:00Z").output
    for part in [
      "60 machines at 2026-11-25T10:00:00Z\n\napp com.example.agent (Agent): 60 machines\n",
      "\ngroup azure, channel stable: ", "\nno group: ",
      "  rollout of 3.0 for amd64, over 4 days since 2026-11-23T10:00:00Z, to ",
      "    2026-11-25T10:00:00Z  50.00% ", "delta from 2.0\n", " now\n",
    ] {
      #expect(output.contains(part), "\(part)\n\(output)")
    }
  }

  @Test("a fixed share is foretold from the moment of its target on, and comes as it is foretold")
  func ahead() throws {
    try shop.folder.write(
      """
      <app appid="com.example.agent">
        <channel name="stable"><target arch="amd64" version="3.0" since="2026-11-23T10:00:00Z"/></channel>
        <group name="fleet" channel="stable"><rollout percent="50"/></group>
      </app>
      """, to: "root/catalog/com.example.agent/app.xml")
    try writeFleet(of: 60)
    func group(_ time: String) throws -> Summary.Group {
      try #require(summary("@fleet.csv --app com.example.agent --at \(time)").apps.first?.groups.first)
    }
    let before = try group("2026-11-23T09:59:59Z")
    #expect(before.offers.isEmpty)
    let rollout = try #require(before.rollouts.first)
    #expect(rollout.moments.map(\.time) == ["2026-11-23T09:59:59Z", "2026-11-23T10:00:00Z"])
    #expect(rollout.moments.map(\.plan) == [0, 50])
    #expect(rollout.moments[0].machines == 0)
    let after = try group("2026-11-23T10:00:00Z")
    #expect(after.offers.map(\.machines).reduce(0, +) == rollout.moments[1].machines)
    #expect(after.rollouts.first?.moments.map(\.time) == ["2026-11-23T10:00:00Z"])
    #expect(rollout.machines - rollout.unreached == rollout.moments[1].machines && rollout.moments[1].machines > 0)
  }

  @Test("apps that the catalog does not have are counted together")
  func unknown() throws {
    try shop.folder.write(
      "App,VERSION\ncom.example.agent,1.0\nnobody,1.0\n{Com.Example.Agent},x\nnobody2,1.0\n!,1.0\n", to: "fleet.csv")
    let apps = try summary("@fleet.csv").apps
    #expect(apps.map(\.app) == ["com.example.agent", nil])
    #expect(apps.map(\.machines) == [2, 3])
    #expect(apps[0].groups.flatMap(\.decisions).map(\.reason).sorted() == ["invalid-version", "no-group"])
    #expect(apps[1].groups.flatMap(\.decisions).map(\.reason).sorted() == ["invalid-app-id", "unknown-app"])
  }

  @Test(
    "every writing of a file that means the same is read",
    arguments: [
      "app,version,track\ncom.example.agent,1.0,beta\n", "app,version,track\r\ncom.example.agent,1.0,beta\r\n",
      "\u{FEFF}app,version,track\ncom.example.agent,1.0,beta",
      "\"app\",\"version\",\"track\"\n\"com.example.agent\",1.0,\"beta\"",
      "\n\r\nAppID,Version,TRACK\n\ncom.example.agent,1.0,beta\n\n\n",
      "track,alias,version,app\nbeta,\"a \"\"b\"\", c\n\",1.0,com.example.agent\r",
      "app, version, track\ncom.example.agent, 1.0, beta\n",
      " app\t,\tversion , track \n \t\ncom.example.agent ,1.0\t,beta \t\r\n  ",
      "\u{FEFF}\"app\", \"version\" ,\"track\"\r\n \"com.example.agent\" , \" 1.0 \",  \"beta\"\t\r\n",
      "version,track,machine-id,Delta_Okay,target-version-prefix,updatedisabled,rollback-allowed,app\n1.0,beta,, ,,FALSE,1,\n",
      "version,track,machineid,MachineAlias\n1.0,beta,m1,rack-7\n",
    ])
  func writings(text: String) throws {
    try shop.folder.write(text, to: "fleet.csv")
    let summary = try summary("@fleet.csv --app com.example.agent")
    #expect(summary.machines == 1)
    #expect(summary.apps[0].groups.map(\.group) == ["beta"])
    #expect(summary.apps[0].groups[0].offers.map(\.version) == ["3.0"])
  }

  private static func long(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }

  static let faults: [(String, String?)] = [
    ("", ":1: empty: the first line is to name the columns"),
    ("machine,colour,version,size\n", ":1: unknown columns \"colour\", \"size\""),
    ("version;track\n1.0;beta\n", ":1: the values are separated by semicolons, and not by commas"),
    ("\u{FEFF}\"version\";\"track\"\r\n", ":1: text behind a closing quotation mark: values are separated by commas"),
    ("version\ttrack\n", ":1: the values are separated by tabs, and not by commas"),
    ("\nversion,version\n", ":2: a second column version"), ("machine,track\n", ":1: there is no column version"),
    ("version\n1.0\n1.0,2\n", ":3: 2 values for 1 column"),
    ("version,track\n1.0,a\r\n1.0\n", ":3: 1 value for 2 columns"),
    ("version,delta_okay\n1.0,maybe\n", ":2: delta_okay cannot be \"maybe\""),
    ("version,target_version_prefix\n1.0,x\n", ":2: target_version_prefix cannot be \"x\""),
    ("version,alias\n1.0,\"a\nb\"\n2.0,\"c\n", ":4: a quotation mark is not closed"),
    ("version,alias\n1.0,\"a\"b\n", ":2: text behind a closing quotation mark"),
    ("version,alias\n1.0,a\"b\n", ":2: a quotation mark inside a value that does not begin with one"),
    ("version,alias\n1.0,a\rb\n", ":2: a carriage return without a line feed"),
    ("version\n1.0\u{0}\n", ":2: a NUL byte"), ("v\u{0}e\u{0}", ":1: a NUL byte"),
    ("version\n" + long("1", 65_536) + "\n", nil),
    ("version\n" + long("1", 65_537) + "\n", ":2: longer than 65536 bytes"),
    ("version\n\"" + long("1\n", 65_536), ":32770: longer than 65536 bytes"),
    ("version,alias\n1.0,\"\u{9b}\u{1b}[2J\n\",\n", ":2: 3 values for 2 columns"),
    ("version,\u{1b}[2J\n", ":1: unknown column \"\\u{1b}[2J\""),
  ]

  @Test("a file that cannot be meant is refused with its line", arguments: faults)
  func refused(text: String, message: String?) throws {
    try shop.folder.write(text, to: "fleet.csv")
    let run = try shop.expect("explain --app com.example.agent --fleet @fleet.csv", exit: message == nil ? 0 : 1)
    guard let message else { return }
    #expect(run.errors.hasPrefix("omaha-pkg: error: \(shop.folder.path)/fleet.csv\(message)"), "\(run.errors)")
    #expect(run.output.isEmpty)
    #expect(run.errors.utf8.allSatisfy { $0 == UInt8(ascii: "\n") || $0 >= 0x20 })
  }

  @Test("what is not UTF-8 is refused, and so is a file that is not there, or no app")
  func unreadable() throws {
    try shop.folder.write(Array("version\n1.0\n".utf8) + [0xFF, 0x0A], to: "fleet.csv")
    let run = try shop.expect("explain --app com.example.agent --fleet @fleet.csv", exit: 1)
    #expect(run.errors.contains(":3: a value is not UTF-8"))
    try shop.expect("explain --app com.example.agent --fleet @missing.csv", exit: 66)
    try shop.expect("explain --app com.example.agent --fleet @", exit: 66)
    try shop.folder.write("version\n1.0\n", to: "fleet.csv")
    // The only app would be meant.
    #expect(try shop.expect("explain --fleet @fleet.csv").output.contains("com.example.agent"))
    try shop.expect("add @update.gz --app org.other --version 1.0")
    #expect(try shop.expect("explain --fleet @fleet.csv", exit: 64).errors.contains("--app names the app"))
    try shop.folder.write("app,version\n,1.0\n", to: "fleet.csv")
    #expect(try shop.expect("explain --fleet @fleet.csv", exit: 1).errors.contains(":2: no app"))
    for words in ["--fleet @fleet.csv @request.xml", "--fleet @fleet.csv --track x", "--fleet @fleet.csv --delta-okay"]
    {
      try shop.expect("explain " + words, exit: 64)
    }
  }

  @Test("a fleet comes from standard input too")
  func input() throws {
    let file = try shop.folder.write("version,track\n1.0,beta\n", to: "fleet.csv")
    let run = try Program.run(
      "/bin/sh", ["-c", "exec \"$0\" explain --fleet - --app com.example.agent <\"$1\"", Program.omahaPkg, file],
      environment: ["OMAHA_ROOT": shop.root])
    #expect(run.status == 0)
    #expect(run.output.contains("group beta, channel beta: 1 machine\n"))
  }
}
