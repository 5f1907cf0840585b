package import Journal
package import SQL

/// A fleet's database, for the one process of a host that writes to it.
///
/// Everything that throws leaves the database as it was. After an error nobody knows what was committed, so open it anew and ask where to go
/// on: ``places()``.
package final class FleetStore {
  let connection: any SQLConnection
  let statements: LoadStatements

  /// Whether the addresses of clients are remembered.
  let keepsAddresses: Bool

  private var memory = RequestMemory()

  /// Opens a database, and brings its tables up to date.
  package init(_ location: DatabaseLocation, keepsAddresses: Bool = true) throws(SQLError) {
    connection = try FleetDatabase.openToWrite(location)
    statements = try LoadStatements(connection)
    self.keepsAddresses = keepsAddresses
  }

  /// Where to go on in the journal: how far each segment was loaded.
  package func places() throws(SQLError) -> [SegmentName: JournalBatch.Place] {
    let rows = try connection.rows("SELECT segment, position, finished FROM place") { row in
      (row.text(0), JournalBatch.Place(position: Int(row.integer(1)), isEnd: row.integer(2) > 0))
    }
    var places: [SegmentName: JournalBatch.Place] = [:]
    for (text, place) in rows { if let name = SegmentName(text) { places[name] = place } }
    return places
  }

  /// Loads a batch: machines, events, counts and places together, or nothing of it. It is on the disk when this returns.
  ///
  /// - Parameter now: milliseconds since 1970-01-01T00:00:00Z.
  package func load(_ batch: JournalBatch, now: Int64) throws(SQLError) {
    try connection.transaction { () throws(SQLError) in
      try FleetDatabase.takeTurn(connection)
      try statements.makeMonth(of: now)
      let keys = batch.checkIns.map { KnownMachine.Key($0) }
      let requests = zip(batch.checkIns, keys).map { RequestKey($0, $1, now: now) }
      let last = try statements.numbers()
      var load = BatchLoad(
        now: now, keepsAddresses: keepsAddresses, last: last, try statements.machines(keys),
        try statements.counted(requests, &memory, batch: last.batch))
      for index in keys.indices { load.take(batch.checkIns[index], keys[index], requests[index]) }
      try statements.write(load)
      memory.insert(load.newRequests, batch: load.batchNumber)
      try statements.write(batch.places, now: now)
    }
  }
}
