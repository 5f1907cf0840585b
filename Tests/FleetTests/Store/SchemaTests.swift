import Foundation
import Journal
import SQL
import TestDatabases
import Testing

@testable import Fleet

/// Tables of one version are brought to the next one with all that is in them.
@Suite(.serialized) struct SchemaTests {
  /// Makes the tables of the first version, with machines of these versions and an event for each.
  private func makeFirst(_ database: MadeDatabase, _ versions: [String], refused: Bool = false) throws {
    let connection = try database.open(.writing)
    try connection.run("BEGIN")
    try Schema.step(from: 0, on: connection)
    try connection.run("UPDATE fleet SET version = 1, machines = $1, events = $1", [.integer(Int64(versions.count))])
    // The columns of the first version.
    let columns = KnownMachine.columns.dropFirst(2).filter {
      !["is_rare", "left_boots", "earlier_releases"].contains($0.name.text)
    }
    let texts = columns.map { column -> SQLText in
      switch (column.name.text, column) {
      case ("version", _): "$2"
      case ("\"group\"", _): "'fleet'"
      case ("state", _): "'failed'"
      case ("reason", _): refused ? "'unknown-app'" : "''"
      case ("error_time", _), ("error_code", _): "7"
      case (_, .integer): "1"
      case (_, .text): "''"
      }
    }
    for (index, version) in versions.enumerated() {
      try connection.run(
        "INSERT INTO machine (number, app, id, " + columns.map(\.name).joined(separator: ", ")
          + ") VALUES ($1, 'app', $3, " + texts.joined(separator: ", ") + ")",
        [.integer(Int64(index + 1)), .text(version), .text("m\(index)")])
      try connection.run(
        "INSERT INTO seen VALUES ($1, $2, 1, 1, 0, 0, 0, 0)", [.integer(Int64(index + 1)), .integer(start)])
      try connection.run(
        """
        INSERT INTO event VALUES ($1, $1, $2, 'event', 3, 0, 7, 0, '', '', 0, 0, 0, 'failed', '1.0', 'fleet', '', '', '')
        """, [.integer(Int64(index + 1)), .integer(start + 61_000)])
    }
    try connection.run(
      "INSERT INTO count SELECT app, \"group\", version, target, state, reason, count(*) FROM machine GROUP BY 1, 2, 3, 4, 5, 6"
    )
    try connection.run("COMMIT")
  }

  private func found(_ reader: FleetReader, by order: MachineOrder) throws -> [String] {
    var machines: [String] = []
    try reader.machines(by: order) { machines.append($0.machine.version) }
    return machines
  }

  @Test(
    "A database of the first version is refused to readers, and brought up to date with its data by a writer",
    arguments: TestDatabase.allCases)
  func migration(kind: TestDatabase) throws {
    let database = try kind.make()
    let versions = ["10.0", "9.0", "", "9.0-rc.1", "no version", "9.0"]
    try makeFirst(database, versions)
    let error = failure { _ = try FleetReader(database.location) }
    #expect(error?.detail == "it is of an older version; omaha-fleet serve brings it up to date")
    let store = try FleetStore(database.location)
    #expect(try store.connection.integer("SELECT version FROM fleet") == Schema.version)
    #expect(try store.connection.inconsistencies() == [])
    let reader = try FleetReader(database.location)
    #expect(try found(reader, by: .firstSeen) == versions)
    #expect(try found(reader, by: .version) == ["9.0-rc.1", "9.0", "9.0", "10.0", "", "no version"])
    #expect(try reader.changes(since: start).map(\.machines) == [6])
    #expect(try reader.history(of: 1, limit: 9).count == 1)
    #expect(try reader.errors(app: nil).map(\.machines) == [6])
    // It goes on with the next machine and the next event.
    var failing = CheckIn.check("m0", app: "app", at: start + 120_000)
    failing.events = [CheckIn.Event(type: 3, result: 0)]
    try store.load(JournalBatch([failing, .check("new", app: "app")]), now: start + 120_000)
    #expect(try store.connection.inconsistencies() == [])
    #expect(try store.connection.integer("SELECT machines FROM fleet") == 7)
  }

  @Test(
    "Machines of apps that the catalog does not have are counted together from then on",
    arguments: TestDatabase.allCases)
  func refused(kind: TestDatabase) throws {
    let database = try kind.make()
    try makeFirst(database, ["1.0", "2.0"], refused: true)
    let connection = try FleetStore(database.location).connection
    #expect(try connection.inconsistencies() == [])
    #expect(try connection.table("SELECT app, version, machines FROM count", 3) == [["", "", "2"]])
  }

  @Test("Tables are those of a new database, however they came to be so", arguments: TestDatabase.allCases)
  func same(kind: TestDatabase) throws {
    let old = try kind.make()
    let new = try kind.make()
    try makeFirst(old, ["1.0"])
    let query: SQLText =
      kind == .sqlite
      ? "SELECT name FROM sqlite_schema UNION SELECT name FROM pragma_table_info('machine') ORDER BY 1"
      : """
      SELECT table_name || ' ' || column_name || ' ' || data_type FROM information_schema.columns WHERE table_schema = 'omaha'
      UNION SELECT indexdef FROM pg_indexes WHERE schemaname = 'omaha' ORDER BY 1
      """
    let tables = try [old, new].map { try FleetStore($0.location).connection.table(query, 1) }
    #expect(tables[0] == tables[1] && tables[0].count > 20)
  }

  @Test("What goes wrong half way leaves everything as it was", arguments: TestDatabase.allCases)
  func failing(kind: TestDatabase) throws {
    let database = try kind.make()
    try makeFirst(database, ["1.0"])
    let schema: SQLText = kind == .sqlite ? "" : "SET search_path TO omaha;"
    try database.open(.writing).run(schema + "CREATE INDEX machine_oem ON machine (oem)")
    for _ in 0..<2 { #expect(failure { _ = try FleetStore(database.location) }?.code == .statement) }
    let connection = try database.open(.writing)
    try connection.run(schema + "DROP INDEX machine_oem")
    #expect(try connection.integer("SELECT version FROM fleet") == 1)
    _ = try FleetStore(database.location)
    #expect(try found(try FleetReader(database.location), by: .version) == ["1.0"])
  }
}
