import Foundation
import Journal
import SQL
import Synchronization
import TestDatabases
import Testing

@testable import Fleet

/// Which databases are opened, and who writes to them.
@Suite(.serialized) struct FleetDatabaseTests {
  @Test("A newer database is refused, in words, and left as it is", arguments: TestDatabase.allCases)
  func newer(kind: TestDatabase) throws {
    let database = try kind.make()
    do {
      let connection = try FleetStore(database.location).connection
      try connection.run("UPDATE fleet SET version = 99")
    }
    for error in [
      failure { _ = try FleetStore(database.location) },
      failure { _ = try FleetDatabase.openToRead(database.location) },
    ] {
      #expect(error?.code == .newer)
      #expect(
        error?.detail == "a newer omaha-fleet has changed it: it has version 99, this one knows \(Schema.version)")
    }
  }

  @Test("A database without tables is told from one that is not there", arguments: TestDatabase.allCases)
  func empty(kind: TestDatabase) throws {
    let database = try kind.make()
    _ = try database.open(.writing)
    let error = failure { _ = try FleetDatabase.openToRead(database.location) }
    #expect(error?.code == .missing)
    #expect(error?.detail == "it has no tables yet; omaha-fleet serve makes them")
    _ = try FleetStore(database.location)
    _ = try FleetDatabase.openToRead(database.location)
  }

  @Test("Somebody else's file is not touched")
  func foreign() throws {
    let database = try TestDatabase.sqlite.make()
    let path = try #require(database.folder) + "/test.sqlite"
    do {
      let connection = try database.open(.writing)
      try connection.run("PRAGMA journal_mode = DELETE; CREATE TABLE bank (money BIGINT)")
    }
    let before = try Data(contentsOf: URL(fileURLWithPath: path))
    #expect(failure { _ = try FleetStore(database.location) }?.code == .notOurs)
    #expect(failure { _ = try FleetStore(database.location) }?.detail == "it is a database of something else")
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
    try Data("a letter, and no database".utf8).write(to: URL(fileURLWithPath: path))
    #expect(failure { _ = try FleetStore(database.location) }?.code == .notOurs)
  }

  @Test("Hosts that share a database begin at the same time, and what they load adds up")
  func hosts() throws {
    let database = try TestDatabase.postgresql.make()
    let location = database.location
    let faults = Mutex<[String]>([])
    DispatchQueue.concurrentPerform(iterations: 3) { host in
      do {
        let store = try FleetStore(location)
        for round in 0..<20 {
          // All meet the same machines.
          let checkIns = (0..<50).map {
            CheckIn.check("m\($0)", request: "\(host)-\(round)-\($0)", at: start + Int64(round))
          }
          try store.load(JournalBatch(checkIns), now: start + 100)
        }
      } catch {
        faults.withLock { $0.append("\(error)") }
      }
    }
    #expect(faults.withLock { $0 } == [])
    let reader = try FleetDatabase.openToRead(location)
    #expect(try reader.integer("SELECT sum(total) FROM checkins") == 3_000)
    #expect(try reader.table("SELECT machines FROM count", 1) == [["50"]])
    #expect(try reader.inconsistencies() == [])
  }

  @Test("Events are kept by month, and a month is dropped as a whole")
  func months() throws {
    let database = try TestDatabase.postgresql.make()
    let store = try FleetStore(database.location)
    let partitions: SQLText = """
      SELECT relname FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid WHERE inhparent = 'event'::regclass ORDER BY 1
      """
    var random = Seeded(state: 1)
    for month in 0..<4 {
      let now = start + Int64(month) * 31 * day
      let checkIns = (0..<200).map { CheckIn.any(&random, at: now - Int64($0) * day) }
      try store.load(JournalBatch(checkIns), now: now)
    }
    #expect(
      try store.connection.table(partitions, 1).map { $0[0] } == [
        "event_2026_11", "event_2026_12", "event_2027_01", "event_2027_02", "event_other",
      ])
    var upkeep = Upkeep()
    var retention = Retention()
    retention.events = 40 * day
    let now = start + 93 * day
    while upkeep.isDue(at: now) { try store.keepUp(&upkeep, retention, now: now) }
    #expect(
      try store.connection.table(partitions, 1).map { $0[0] } == [
        "event_2027_01", "event_2027_02", "event_other",
      ])
    #expect(
      try store.connection.integer("SELECT count(*) FROM event_other WHERE time < $1", [.integer(now - 40 * day)]) == 0)
    // A clock that was wrong has put events where a month comes later.
    #expect(Month(of: start).name == "event_2026_11")
    #expect(Month(of: -1).name == "event_1969_12" && Month(of: -1).range.upperBound == 0)
    try store.connection.run(
      "INSERT INTO event SELECT 1000000, machine, $1, kind, type, result, code, extra, previous, next, downloaded, total, duration, state, version, \"group\", release, target, reason FROM event LIMIT 1",
      [.integer(start + 200 * day)])
    try store.load(JournalBatch([.check("late", at: start + 200 * day)]), now: start + 200 * day)
  }
}
