import Journal
import SQL
import TestDatabases
import Testing

@testable import Fleet

/// Machines are found and sorted on both databases, and nobody reads a whole fleet to find a few.
@Suite(.serialized) struct MachineQueryTests {
  /// Seven machines: a version, an alias, and when it was seen last, in minutes.
  private static let machines: [(id: String, version: String, alias: String, seen: Int64)] = [
    ("m5", "10.0.0", "", 7), ("m2", "9.10.0", "b", 6), ("m7", "9.9.0", "", 5), ("m1", "9.10.0-rc.1", "a", 4),
    ("m6", "9.10", "B", 3), ("m3", "", "é", 2), ("m4", "09.10.1", "b", 1),
  ]

  private func load(_ kind: TestDatabase) throws -> MadeDatabase {
    let database = try kind.make()
    let store = try FleetStore(database.location)
    for (index, machine) in Self.machines.enumerated() {
      var checkIn = CheckIn.check(machine.id, at: start + machine.seen * 60_000)
      checkIn.version = machine.version
      checkIn.alias = machine.alias
      if index % 2 == 0 { checkIn.reason = "rollout-pending" }
      try store.load(JournalBatch([checkIn]), now: start + day)
    }
    return database
  }

  private func ids(
    _ database: MadeDatabase, _ filter: MachineFilter = MachineFilter(), by order: MachineOrder, limit: Int64? = nil
  ) throws -> String {
    var ids: [String] = []
    try FleetReader(database.location).machines(filter, by: order, limit: limit) { ids.append($0.machine.id) }
    return ids.joined(separator: " ")
  }

  private static let orders: [MachineOrder: String] = [
    .firstSeen: "m5 m2 m7 m1 m6 m3 m4",
    .lastSeen: "m4 m3 m6 m1 m7 m2 m5",
    .machine: "m1 m2 m3 m4 m5 m6 m7",
    // Byte by byte; who tells none comes last.
    .alias: "m6 m1 m2 m4 m3 m5 m7",
    // A pre-release before its release, equal ones as they were first seen, who tells none last.
    .version: "m7 m1 m2 m6 m4 m5 m3",
    .state: "m5 m7 m6 m4 m2 m1 m3",
    .since: "m4 m3 m6 m1 m7 m2 m5",
  ]

  @Test(
    "Each order gives what it says, as many as are wanted, also of those that a filter leaves",
    arguments: TestDatabase.allCases)
  func orders(kind: TestDatabase) throws {
    let database = try load(kind)
    for order in MachineOrder.allCases {
      let expected = try #require(Self.orders[order]).split(separator: " ")
      #expect(try ids(database, by: order) == expected.joined(separator: " "), "\(order)")
      for limit in 0...8 {
        let some = try ids(database, by: order, limit: Int64(limit))
        #expect(some == expected.prefix(limit).joined(separator: " "), "\(order), \(limit)")
      }
      var filter = MachineFilter()
      filter.state = .held
      filter.seenBefore = start + 6 * 60_000
      let held = expected.filter { ["m7", "m6", "m4"].contains($0) }
      #expect(try ids(database, filter, by: order) == held.joined(separator: " "), "\(order), held")
      #expect(try ids(database, filter, by: order, limit: 2) == held.prefix(2).joined(separator: " "), "\(order), held")
    }
  }

  @Test(
    "A version is asked for by its spelling, and an alias also when there is none", arguments: TestDatabase.allCases)
  func spellings(kind: TestDatabase) throws {
    let database = try load(kind)
    var filter = MachineFilter()
    filter.version = "9.10.0"
    #expect(try ids(database, filter, by: .firstSeen) == "m2")
    filter.version = ""
    #expect(try ids(database, filter, by: .firstSeen) == "m3")
    filter = MachineFilter()
    filter.alias = ""
    #expect(try ids(database, filter, by: .alias) == "m5 m7")
    filter.alias = "b"
    #expect(try ids(database, filter, by: .alias) == "m2 m4")
  }

  @Test("Who was offered a version is found, whatever came of it", arguments: TestDatabase.allCases)
  func offered(kind: TestDatabase) throws {
    let database = try kind.make()
    let store = try FleetStore(database.location)
    func offer(_ machine: String, _ releases: String...) throws {
      for (index, release) in releases.enumerated() {
        var checkIn = CheckIn.check(machine, at: start + Int64(index))
        (checkIn.decision, checkIn.reason) = ("update", "offered")
        (checkIn.release, checkIn.target) = (release, release)
        try store.load(JournalBatch([checkIn]), now: start + day)
      }
    }
    try offer("last", "2.0", "3.0")
    try offer("before", "3.0", "4.0", "5.0", "4.0")
    try offer("other", "13.0", "3.01", "3_0", "2.0")
    try offer("many", "3.0", "4.0", "4.1", "4.2", "4.3", "4.4")
    try store.load(JournalBatch([.check("never", at: start)]), now: start + day)
    var filter = MachineFilter()
    for (version, expected) in [
      ("3.0", "last before many"), ("3_0", "other"), ("3%", ""), ("", "never"), ("4.0", "before many"),
      ("2.0", "last other"),
    ] {
      filter.offered = version
      #expect(try ids(database, filter, by: .firstSeen) == expected, "\(version)")
    }
    filter.offered = "3.0"
    #expect(try ids(database, filter, by: .firstSeen, limit: 2) == "last before")
    filter.app = "com.example.agent"
    filter.state = .offered
    #expect(try ids(database, filter, by: .machine) == "before last many")
  }

