import Foundation
import Journal
import SQL
import TestDatabases
import TestSupport
import Testing

@testable import Fleet

/// `omaha-fleet serve`, as it is started and as it is killed.
@Suite(.serialized) struct ServeTests {
  private let folder: TemporaryFolder
  private var fleet: String { folder.path + "/fleet" }

  init() throws { folder = try TemporaryFolder() }

  /// Starts it on a database; SQLite's default file when none is given.
  private func serve(_ location: DatabaseLocation? = nil, _ options: [String] = []) throws -> ChildProcess {
    var arguments = ["serve", "--fleet", fleet] + options
    switch location {
    case .postgresql(let uri)?: arguments += ["--database", uri]
    case .sqlite(let path)?: arguments += ["--database", "sqlite:" + path]
    case nil: break
    }
    // What an earlier one said is not this one's word.
    try? FileManager.default.removeItem(atPath: folder.path(of: "errors"))
    return try ChildProcess(
      Program.omahaFleet, arguments, environment: ["OMAHA_FLEET": ""], output: folder.path(of: "output"),
      errors: folder.path(of: "errors"))
  }

  /// Ends a server with SIGTERM, once it says that it loads: until then a signal kills it, as it does any program that begins.
  private func stop(_ process: ChildProcess) throws -> Int32 {
    #expect(eventually { (try? folder.text("errors"))?.contains("omaha-fleet: loads ") == true })
    process.signal(SIGTERM)
    return process.wait()
  }

  private func total(_ location: DatabaseLocation) -> Int64 {
    (try? FleetDatabase.openToRead(location).integer("SELECT sum(total) FROM checkins")) ?? 0
  }

  /// Waits until everything is loaded; false when that takes too long.
  private func wait(for count: Int64, in location: DatabaseLocation) -> Bool {
    eventually(within: .seconds(60)) { total(location) >= count }
  }

  private var file: DatabaseLocation { .sqlite(path: fleet + "/fleet.sqlite") }

  @Test("It loads what is there and what comes, and SIGTERM ends it when the batch in hand is done")
  func stopping() throws {
    let writer = try JournalWriter(fleet: fleet) { Issue.record("\($0)") }
    writer.record((0..<100).map { .check("m\($0)") })
    let process = try serve()
    #expect(wait(for: 100, in: file))
    writer.record((0..<100).map { .check("m\($0)") })
    #expect(wait(for: 200, in: file))
    #expect(try stop(process) == 0)
    #expect(try folder.text("output") == "")
    #expect(try folder.text("errors") == "omaha-fleet: loads \(fleet)/journal into \(fleet)/fleet.sqlite\n")
    // The log is there, for readers that cannot make one, and empty.
    #expect(try Data(contentsOf: URL(fileURLWithPath: fleet + "/fleet.sqlite-wal")).isEmpty)
    #expect(FileManager.default.fileExists(atPath: fleet + "/fleet.sqlite-shm"))
  }

  @Test(
    "It forgets a machine when it is asked to, with what is in its log, and while somebody reads as soon as that one has ended"
  )
  func forgetting() throws {
    let journal = SharedJournal(fleet: fleet) { Issue.record("\($0)") }
    var checkIn = CheckIn.check("to-be-forgotten", at: Int64(Date().timeIntervalSince1970 * 1_000))
    checkIn.alias = "its-own-name"
    checkIn.address = "192.0.2.77"
    journal.record([checkIn, .check("b")])
    let process = try serve()
    #expect(wait(for: 2, in: file))
    let reader = try FleetDatabase.openToRead(file)
    try reader.run("BEGIN; SELECT count(*) FROM machine")
    let busy = try Program.run(Program.omahaFleet, ["forget", "to-be-forgotten", "--fleet", fleet, "--wait", "1"])
    #expect(busy.status == 75, "\(busy.errors)")
    // It loads all the same.
    journal.record([.check("c")])
    #expect(wait(for: 3, in: file))
    try reader.run("COMMIT")
    let run = try Program.run(Program.omahaFleet, ["forget", "TO-BE-FORGOTTEN", "--fleet", fleet])
    #expect(run.status == 66 && run.errors.contains("no machine has the ID"), "\(run.errors)")
    #expect(try Program.run(Program.omahaFleet, ["forget", "b", "--fleet", fleet]).status == 0)
    // Nothing is left of it, in no file.
    func isFound() -> Bool {
      let names = ["", "/journal", "/forget"].flatMap { folder in
        TemporaryFolder.names(in: fleet + folder).map { fleet + folder + "/" + $0 }
      }
      return names.contains { name in
        guard let bytes = try? Data(contentsOf: URL(fileURLWithPath: name)) else { return false }
        return ["to-be-forgotten", "its-own-name", "192.0.2.77"].contains { bytes.range(of: Data($0.utf8)) != nil }
      }
    }
    #expect(eventually { !isFound() })
    #expect(try FleetDatabase.openToRead(file).table("SELECT id FROM machine", 1) == [["c"]])
    #expect(try stop(process) == 0)
  }

  @Test("What a machine said in the second in which it is forgotten stays forgotten, also when nobody loads meanwhile")
  func forgettingAtOnce() throws {
    let journal = SharedJournal(fleet: fleet) { Issue.record("\($0)") }
    journal.record([.check("a")])
    var process = try serve()
    #expect(wait(for: 1, in: file))
    #expect(try stop(process) == 0)
    journal.record([.check("a", at: Int64(Date().timeIntervalSince1970 * 1_000)), .check("b")])
    let run = try Program.run(Program.omahaFleet, ["forget", "a", "--fleet", fleet])
    #expect(run.status == 0, "\(run.errors)")
    process = try serve()
    #expect(wait(for: 3, in: file))
    #expect(try stop(process) == 0)
    #expect(try FleetDatabase.openToRead(file).table("SELECT id FROM machine", 1) == [["b"]])
  }

