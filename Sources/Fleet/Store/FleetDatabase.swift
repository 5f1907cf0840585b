package import SQL

/// Opens a fleet's database: brings its tables up to date, or refuses what it does not know.
package enum FleetDatabase {
  /// Opens a database that somebody reads.
  ///
  /// - Throws: ``SQLError/Code/missing`` where nothing was loaded yet.
  package static func openToRead(_ location: DatabaseLocation) throws(SQLError) -> any SQLConnection {
    let connection = try location.open(.reading)
    try choose(connection)
    guard try hasTables(connection, location) else {
      throw SQLError(.missing, "read \(location)", "it has no tables yet; omaha-fleet serve makes them")
    }
    let version = try version(of: connection)
    try refuseNewer(version, location)
    guard version == Schema.version else {
      throw SQLError(.notOurs, "read \(location)", "it is of an older version; omaha-fleet serve brings it up to date")
    }
    return connection
  }

  /// Opens a database to write to it, and makes its tables or brings them up to date.
  ///
  /// Only one process may have SQLite's file open for writing; ``FleetLock`` sees to that.
  package static func openToWrite(_ location: DatabaseLocation) throws(SQLError) -> any SQLConnection {
    // A file of somebody else is not even touched.
    if case .sqlite = location, let reader = try? location.open(.reading) { _ = try hasTables(reader, location) }
    let connection = try location.open(.writing)
    try choose(connection)
    try connection.transaction { () throws(SQLError) in
      try takeTurn(connection)
      // Asked within the transaction: of two hosts that begin at once the second one finds the tables of the first.
      let found = try hasTables(connection, location) ? try version(of: connection) : 0
      try refuseNewer(found, location)
      guard found < Schema.version else { return }
      for version in found..<Schema.version { try Schema.step(from: version, on: connection) }
      try connection.run("UPDATE fleet SET version = $1", [.integer(Schema.version)])
    }
    return connection
  }

  /// Waits until no other host writes, and lets none write before the transaction ends. SQLite's transactions do that by themselves.
  static func takeTurn(_ connection: any SQLConnection) throws(SQLError) {
    guard connection.dialect == .postgresql else { return }
    // The number is ours: nothing else in the database is locked by it.
    try connection.run("SELECT pg_advisory_xact_lock(7883955184206433)")
  }

  private static func choose(_ connection: any SQLConnection) throws(SQLError) {
    if connection.dialect == .postgresql { try connection.run("SET search_path TO omaha") }
  }

  private static func version(of connection: any SQLConnection) throws(SQLError) -> Int64 {
    try connection.integer("SELECT version FROM fleet") ?? 0
  }

  private static func refuseNewer(_ version: Int64, _ location: DatabaseLocation) throws(SQLError) {
    guard version > Schema.version else { return }
    throw SQLError(
      .newer, "use \(location)",
      "a newer omaha-fleet has changed it: it has version \(version), this one knows \(Schema.version)")
  }

  /// Whether our tables are there.
  ///
  /// - Throws: where there are others only: then it is somebody else's database.
  private static func hasTables(
    _ connection: any SQLConnection, _ location: DatabaseLocation
  ) throws(SQLError) -> Bool {
    switch connection.dialect {
    case .sqlite:
      let names = try connection.rows("SELECT name FROM sqlite_schema WHERE type = 'table'") { $0.text(0) }
      if names.contains("fleet"), names.contains("seen"), names.contains("place") { return true }
      guard names.isEmpty else {
        throw SQLError(.notOurs, "use \(location)", "it is a database of something else")
      }
      return false
    case .postgresql:
      return try connection.integer("SELECT count(*) FROM pg_catalog.pg_class WHERE oid = to_regclass('omaha.fleet')")
        == 1
    }
  }
}
