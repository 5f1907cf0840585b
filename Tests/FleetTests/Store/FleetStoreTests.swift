import Foundation
import Journal
import SQL
import TestDatabases
import TestSupport
import Testing

@testable import Fleet

/// What is loaded is in the database, on both of them.
@Suite(.serialized) struct FleetStoreTests {
  @Test("Everything that is known of a machine comes back as it was stored", arguments: TestDatabase.allCases)
  func machine(kind: TestDatabase) throws {
    let database = try kind.make()
    let store = try FleetStore(database.location)
    var machine = KnownMachine(KnownMachine.Key(app: "a'pp", machine: "m\"1"), firstSeen: 1)
    machine.alias = "Küche \"3\"\n\u{202E}"
    machine.version = "3510.2.0"
    machine.track = "track"
    machine.board = "board"
    machine.architecture = "architecture"
    machine.oem = "oem"
    machine.oemVersion = "oemVersion"
    machine.alephVersion = "alephVersion"
    machine.platform = "platform"
    machine.osVersion = "osVersion"
    machine.client = "client"
    machine.address = "address"
    machine.bootID = "bootID"
    machine.previousBootID = "previousBootID"
    machine.group = "group"
    machine.target = "target"
    machine.reason = "reason"
    machine.release = "release"
    machine.state = .looped
    machine.since = 2
    machine.isUpdated = true
    machine.installedBootID = "installedBootID"
    machine.loops = 3
    machine.loopedRelease = "loopedRelease"
    machine.clonedAt = 4
    machine.errorTime = 5
    machine.errorCode = -6
    machine.errorRelease = "errorRelease"
    machine.leftBoots = "leftBoots"
    machine.earlierReleases = "earlierReleases"
    let new = StoredMachine(number: 1, machine, Sightings(seen: 7, checked: 8, offered: 9), isNew: true)
    var load = BatchLoad(now: start, keepsAddresses: true, last: (1, 0, 0), [new], [])
    try store.connection.transaction { () throws(SQLError) in try store.statements.write(&load) }
    var found = try store.statements.machines([machine.key, nil, KnownMachine.Key(app: "a'pp", machine: "m")])
    #expect(found.count == 1)
    #expect(found.first?.machine == machine && found.first?.sightings == Sightings(seen: 7, checked: 8, offered: 9))
    machine.isUpdated = false
    machine.isInstalled = true
    found[0].update(machine)
    var next = BatchLoad(now: start, keepsAddresses: true, last: (1, 0, 0), found, [])
    try store.connection.transaction { () throws(SQLError) in try store.statements.write(&next) }
    #expect(try store.statements.machines([machine.key]).first?.machine == machine)
    #expect(try store.connection.inconsistencies() == [])
  }