  @Test("A second one says who loads the journal already, and ends with 75")
  func second() throws {
    let process = try serve()
    #expect(eventually { FileManager.default.fileExists(atPath: fleet + "/fleet.sqlite") })
    let run = try Program.run(Program.omahaFleet, ["serve", "--fleet", fleet])
    #expect(run.status == 75 && run.output == "")
    #expect(
      run.errors == """
        omaha-fleet: error: process \(process.processID) loads the journal of \(fleet) already
        omaha-fleet: hint: there is one omaha-fleet serve a host

        """)
    #expect(try stop(process) == 0)
  }

  @Test("What cannot be a database ends it, with what is wrong in words")
  func unusable() throws {
    try FileManager.default.createDirectory(atPath: fleet, withIntermediateDirectories: true)
    try Data("a letter, and no database\n".utf8).write(to: URL(fileURLWithPath: fleet + "/fleet.sqlite"))
    let letter = try Program.run(Program.omahaFleet, ["serve", "--fleet", fleet])
    #expect(letter.status == 65)
    #expect(letter.errors.contains("omaha-fleet: error: cannot open \(fleet)/fleet.sqlite: file is not a database\n"))
    for (options, status) in [
      (["--database", "mysql://h"], 64), (["--keep-events", "90"], 64), (["--keep-hours", "P0D"], 64),
    ] as [([String], Int32)] {
      #expect(
        try Program.run(Program.omahaFleet, ["serve", "--fleet", fleet] + options).status == status, "\(options)")
    }
    let nowhere = try Program.run(Program.omahaFleet, ["serve", "--fleet", fleet + "/fleet.sqlite/x"])
    #expect(nowhere.status == 74 && nowhere.errors.contains(": Not a directory"))
  }

  @Test(
    "Killed again and again under load, it counts each check-in exactly once, and all of them",
    .enabled(if: FullRun.isOn), arguments: TestDatabase.allCases)
  func killed(kind: TestDatabase) throws {
    let database = try kind.make()
    var random = Seeded(state: 11)
    var written = 0
    var events = 0
    for _ in 0..<25 {
      // Segments of writers that end, and of one that was killed: its file is not cut off, and its lock is free.
      var limits = JournalLimits()
      limits.segmentBytes = 20_000
      let writer = try JournalWriter(fleet: fleet, limits: limits) { Issue.record("\($0)") }
      let process = try serve(database.location)
      for _ in 0..<Int.random(in: 1..<12, using: &random) {
        let checkIns = (0..<Int.random(in: 1..<120, using: &random)).map { _ in
          var checkIn = CheckIn.any(&random, at: start)
          written += 1
          checkIn.requestID = "request-\(written)"
          events += checkIn.events.count
          return checkIn
        }
        // As omaha-fcgi keeps them, or omaha-cgi.
        if Int.random(in: 0..<4, using: &random) == 0 {
          SharedJournal(fleet: fleet) { Issue.record("\($0)") }.record(checkIns)
        } else {
          writer.record(checkIns)
        }
        usleep(UInt32.random(in: 0..<30_000, using: &random))
      }
      process.signal(SIGKILL)
      #expect(process.wait() == 128 + SIGKILL)
      // It may be killed before its first word; damage there is none.
      let said = try folder.text("errors")
      #expect(said.isEmpty || said == "omaha-fleet: loads \(fleet)/journal into \(database.location)\n")
      if Bool.random(using: &random) { writer.finish() }
    }
    let process = try serve(database.location)
    #expect(wait(for: Int64(written), in: database.location), "\((try? folder.text("errors")) ?? "")")
    // Whatever counted twice would be there by now.
    #expect(try stop(process) == 0)
    let reader = try FleetDatabase.openToRead(database.location)
    let counted = try reader.integer("SELECT sum(total) FROM checkins")
    #expect(counted == Int64(written))
    let reported = try reader.integer("SELECT sum(total) FROM reports")
    #expect(reported == Int64(events))
    #expect(try reader.integer("SELECT count(*) FROM place WHERE finished = 0") ?? 9 <= 1)
    #expect(try reader.inconsistencies() == [])
  }

  @Test("A server that is killed under load, and stays away for a while, takes nothing with it")
  func serverKilled() throws {
    let server = try PostgreSQLServer()
    let location = DatabaseLocation.postgresql(uri: server.uri(of: "postgres"))
    let writer = try JournalWriter(fleet: fleet) { Issue.record("\($0)") }
    let process = try serve(location)
    var random = Seeded(state: 3)
    var written: Int64 = 0
    for round in 0..<4 {
      for _ in 0..<20 {
        let checkIns = (0..<100).map { _ in
          var checkIn = CheckIn.any(&random, at: start)
          written += 1
          checkIn.requestID = "request-\(written)"
          return checkIn
        }
        writer.record(checkIns)
        usleep(UInt32.random(in: 0..<20_000, using: &random))
      }
      if round == 0 { #expect(wait(for: 1, in: location)) }
      try server.kill(stayAway: round == 1)
      if round == 1 {
        writer.record([.check("while it is away", request: "away")])
        written += 1
        usleep(700_000)
        try server.comeBack()
      }
    }
    #expect(wait(for: written, in: location), "\((try? folder.text("errors")) ?? "")")
    #expect(try stop(process) == 0)
    let reader = try FleetDatabase.openToRead(location)
    #expect(try reader.integer("SELECT sum(total) FROM checkins") == written)
    #expect(try reader.inconsistencies() == [])
    let errors = try folder.text("errors")
    #expect(errors.contains("; the journal keeps what machines report until it passes\n"))
    #expect(errors.contains("omaha-fleet: the database is back\n"))
  }
}
