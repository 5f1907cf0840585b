import Foundation
import Journal
import SQL
import TestSupport
import Testing

@testable import Fleet

/// The commands of omaha-fleet that read, on a database that its loader has filled.
@Suite("omaha-fleet reads") struct ReadingCommandTests {
  private let folder: TemporaryFolder
  private var fleet: String { folder.path + "/fleet" }

  init() throws { folder = try TemporaryFolder() }

  private func run(_ words: String...) throws -> Run {
    try Program.run(
      Program.omahaFleet, words + ["--fleet", fleet], environment: ["OMAHA_FLEET": "", "OMAHA_ROOT": folder.path])
  }

  private func array(_ run: Run) throws -> [[String: Any]] {
    #expect(run.status == 0 && run.errors == "", "\(run.errors)")
    return try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [[String: Any]])
  }

  /// Loads check-ins, now being the last one's moment.
  private func load(_ checkIns: [CheckIn]) throws {
    try FileManager.default.createDirectory(atPath: fleet, withIntermediateDirectories: true)
    let store = try FleetStore(.sqlite(path: fleet + "/fleet.sqlite"))
    try store.load(JournalBatch(checkIns), now: Self.now)
  }

  private static let now = Int64(Date().timeIntervalSince1970 * 1_000)

  private func said(
    _ machine: String, ago: Int64, version: String = "1.0", _ events: [(Int64, Int64, Int64)] = []
  ) -> CheckIn {
    var checkIn = CheckIn(time: Self.now - ago * 60_000, appID: "com.example.agent")
    checkIn.machineID = machine
    checkIn.version = version
    checkIn.bootID = "boot of \(version)"
    checkIn.decision = "none"
    checkIn.events = events.map {
      var event = CheckIn.Event(type: $0.0, result: $0.1)
      event.errorCode = $0.2
      return event
    }
    return checkIn
  }

  private func check(_ machine: String, ago: Int64, version: String = "1.0", _ reason: String) -> CheckIn {
    var checkIn = said(machine, ago: ago, version: version)
    checkIn.hasUpdateCheck = true
    checkIn.group = "fleet"
    checkIn.decision = reason == "offered" ? "update" : "noupdate"
    checkIn.reason = reason
    checkIn.target = "2.0"
    checkIn.release = reason == "offered" ? "2.0" : ""
    return checkIn
  }

  /// A machine in each of some states.
  private func loadFleet() throws {
    try load([
      check("done", ago: 90, version: "2.0", "up-to-date"),
      check("held", ago: 80, "rollout-pending"),
      check("loads", ago: 70, "offered"), said("loads", ago: 69, [(13, 1, 0)]),
      check("waits", ago: 65, "offered"), said("waits", ago: 50, [(3, 1, 0)]),
      check("fails", ago: 40, "offered"), said("fails", ago: 30, [(3, 0, 0x1000_0009)]),
      check("old", ago: 12 * 1_440, version: "0.9", "updates-off"),
    ])
  }

  @Test("machines --format json is one array with the same keys for every machine")
  func machines() throws {
    try loadFleet()
    let machines = try array(run("machines", "--format", "json"))
    #expect(
      machines.compactMap { $0["machine"] as? String }.sorted() == ["done", "fails", "held", "loads", "old", "waits"])
    for machine in machines {
      #expect(
        Set(machine.keys) == [
          "app", "machine", "alias", "version", "track", "group", "board", "arch", "oem", "state", "target", "reason",
          "firstSeen", "lastSeen", "lastError", "address", "release", "offered",
        ])
    }
    let failed = try #require(machines.first { $0["machine"] as? String == "fails" })
    #expect(failed["state"] as? String == "failed" && failed["group"] as? String == "fleet")
    #expect((failed["lastError"] as? [String: Any])?["code"] as? Int == 9)
    #expect((failed["lastError"] as? [String: Any])?["text"] as? String == "download transfer error")
    let done = try #require(machines.first { $0["machine"] as? String == "done" })
    #expect(done["lastError"] is NSNull && done["state"] as? String == "up-to-date")
    #expect((done["lastSeen"] as? String)?.hasSuffix("Z") == true)
  }

  @Test(
    "Every filter takes what it says, and filters add up",
    arguments: [
      ("--state downloading", "loads"), ("--state installed", "waits"), ("--error 9", "fails"), ("--unseen P7D", "old"),
      ("--version 2.0", "done"), ("--reason rollout-pending", "held"), ("--group fleet --state failed", "fails"),
      ("--app {COM.EXAMPLE.AGENT} --version 0.9", "old"), ("--app com.example.other", ""), ("--alias none", ""),
      ("--sort machine --limit 1", "done"), ("--sort last-seen --limit 2", "old done"), ("--limit 0", ""),
      ("--error 268435465", "fails"), ("--cloned", ""), ("--error -9", ""), ("--error=-9", ""),
      ("--offered 2.0 --sort machine", "fails loads waits"), ("--offered 3.0", ""),
    ])
  func filters(_ options: String, _ expected: String) throws {
    try loadFleet()
    let words = ["machines", "--format", "json"] + options.split(separator: " ").map(String.init)
    let run = try Program.run(Program.omahaFleet, words + ["--fleet", fleet])
    #expect(try array(run).compactMap { $0["machine"] as? String } == expected.split(separator: " ").map(String.init))
  }

  @Test("status counts the machines of each group by state, and those held by reason")
  func status() throws {
    try loadFleet()
    let groups = try array(run("status", "--format", "json"))
    #expect(groups.count == 1)
    let group = try #require(groups.first)
    #expect(group["app"] as? String == "com.example.agent" && group["group"] as? String == "fleet")
    #expect(group["machines"] as? Int == 6 && group["onTarget"] as? Int == 1)
    #expect(
      group["states"] as? [String: Int] == ["up-to-date": 1, "held": 2, "downloading": 1, "installed": 1, "failed": 1])
    #expect(group["held"] as? [String: Int] == ["rollout-pending": 1, "updates-off": 1])
    #expect(group["lastHour"] as? [String: Int] == ["installed": 1, "failed": 1, "offered": 1])
    #expect(try run("status").output.contains("1 rollout-pending"))
  }

  @Test("versions counts, the newest first")
  func versions() throws {
    try loadFleet()
    let versions = try array(run("versions", "--format", "json"))
    #expect(versions.map { $0["version"] as? String } == ["2.0", "1.0", "0.9"])
    #expect(versions.map { $0["machines"] as? Int } == [1, 4, 1])
    #expect(try array(run("versions", "--over", "P30D", "--format", "json")).last?["machines"] as? Int == 1)
  }

  @Test("errors says which code, how many machines, since when and on the way to what")
  func errors() throws {
    try loadFleet()
    let errors = try array(run("errors", "--format", "json"))
    #expect(errors.count == 1 && errors[0]["code"] as? Int == 9 && errors[0]["target"] as? String == "2.0")
    #expect(errors[0]["machines"] as? Int == 1 && errors[0]["failed"] as? Int == 1)
  }

  @Test(
    "machine says of one on a blocked version that it runs that, as omaha-pkg explain does",
    arguments: [
      ("1.0", "the machine already runs this release or a newer one"),
      ("2.0", "the machine runs a blocked version, and nothing newer is there for it"),
    ])
  func blockedMachine(version: String, explanation: String) throws {
    let catalog = "catalog/com.example.agent/"
    try folder.write(
      """
      <app appid="com.example.agent" default-arch="amd64">
        <channel name="stable"><target arch="amd64" version="1.0"/><block version="2.0"/></channel>
        <group name="all" channel="stable"/>
      </app>
      """, to: catalog + "app.xml")
    try folder.write(
      """
      <update appid="com.example.agent" version="1.0" arch="amd64">
        <urls><url codebase="https://example.com/"/></urls>
        <manifest version="1.0"><packages>
          <package name="update.gz" hash="2jmj7l5rSw0yVb/vlWAYkK/YBwk=" \
      hash_sha256="e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" size="1" required="true"/>
        </packages><actions>
          <action event="postinstall" sha256="47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="/>
        </actions></manifest>
      </update>
      """, to: catalog + "releases/1.0_amd64.xml")
    try load([check("m", ago: 1, version: version, "up-to-date")])
    let run = try run("machine", "m")
    #expect(run.output.contains("nothing is offered: \(explanation) (up-to-date)"), "\(run)")
  }

  @Test("machine shows what is known, the history in words, and says when it cannot say what it would be answered")
  func machine() throws {
    try loadFleet()
    let run = try run("machine", "fails")
    #expect(run.status == 0, "\(run.errors)")
    for words in [
      "failed: it has failed to update", "9 download transfer error", "was offered 2.0", "failed to update to 2.0",
      "no catalog can be read",
    ] { #expect(run.output.contains(words), "\(words)") }
    let machines = try array(self.run("machine", "fails", "--format", "json"))
    #expect((machines.first?["history"] as? [Any])?.count == 2 && machines.first?["now"] is NSNull)
    #expect(try self.run("machine", "nobody").status == 66)
    #expect(try self.run("machine", "fails", "--root", fleet + "/none").status != 0)
  }

  @Test("events prints what happened in words")
  func events() throws {
    try loadFleet()
    let lines = try run("events").lines
    #expect(lines.count == 9 && lines.contains { $0.hasSuffix("loads began to download 2.0") }, "\(lines)")
    #expect(try run("events", "--limit", "1", "--format", "json").lines.count == 1)
    #expect(try run("events", "--limit", "0").lines == [])
    // Lines that are gone count as none.
    #expect(try run("forget", "fails").status == 0)
    #expect(try run("events", "--limit", "6").lines == lines.filter { !$0.contains("fails") }.suffix(6))
    #expect(try run("events", "--limit", "7").lines == lines.filter { !$0.contains("fails") })
  }

  @Test("Whatever a machine sends, it neither moves a cursor nor becomes a formula")
  func hostile() throws {
    let hostile = "=cmd()\"',\n\r\t\u{1B}[31m\u{9B}\u{202E}\u{0}é"
    var checkIn = check(hostile, ago: 1, version: hostile, "offered")
    checkIn.alias = hostile
    checkIn.track = "+1"
    checkIn.board = "-1"
    checkIn.oem = "@x"
    checkIn.address = hostile
    try load([checkIn])
    for command in ["machines", "status", "versions", "events", "export"] {
      let output = try run(command).output
      #expect(
        !output.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" && $0 != "\r" || $0 == "\u{202E}" },
        "\(command)")
      #expect(!output.unicodeScalars.contains { (0x7F..<0xA0).contains($0.value) }, "\(command)")
    }
    #expect(
      try array(run("machines", "--format", "json")).first?["alias"] as? String
        == hostile.replacingOccurrences(of: "\0", with: "\u{FFFD}"))
    let rows = try run("export").output.split(separator: "\r\n")
    #expect(rows.count == 2 && rows[1].contains(",'+1,") && rows[1].contains(",'-1,") && rows[1].contains(",'@x,"))
    #expect(rows[1].contains("\"'=cmd()\"\"',"))
  }

  @Test("Without a database it ends with 66, with a wrong value with 64")
  func failures() throws {
    let run = try run("status")
    #expect(run.status == 66 && run.output == "" && run.errors.hasPrefix("omaha-fleet: error: "), "\(run.errors)")
    #expect(run.errors.contains("hint: `omaha-fleet serve` makes it from the journal"))
    #expect(try self.run("machines", "--state", "broken").status == 64)
    #expect(try self.run("machines", "--unseen", "7 days").status == 64)
    #expect(try self.run("machines", "--app", "../x").status == 64)
    #expect(try self.run("machines", "--limit", "-1").status == 64)
  }

  @Test("forget leaves nothing of a machine, and says so when there is none")
  func forget() throws {
    try loadFleet()
    let run = try run("forget", "FAILS")
    #expect(run.status == 0 && run.output == "", "\(run.errors)")
    #expect(try self.run("machine", "fails").status == 66)
    #expect(try array(self.run("errors", "--format", "json")).isEmpty)
    #expect(try array(self.run("status", "--format", "json")).first?["machines"] as? Int == 5)
    #expect(try !self.run("events").output.contains("fails"))
    #expect(try self.run("forget", "fails").status == 66)
    // Nor is it in what the file has left over.
    for name in TemporaryFolder.names(in: fleet) where name.hasPrefix("fleet.sqlite") {
      #expect(try folder.bytes("fleet/" + name).firstRange(of: Array("fails".utf8)) == nil, "\(name)")
    }
    // A process that was killed gives back the journal's lock first, and then the file's.
    let fileLock = try FleetLock(database: fleet + "/fleet.sqlite")
    let early = try self.run("forget", "done", "--wait", "0")
    #expect(early.status == 75 && early.errors.contains("cannot write to"), "\(early.errors)")
    _ = consume fileLock
    // Where another process has the file open it is asked to; whoever comes after it takes up what it has left.
    let lock = try FleetLock(fleet: fleet)
    let asked = try self.run("forget", "done", "--wait", "0")
    #expect(asked.status == 75 && asked.errors.contains("has not forgotten the machine yet"), "\(asked.errors)")
    #expect(TemporaryFolder.names(in: fleet + "/forget").count == 1)
    _ = consume lock
    let loader = FleetLoader(fleet: fleet, .sqlite(path: fleet + "/fleet.sqlite")) { Issue.record("\($0)") }
    _ = try loader.round(now: Self.now)
    #expect(TemporaryFolder.names(in: fleet + "/forget") == [])
    #expect(try self.run("machine", "done").status == 66)
  }

  @Test("A group that has no machine left is no row of status")
  func leftGroup() throws {
    var canary = check("canary", ago: 5, "offered")
    canary.group = "canary"
    try load([canary, check("other", ago: 4, "offered")])
    #expect(try array(run("status", "--format", "json")).count == 2)
    #expect(try run("forget", "canary").status == 0)
    #expect(try array(run("status", "--format", "json")).map { $0["group"] as? String } == ["fleet"])
  }

  @Test("A check that failed is shown as that, and is no failed update")
  func failedCheck() throws {
    try load([
      check("a", ago: 9, version: "2.0", "up-to-date"), said("a", ago: 5, version: "2.0", [(3, 0, 268_437_959)]),
    ])
    let errors = try array(run("errors", "--format", "json"))
    #expect(errors.count == 1 && errors[0]["target"] as? String == "" && errors[0]["failed"] as? Int == 0)
    #expect(errors[0]["text"] as? String == "a check failed: the server answered HTTP 503")
    #expect(
      try run("events").lines.last?.hasSuffix(
        "a failed to check for an update: the server answered HTTP 503, non-production URL (2503)") == true)
    #expect(try array(run("machines", "--format", "json")).first?["state"] as? String == "up-to-date")
  }
}