  /// A filter for each column, alone.
  private static let filters: [(name: String, filter: MachineFilter)] = {
    var filters: [(String, MachineFilter)] = []
    func add(_ name: String, _ change: (inout MachineFilter) -> Void) {
      var filter = MachineFilter()
      change(&filter)
      filters.append((name, filter))
    }
    add("app") { $0.app = "x" }
    add("id") { $0.id = "x" }
    add("group") { $0.group = "x" }
    add("state") { $0.state = .held }
    add("version") { $0.version = "1" }
    add("target") { $0.target = "x" }
    add("track") { $0.track = "x" }
    add("arch") { $0.architecture = "x" }
    add("oem") { $0.oem = "x" }
    add("alias") { $0.alias = "x" }
    add("no alias") { $0.alias = "" }
    add("reason") { $0.reason = "x" }
    add("error") { $0.errorCode = 1 }
    add("unseen") { $0.seenBefore = 1 }
    add("cloned") { $0.clonedSince = 1 }
    return filters
  }()

  @Test(
    "No query for some machines reads the table of all, and none sorts a fleet to give a few",
    arguments: TestDatabase.allCases)
  func plans(kind: TestDatabase) throws {
    let database = try load(kind)
    let connection = try FleetDatabase.openToRead(database.location)
    let dialect = connection.dialect
    func plan(_ query: (text: SQLText, values: [SQLValue])) throws -> String {
      let isSQLite = dialect == .sqlite
      return try connection.rows((isSQLite ? "EXPLAIN QUERY PLAN " : "EXPLAIN ") + query.text, query.values) {
        $0.text(isSQLite ? 3 : 0)
      }.joined(separator: "\n")
    }
    // So few machines are read whole at once; what is of interest is whether there is another path.
    if dialect == .postgresql {
      try connection.run("SET enable_seqscan = off; SET enable_bitmapscan = off; SET enable_sort = off")
    }
    func readsAll(_ plan: String) -> Bool {
      plan.split(separator: "\n").contains { line in
        line.contains("Seq Scan on machine")
          || line.contains("SCAN machine") && !line.contains("INDEX")
          || dialect == .sqlite && line.contains("SCAN seen") && plan.contains("machine")
      }
    }
    for (name, filter) in Self.filters {
      for order in MachineOrder.allCases {
        for query in FleetReader.queries(filter, order, 10, dialect) {
          let plan = try plan(query)
          if name == "unseen", order == .firstSeen || order == .lastSeen {
            #expect(!plan.contains("machine"), "\(name), \(order): \(plan)")
          } else if name != "unseen" {
            #expect(!readsAll(plan), "\(name), \(order): \(plan)")
          }
        }
      }
    }
    for order in MachineOrder.allCases where order != .lastSeen {
      for query in FleetReader.queries(MachineFilter(), order, 10, dialect) {
        let plan = try plan(query)
        #expect(!readsAll(plan) || order == .firstSeen, "\(order): \(plan)")
        #expect(
          !plan.contains("TEMP B-TREE") && !plan.contains("Sort  "),
          "\(order): \(plan)")
      }
    }
    // A batch looks for thousands of machines.
    let found = try plan(
      (LoadStatements.findMachines(dialect), Array(repeating: dialect == .sqlite ? "x" : "{x}", count: 2)))
    let aging = try plan((LoadStatements.findAging(dialect), [0, 10]))
    #expect(found.contains("machine_key") && aging.contains("machine_aging"), "\(found)\n\(aging)")
    if dialect == .sqlite {
      #expect(!aging.contains("TEMP B-TREE"), "\(aging)")
      // What machines are found by first when there are several filters.
      var filter = MachineFilter()
      filter.app = "x"
      filter.group = "x"
      filter.state = .failed
      #expect(
        try plan(try #require(FleetReader.queries(filter, .firstSeen, 10, dialect).first))
          == "SEARCH machine USING INDEX machine_state (state=?)")
      for (app, values) in [(nil, []), ("x", [.text("x")])] as [(String?, [SQLValue])] {
        #expect(
          try plan((FleetReader.errorsQuery(dialect, app: app), values)).contains("USING COVERING INDEX machine_error"))
      }
    }
  }
}
