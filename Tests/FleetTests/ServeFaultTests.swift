import Foundation
import Journal
import SQL
import TestDatabases
import TestSupport
import Testing

@testable import Fleet

/// `omaha-fleet serve` while its database is not what it should be: the journal keeps what comes, and nothing is lost or counted twice.
@Suite(.serialized) struct ServeFaultTests {
  private let folder: TemporaryFolder
  private var fleet: String { folder.path + "/fleet" }
  private var file: DatabaseLocation { .sqlite(path: fleet + "/fleet.sqlite") }

  init() throws { folder = try TemporaryFolder() }

  private func arguments(_ location: DatabaseLocation) -> [String] {
    switch location {
    case .postgresql(let uri): ["serve", "--fleet", fleet, "--database", uri]
    case .sqlite(let path): ["serve", "--fleet", fleet, "--database", "sqlite:" + path]
    }
  }

  private func serve(_ location: DatabaseLocation, environment: [String: String] = [:]) throws -> ChildProcess {
    try ChildProcess(
      Program.omahaFleet, arguments(location), environment: environment, errors: folder.path(of: "errors"))
  }

  private func says(_ text: String) -> Bool { (try? folder.text("errors"))?.contains(text) == true }

  private func total(_ location: DatabaseLocation) -> Int64 {
    (try? FleetDatabase.openToRead(location).integer("SELECT sum(total) FROM checkins")) ?? 0
  }

  private func wait(for count: Int64, in location: DatabaseLocation) -> Bool {
    eventually(within: .seconds(60)) { total(location) >= count }
  }

  /// Ends a server, and checks that it has loaded exactly so many.
  private func finish(_ process: ChildProcess, _ count: Int64, in location: DatabaseLocation) throws {
    #expect(wait(for: count, in: location), "\((try? folder.text("errors")) ?? "")")
    process.signal(SIGTERM)
    #expect(process.wait() == 0)
    #expect(total(location) == count)
    #expect(try FleetDatabase.openToRead(location).inconsistencies() == [])
  }

  private func checkIns(_ range: Range<Int>) -> [CheckIn] { range.map { .check("m\($0 % 70)", request: "r\($0)") } }

  private static let timeout = "the journal keeps what machines report until it passes"

  @Test(
    "A disk that is full, fails or hangs costs nothing",
    .enabled(if: FullRun.isOn),
    arguments: [(ENOSPC, "database or disk is full"), (EIO, "disk I/O error"), (0, "")] as [(Int32, String)])
  func disk(code: Int32, words: String) throws {
    let library = folder.path(of: "failing-disk.so")
    try Program.output(
      of: Program.installed("cc") == nil ? "clang" : "cc",
      ["-O1", "-shared", "-fPIC", "-o", library, Program.top + "/Tests/Faults/failing-disk.c"])
    let control = folder.path(of: "fault")
    let writer = try JournalWriter(fleet: fleet) { Issue.record("\($0)") }
    writer.record(checkIns(0..<100))
    let process = try serve(file, environment: ["LD_PRELOAD": library, "FAULT": control])
    #expect(wait(for: 100, in: file))
    for round in 1...2 {
      try folder.write("\(code) /fleet.sqlite", to: "fault.new")
      try FileManager.default.moveItem(atPath: folder.path(of: "fault.new"), toPath: control)
      let before = (try? folder.text("errors"))?.split(separator: "\n").count ?? 0
      writer.record(checkIns(round * 100..<round * 100 + 100))
      if code != 0 {
        #expect(
          eventually { (try? folder.text("errors"))?.split(separator: "\n").count ?? 0 > before && says(Self.timeout) }
        )
        #expect(says(words), "\((try? folder.text("errors")) ?? "")")
      }
      #expect(total(file) == round * 100)
      try FileManager.default.removeItem(atPath: control)
      #expect(wait(for: Int64(round * 100 + 100), in: file))
    }
    if code != 0 { #expect(eventually { says("omaha-fleet: the database is back") }) }
    try finish(process, 300, in: file)
  }