  @Test("Machines, events, counts and places are loaded together", arguments: TestDatabase.allCases)
  func load(kind: TestDatabase) throws {
    let database = try kind.make()
    let store = try FleetStore(database.location)
    var installing = CheckIn.check("A", at: start + 1)
    installing.hasUpdateCheck = false
    installing.decision = "none"
    installing.reason = "no-update-check"
    installing.events = [CheckIn.Event(type: 13, result: 1), CheckIn.Event(type: 3, result: 0)]
    installing.events[1].errorCode = -2_147_483_638
    var stray = CheckIn.check("", app: "{who's there}", at: start + 2)
    stray.decision = "error"
    stray.reason = "invalid-app-id"
    try store.load(JournalBatch([.check("A"), .check("B"), .check("a"), installing, stray]), now: start + 5)
    let reader = try FleetDatabase.openToRead(database.location)
    #expect(
      try reader.table("SELECT app, id, version, address, state FROM machine ORDER BY id", 5) == [
        ["com.example.agent", "a", "1.0", "", "failed"], ["com.example.agent", "b", "1.0", "", "up-to-date"],
      ])
    #expect(
      try reader.table("SELECT decision, reason, total, app FROM checkins ORDER BY reason", 4) == [
        ["error", "invalid-app-id", "1", ""], ["none", "no-update-check", "1", "com.example.agent"],
        ["noupdate", "up-to-date", "3", "com.example.agent"],
      ])
    #expect(
      try reader.table("SELECT type, result, code, total FROM reports ORDER BY type", 4) == [
        ["3", "0", "10", "1"], ["13", "1", "0", "1"],
      ])
    #expect(
      try reader.table("SELECT type, code, state FROM event WHERE kind = 'event' ORDER BY number", 3).map { $0[0] } == [
        "13", "3",
      ])
    #expect(try reader.inconsistencies() == [])
    #expect(try store.places().values.sorted() == [5])
  }

  @Test(
    "A request that the web server sends twice counts once, whatever comes in between", arguments: TestDatabase.allCases
  )
  func twice(kind: TestDatabase) throws {
    let database = try kind.make()
    let store = try FleetStore(database.location)
    let total: SQLText = "SELECT sum(total) FROM checkins"
    try store.load(JournalBatch([.check("a", request: "1"), .check("a", request: "1")]), now: start)
    #expect(try store.connection.integer(total) == 1)
    try store.load(JournalBatch((1...4).map { .check("a", request: "\($0)") }), now: start)
    #expect(try store.connection.integer(total) == 4)
    try store.load(
      JournalBatch([.check("a", request: "1"), .check("b", request: "1"), .check("a", app: "other", request: "1")]),
      now: start)
    #expect(try store.connection.integer(total) == 6)
    // Machines without an ID, and requests without one.
    for _ in 0..<2 {
      try store.load(
        JournalBatch([.check("", request: "1"), .check("", request: "1"), .check("", app: "other", request: "1")]),
        now: start)
    }
    #expect(try store.connection.integer(total) == 8)
    for _ in 0..<2 { try store.load(JournalBatch([.check("a"), .check("")]), now: start) }
    #expect(try store.connection.integer(total) == 12)
    #expect(try store.connection.integer("SELECT count(*) FROM machine") == 3)
  }

  @Test(
    "An app that stands in a request twice is taken up twice, and a request that comes again not at all",
    arguments: TestDatabase.allCases)
  func sameApp(kind: TestDatabase) throws {
    let database = try kind.make()
    let store = try FleetStore(database.location)
    for machine in ["a", ""] {
      let check = CheckIn.check(machine, request: "r")
      var report = check
      report.place = 1
      report.hasUpdateCheck = false
      report.events = [CheckIn.Event(type: 13, result: 1)]
      for _ in 0..<2 { try store.load(JournalBatch([check, report]), now: start) }
    }
    #expect(try store.connection.integer("SELECT sum(total) FROM checkins") == 4)
    #expect(try store.connection.integer("SELECT sum(total) FROM reports") == 2)
    #expect(try store.connection.table("SELECT state FROM machine", 1) == [["downloading"]])
  }

  @Test("White space around an app's ID does not count", arguments: TestDatabase.allCases)
  func spaces(kind: TestDatabase) throws {
    let database = try kind.make()
    let store = try FleetStore(database.location)
    try store.load(JournalBatch([.check("a", app: " com.example.agent\t"), .check("a")]), now: start)
    for table: SQLText in ["checkins", "machine"] {
      #expect(try store.connection.table("SELECT DISTINCT app FROM " + table, 1) == [["com.example.agent"]])
    }
  }

  @Test("What a machine said before it was forgotten counts, and stays forgotten", arguments: TestDatabase.allCases)
  func forgotten(kind: TestDatabase) throws {
    let database = try kind.make()
    let store = try FleetStore(database.location)
    var early = CheckIn.check("A", at: start)
    early.alias = "its name"
    try store.load(JournalBatch([early, .check("b", at: start)]), now: start)
    #expect(try store.forget("a", now: start + 1_000) == 1)
    #expect(try store.forget("never seen", now: start + 500) == 0)
    early.time += 1_000
    early.events = [CheckIn.Event(type: 13, result: 1)]
    try store.load(JournalBatch([early, .check("b", at: start), .check("never seen", at: start)]), now: start + day)
    let machines: SQLText = "SELECT id, alias FROM machine ORDER BY id"
    #expect(try store.connection.table(machines, 2) == [["b", ""]])
    #expect(try store.connection.integer("SELECT sum(total) FROM checkins") == 5)
    #expect(try store.connection.integer("SELECT sum(total) FROM reports") == 1)
    // What it says afterwards makes it known again; what it said before still does not.
    try store.load(JournalBatch([.check("a", at: start + 1_001), early]), now: start + day)
    #expect(try store.connection.table(machines, 2) == [["a", ""], ["b", ""]])
    #expect(try store.connection.integer("SELECT count(*) FROM event WHERE kind = 'event'") == 0)
    #expect(try store.connection.inconsistencies() == [])
    var upkeep = Upkeep(stride: .max)
    while upkeep.isDue(at: start + 80 * day) { try store.keepUp(&upkeep, Retention(), now: start + 80 * day) }
    #expect(try store.connection.integer("SELECT count(*) FROM forgotten") == 2)
    upkeep = Upkeep(stride: .max)
    while upkeep.isDue(at: start + 91 * day) { try store.keepUp(&upkeep, Retention(), now: start + 91 * day) }
    #expect(try store.connection.integer("SELECT count(*) FROM forgotten") == 0)
  }

  @Test(
    "A request that went to two hosts counts once, whatever else the machine has said since, and whoever loads it when",
    arguments: TestDatabase.allCases)
  func twoHosts(kind: TestDatabase) throws {
    let database = try kind.make()
    let first = try FleetStore(database.location)
    let minute: Int64 = 60_000
    // A machine that loops, or an ID that many share: hundreds of requests between the two records of one. Clocks differ by up to 110 s.
    let requests = (0..<900).map { CheckIn.check($0 % 3 == 0 ? "" : "a", request: "\($0)", at: start + $0 * 20_000) }
    let end = start + 300 * minute
    for piece in stride(from: 0, to: requests.count, by: 37) {
      try first.load(JournalBatch(Array(requests[piece..<min(piece + 37, requests.count)])), now: end)
    }
    // Only one writes to SQLite's file: there another host's segments are shipped to it.
    let second = kind == .sqlite ? first : try FleetStore(database.location)
    var others = requests.enumerated().map { index, request in
      var other = request
      other.time += Int64(index % 23 - 11) * 10_000
      return other
    }
    others.append(.check("a", request: "new", at: start))
    let total: SQLText = "SELECT sum(total) FROM checkins"
    for piece in stride(from: 0, to: others.count, by: 100) {
      try second.load(JournalBatch(Array(others[piece..<min(piece + 100, others.count)])), now: end + day)
    }
    #expect(try first.connection.integer(total) == 901)
    // What the second host has loaded meanwhile the first one knows too.
    try first.load(JournalBatch([.check("a", request: "new", at: start + minute)]), now: end + day)
    #expect(try first.connection.integer(total) == 901)
    #expect(try first.connection.inconsistencies() == [])
    // After three days nothing is left of it.
    var upkeep = Upkeep(stride: .max)
    while upkeep.isDue(at: end + 4 * day) { try first.keepUp(&upkeep, Retention(), now: end + 4 * day) }
    #expect(try first.connection.integer("SELECT count(*) FROM request") == 0)
  }

  @Test("Two hosts that load the same requests by turns count each once, also in one moment")
  func byTurns() throws {
    let database = try TestDatabase.postgresql.make()
    let hosts = try (0..<3).map { _ in try FleetStore(database.location) }
    var random = Seeded(state: 5)
    var sent = 0
    for _ in 0..<60 {
      // Old requests and new ones, of one machine.
      let batch = (0..<Int.random(in: 1..<30, using: &random)).map { _ -> CheckIn in
        if Bool.random(using: &random) { sent += 1 }
        return .check("a", request: "\(max(1, sent - Int.random(in: 0..<20, using: &random)))", at: start)
      }
      try hosts.randomElement(using: &random)?.load(JournalBatch(batch), now: start)
    }
    try hosts[0].load(JournalBatch((1...sent).map { .check("a", request: "\($0)", at: start) }), now: start)
    #expect(try hosts[1].connection.integer("SELECT sum(total) FROM checkins") == Int64(sent))
  }

  @Test(
    "A clock that is ahead by a hundred days for a while costs neither machines nor events nor the hours after it",
    arguments: TestDatabase.allCases)
  func clockAhead(kind: TestDatabase) throws {
    let database = try kind.make()
    let store = try FleetStore(database.location)
    func keepUp(_ now: Int64) throws {
      var upkeep = Upkeep()
      while upkeep.isDue(at: now) { try store.keepUp(&upkeep, Retention(), now: now) }
    }
    func number(_ query: SQLText) throws -> Int64 { try store.connection.integer(query) ?? 0 }
    let failing = (0..<40).map { number in
      var checkIn = CheckIn.check("m\(number)", request: "\(number)")
      checkIn.events = [CheckIn.Event(type: 3, result: 0)]
      return checkIn
    }
    try store.load(JournalBatch(failing), now: start)
    try keepUp(start)
    let events = try number("SELECT count(*) FROM event")
    for _ in 0..<5 { try keepUp(start + 100 * day) }
    // What is said meanwhile has a time that lies ahead.
    var late = CheckIn.check("late", request: "late", at: start + 100 * day)
    late.events = [CheckIn.Event(type: 3, result: 0)]
    try store.load(JournalBatch([late]), now: start + 100 * day)
    try keepUp(start + 100 * day)
    for hour in 1...3 { try keepUp(start + Int64(hour) * Upkeep.hour) }
    #expect(try number("SELECT count(*) FROM machine") == 41)
    #expect(try number("SELECT count(*) FROM event WHERE number <= 40") == min(events, 40))
    #expect(try FleetReader(database.location).hours(since: start, until: start + day, every: 1, app: nil).count == 4)
    // One host whose clock begins in 1970 stops nothing and drops nothing.
    try keepUp(1_000)
    #expect(try number("SELECT count(*) FROM machine") == 41)
    // When nobody has come for as long by a clock that runs, they are forgotten, and so are the events, also behind one of the future.
    try store.connection.run("UPDATE fleet SET clock = $1", [.integer(start + 90 * day)])
    for hour in 1...2 { try keepUp(start + 90 * day + Int64(hour) * Upkeep.hour) }
    #expect(try number("SELECT count(*) FROM machine WHERE id <> 'late'") == 0)
    #expect(try number("SELECT count(*) FROM event WHERE number <= 40") == 0)
  }

  @Test("No machine is in the timeline before its first check-in", arguments: TestDatabase.allCases)
  func hours(kind: TestDatabase) throws {
    let database = try kind.make()
    let store = try FleetStore(database.location)
    func keepUp(_ now: Int64) throws {
      var upkeep = Upkeep()
      while upkeep.isDue(at: now) { try store.keepUp(&upkeep, Retention(), now: now) }
    }
    func times() throws -> [Int64] {
      try FleetReader(database.location).hours(since: start, every: 1, app: nil).map { $0.time - start }
    }
    // It begins, or comes back, within an hour; then the hours are kept as they begin.
    let minute: Int64 = 60_000
    try store.load(JournalBatch([.check("m", at: start + 47 * minute)]), now: start + 48 * minute)
    try keepUp(start + 48 * minute)
    #expect(try times() == [48 * minute])
    for later: Int64 in [58, 60, 70, 121, 122] { try keepUp(start + later * minute) }
    #expect(try times() == [48 * minute, 60 * minute, 121 * minute])
  }

  @Test("Events behind some of a clock that was ahead are dropped when they are old")
  func eventsAhead() throws {
    let database = try TestDatabase.sqlite.make()
    let store = try FleetStore(database.location)
    let batches = [(start + 100 * day, 700), (start, 40)]
    for (now, count) in batches {
      try store.load(
        JournalBatch(
          (0..<count).map { number in
            var checkIn = CheckIn.check("m\(number)", at: now)
            checkIn.events = [1, 2, 3, 4].map { _ in CheckIn.Event(type: 13, result: 1) }
            return checkIn
          }), now: now)
    }
    let last = try store.connection.integer("SELECT events FROM fleet") ?? 0
    var retention = Retention()
    retention.machines = 400 * day
    // The clock of the database is right.
    try store.connection.run("UPDATE fleet SET clock = $1", [.integer(start)])
    for days in stride(from: Int64(0), through: 95, by: 5) {
      var upkeep = Upkeep(stride: .max)
      let now = start + days * day
      while upkeep.isDue(at: now) { try store.keepUp(&upkeep, retention, now: now) }
      let left = try store.connection.integer("SELECT count(*) FROM event WHERE number = $1", [.integer(last)])
      if days < 90 { #expect(left == 1) }
      if days == 95 { #expect(left == 0) }
    }
  }

  @Test("Hashes come back from their texts")
  func hashes() {
    let hashes: [Int64] = [1, 63, 64, 1 << 47, 1 << 48 - 1, 0x1234_5678_9ABC]
    #expect(HashRow.hashes(of: HashRow.text(hashes)) == hashes)
    #expect(HashRow.text(hashes).utf8.count == 48)
    #expect(HashRow.hashes(of: "") == [])
  }

  @Test(
    "Apps and versions that machines make up make no rows without end, and hide no version that the fleet has or is to have",
    .enabled(if: FullRun.isOn), arguments: TestDatabase.allCases)
  func madeUp(kind: TestDatabase) throws {
    let database = try kind.make()
    let store = try FleetStore(database.location)
    try store.load(JournalBatch((0..<3).map { .check("real-\($0)") }), now: start)
    // Apps, each with versions of its own.
    var refused = (0..<200).map { CheckIn.check("a\($0)", app: "com.example.made-up-\($0)") }
    for index in refused.indices {
      refused[index].version = "7.\(index)"
      refused[index].decision = "error"
      refused[index].reason = "unknown-app"
      refused[index].hasUpdateCheck = index % 2 == 0
    }
    try store.load(JournalBatch(refused), now: start)
    let connection = store.connection
    #expect(
      try connection.table("SELECT app, version, machines FROM count ORDER BY app", 3) == [
        ["", "", "200"], ["com.example.agent", "1.0", "3"],
      ])
    #expect(try connection.table("SELECT DISTINCT app FROM entered ORDER BY 1", 1).count <= 2)
    // Versions of an app that there is.
    for slice in 0..<3 {
      var checkIns = (0..<2_000).map { CheckIn.check("v\(slice)-\($0)") }
      for index in checkIns.indices { checkIns[index].version = "8.\(slice).\(index)" }
      try store.load(JournalBatch(checkIns), now: start)
    }
    func machines(_ version: String) throws -> Int64? {
      try connection.integer(
        "SELECT CAST(sum(machines) AS BIGINT) FROM count WHERE version = $1", [.text(version)])
    }
    #expect(try connection.integer("SELECT count(*) FROM count") ?? 0 <= Int64(MachineCount.limit) + 1)
    #expect(try machines(MachineCount.rare) ?? 0 >= 1_000)
    #expect(try connection.inconsistencies() == [])
    // What has a row keeps it, and a new target gets one.
    var updated = CheckIn.check("real-0", at: start + 1)
    (updated.version, updated.target) = ("2.0", "2.0")
    try store.load(JournalBatch([updated, .check("real-3", at: start + 1)]), now: start + 1)
    #expect(try machines("1.0") == 3)
    #expect(try machines("2.0") == 1)
    // When there is room again a rare version is told apart as soon as its machine is seen.
    for number in 0..<2_000 { #expect(try store.forget("v0-\(number)", now: start + 1) == 1) }
    var last = CheckIn.check("v2-1999", at: start + 2)
    last.version = "8.2.1999"
    try store.load(JournalBatch([last]), now: start + 2)
    #expect(try machines("8.2.1999") == 1)
    #expect(try connection.inconsistencies() == [])
  }

  @Test(
    "Whatever machines do, the counts are those of the machines, also after they are aged and forgotten",
    arguments: TestDatabase.allCases)
  func counts(kind: TestDatabase) throws {
    let database = try kind.make()
    let store = try FleetStore(database.location)
    var random = Seeded(state: 7)
    var now = start
    var upkeep = Upkeep(stride: .max)
    for round in 0..<60 {
      let checkIns = (0..<Int.random(in: 1..<80, using: &random)).map { _ in
        CheckIn.any(&random, at: now - Int64.random(in: -1_000..<3_600_000, using: &random))
      }
      try store.load(JournalBatch(checkIns), now: now)
      now += Int64.random(in: 0..<day, using: &random)
      for _ in 0..<8 where upkeep.isDue(at: now) { try store.keepUp(&upkeep, Retention(), now: now) }
      if round % 20 == 19 {
        #expect(try store.connection.inconsistencies() == [])
        #expect(try store.forget("machine-7", now: now) > 0)
        #expect(try store.forget("machine-7", now: now) == 0)
        #expect(try store.connection.inconsistencies() == [])
      }
    }
    #expect(try store.connection.integer("SELECT count(*) FROM machine WHERE state IN ('expired', 'silent')") ?? 0 > 0)
    now += 91 * day
    upkeep = Upkeep(stride: .max)
    while upkeep.isDue(at: now) { try store.keepUp(&upkeep, Retention(), now: now) }
    for table: SQLText in ["machine", "seen", "event", "count", "request"] {
      #expect(try store.connection.integer("SELECT count(*) FROM " + table) == 0, "\(table.text)")
    }
    #expect(try store.connection.integer("SELECT count(*) FROM hour") ?? 0 > 0)
  }

  @Test(
    "Addresses are not remembered where they are not wanted, and those from before are forgotten",
    arguments: TestDatabase.allCases)
  func addresses(kind: TestDatabase) throws {
    let database = try kind.make()
    var checkIn = CheckIn.check("a")
    checkIn.address = "192.0.2.7"
    try FleetStore(database.location).load(JournalBatch([checkIn]), now: start)
    let query: SQLText = "SELECT id, address FROM machine ORDER BY id"
    let store = try FleetStore(database.location, keepsAddresses: false)
    #expect(try store.connection.table(query, 2) == [["a", "192.0.2.7"]])
    checkIn.machineID = "b"
    try store.load(JournalBatch([checkIn]), now: start)
    #expect(try store.connection.table(query, 2) == [["a", "192.0.2.7"], ["b", ""]])
    var upkeep = Upkeep()
    while upkeep.isDue(at: start) { try store.keepUp(&upkeep, Retention(), now: start) }
    #expect(try store.connection.table(query, 2) == [["a", ""], ["b", ""]])
  }

  @Test("In a simulated year nothing grows without end", .enabled(if: FullRun.isOn), arguments: TestDatabase.allCases)
  func year(kind: TestDatabase) throws {
    let database = try kind.make()
    let store = try FleetStore(database.location)
    var retention = Retention()
    retention.machines = 5 * day
    retention.events = 5 * day
    retention.hours = 10 * day
    var upkeep = Upkeep(stride: .max)
    var sizes: [Int64] = []
    for today in 0..<365 {
      let now = start + Int64(today) * day
      var random = Seeded(state: UInt64(today))
      // Machines that come for a day.
      let checkIns = (0..<120).map { number in
        var checkIn = CheckIn.any(&random, at: now)
        checkIn.machineID = "day-\(today)-\(number)"
        checkIn.alias = String(repeating: "x", count: 200)
        return checkIn
      }
      try store.load(JournalBatch(checkIns), now: now)
      while upkeep.isDue(at: now) { try store.keepUp(&upkeep, retention, now: now) }
      if today % 73 == 72 { sizes.append(try rows(of: store.connection)) }
    }
    #expect(sizes.allSatisfy { $0 < 3 * sizes[0] }, "\(sizes)")
    #expect(try store.connection.inconsistencies() == [])
    #expect(try store.connection.integer("SELECT count(DISTINCT time) FROM hour") ?? 0 <= 11)
    if kind == .sqlite {
      let bytes = try store.connection.integer(
        "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
      #expect(bytes ?? .max < 12 << 20, "\(bytes ?? 0)")
    }
  }

  private func rows(of connection: any SQLConnection) throws -> Int64 {
    var rows: Int64 = 0
    for table: SQLText in ["machine", "event", "hour", "count", "request", "place"] {
      rows += try connection.integer("SELECT count(*) FROM " + table) ?? 0
    }
    return rows
  }
}