  @Test(
    "A database that somebody else has locked is waited for", .enabled(if: FullRun.isOn),
    arguments: TestDatabase.allCases)
  func locked(kind: TestDatabase) throws {
    let database = try kind.make()
    let writer = try JournalWriter(fleet: fleet) { Issue.record("\($0)") }
    writer.record(checkIns(0..<10))
    let process = try serve(database.location)
    #expect(wait(for: 10, in: database.location))
    let other = try database.open(.writing)
    try other.run(
      kind == .sqlite ? "BEGIN IMMEDIATE" : "BEGIN; LOCK TABLE omaha.fleet IN ACCESS EXCLUSIVE MODE; SELECT 1")
    writer.record(checkIns(10..<20))
    #expect(eventually { says(Self.timeout) }, "\((try? folder.text("errors")) ?? "")")
    try other.run("ROLLBACK")
    try finish(process, 20, in: database.location)
  }

  @Test("A journal that is gone is told as that, and so is its coming back")
  func journalGone() throws {
    SharedJournal(fleet: fleet) { Issue.record("\($0)") }.record([.check("a")])
    let process = try serve(file)
    #expect(wait(for: 1, in: file))
    try FileManager.default.removeItem(atPath: fleet + "/journal")
    #expect(eventually { says("omaha-fleet: the journal can be read again") }, "\((try? folder.text("errors")) ?? "")")
    #expect(says("cannot open \(fleet)/journal: No such file or directory; \(Self.timeout)"))
    #expect(!says("the database is back"))
    process.signal(SIGTERM)
    #expect(process.wait() == 0)
  }

  @Test(
    "A host that died in the middle of a transaction does not hold up the others for ever",
    .enabled(if: FullRun.isOn))
  func abandoned() throws {
    let database = try TestDatabase.postgresql.make()
    let writer = try JournalWriter(fleet: fleet) { Issue.record("\($0)") }
    _ = try FleetStore(database.location)
    let other = try database.open(.writing)
    try other.run("BEGIN")
    try FleetDatabase.takeTurn(other)
    writer.record(checkIns(0..<10))
    let process = try serve(database.location)
    // The server ends it after ten seconds in which it has said nothing.
    try finish(process, 10, in: database.location)
    #expect(failure { try other.run("COMMIT") } != nil)
  }

  @Test("A read-only file system is waited for", .enabled(if: Mounts.areAllowed))
  func readOnly() throws {
    let location = DatabaseLocation.sqlite(path: folder.path + "/db/fleet.sqlite")
    try folder.makeFolder("db")
    let writer = try JournalWriter(fleet: fleet) { Issue.record("\($0)") }
    writer.record(checkIns(0..<10))
    try finish(try serve(location), 10, in: location)
    writer.record(checkIns(10..<20))
    let script = """
      mount --bind "$1/db" "$1/db" && mount -o remount,bind,ro "$1/db" || exit 9
      shift
      "$@" &
      until [ -e "$GO" ]; do sleep 0.05; done
      mount -o remount,bind,rw "$DB" && wait
      """
    let process = try ChildProcess(
      "unshare", ["-rm", "bash", "-c", script, "ro", folder.path, Program.omahaFleet] + arguments(location),
      environment: ["GO": folder.path(of: "go"), "DB": folder.path(of: "db")], errors: folder.path(of: "errors"))
    #expect(eventually { says(Self.timeout) }, "\((try? folder.text("errors")) ?? "")")
    try folder.write("", to: "go")
    #expect(wait(for: 20, in: location), "\((try? folder.text("errors")) ?? "")")
    let server = try folder.text("fleet/serve.lock")
    kill(try #require(Int32(server.trimmingCharacters(in: .whitespacesAndNewlines))), SIGTERM)
    #expect(process.wait() == 0)
    #expect(total(location) == 20)
  }

  @Test("A newer database ends it, in words, and the journal stays", arguments: TestDatabase.allCases)
  func newer(kind: TestDatabase) throws {
    let database = try kind.make()
    try FleetStore(database.location).connection.run("UPDATE fleet SET version = 99")
    let writer = try JournalWriter(fleet: fleet) { Issue.record("\($0)") }
    writer.record(checkIns(0..<10))
    let run = try Program.run(Program.omahaFleet, arguments(database.location))
    #expect(run.status == 65 && run.errors.contains("a newer omaha-fleet has changed it"), "\(run.errors)")
    #expect(try JournalFolder(fleet: fleet).segments().count == 1)
  }

  @Test(
    "A clock that is set back a day, and forth again, loses nothing and counts nothing twice",
    arguments: TestDatabase.allCases)
  func clock(kind: TestDatabase) throws {
    let database = try kind.make()
    let store = try FleetStore(database.location)
    var upkeep = Upkeep(stride: .max)
    var count = 0
    for (round, now) in [start, start + 3_600_000, start - day, start - day + 1_000, start + 2 * 3_600_000].enumerated()
    {
      try store.load(
        JournalBatch((0..<50).map { .check("m\($0)", request: "\(round)-\($0)", at: now) }), now: now)
      count += 50
      var slices = 0
      while upkeep.isDue(at: now), slices < 100 {
        try store.keepUp(&upkeep, Retention(), now: now)
        slices += 1
      }
      #expect(slices < 100, "\(round)")
    }
    let reader = try FleetReader(database.location)
    #expect(try store.connection.integer("SELECT sum(total) FROM checkins") == Int64(count))
    #expect(try store.connection.inconsistencies() == [])
    var states: Set<String> = []
    try reader.machines { machine in
      states.insert(machine.machine.state.rawValue)
      #expect(machine.sightings.seen == start + 2 * 3_600_000)
    }
    #expect(states == ["up-to-date"])
    // Each hour has its counts once, also the one of the day before.
    #expect(try store.connection.integer("SELECT count(*) FROM hour") == 4)
    #expect(try store.connection.integer("SELECT count(DISTINCT time) FROM hour") == 4)
  }

  @Test("All commands answer while it loads, and what they count only grows", arguments: TestDatabase.allCases)
  func commands(kind: TestDatabase) throws {
    let database = try kind.make()
    let writer = try JournalWriter(fleet: fleet) { Issue.record("\($0)") }
    var random = Seeded(state: 5)
    var written = 0
    func record() {
      writer.record(
        (0..<200).map { _ in
          var checkIn = CheckIn.any(&random, at: start)
          written += 1
          checkIn.requestID = "r\(written)"
          return checkIn
        })
    }
    record()
    let process = try serve(database.location)
    #expect(wait(for: 200, in: database.location))
    let location = arguments(database.location).suffix(2)
    var machines = 0
    for _ in 0..<2 {
      for command in [
        "status", "machines", "machines --sort version", "machine machine-7", "versions", "versions --over P1D",
        "events",
        "errors", "export --format json",
      ] {
        record()
        let words = command.split(separator: " ").map(String.init)
        let format = command.hasPrefix("export") ? [] : ["--format", "json"]
        let run = try Program.run(
          Program.omahaFleet, words + ["--fleet", fleet] + location + format, environment: ["OMAHA_ROOT": folder.path])
        #expect(run.status == 0 && run.errors == "", "\(command): \(run.errors)")
        if command == "status" {
          let groups = try #require(try JSONSerialization.jsonObject(with: Data(run.bytes)) as? [[String: Any]])
          let count = groups.reduce(0) { $0 + ($1["machines"] as? Int ?? 0) }
          #expect(count >= machines && count > 0)
          machines = count
        }
      }
    }
    try finish(process, Int64(written), in: database.location)
  }
}
