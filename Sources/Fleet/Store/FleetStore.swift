package import Journal
internal import Posix
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

  /// Nil where the database's server sees to it that one writes at a time.
  private let lock: FleetLock?

  private var memory = RequestMemory()

  private let location: DatabaseLocation
  /// SQLite's file; nil where there is none.
  private let file: FileStamp?

  /// Opens a database, and brings its tables up to date.
  package init(_ location: DatabaseLocation, keepsAddresses: Bool = true) throws(SQLError) {
    lock = try Self.lock(location)
    connection = try FleetDatabase.openToWrite(location)
    self.location = location
    file = Self.file(location)
    statements = try LoadStatements(connection)
    self.keepsAddresses = keepsAddresses
  }

  private static func file(_ location: DatabaseLocation) -> FileStamp? {
    guard case .sqlite(let path) = location else { return nil }
    return FileStamp(path: path)
  }

  private static func lock(_ location: DatabaseLocation) throws(SQLError) -> FleetLock? {
    guard case .sqlite(let path) = location else { return nil }
    do throws(FleetLock.Failure) { return try FleetLock(database: path) } catch {
      switch error {
      case .held(let holder): throw SQLError(.locked, "write to \(path)", "\(holder) does")
      // SQLite says in its own words what is wrong with the folder.
      case .system: return nil
      }
    }
  }

  /// How far segments were loaded that had not ended yet: where to go on in the journal.
  package func places() throws(SQLError) -> [SegmentName: Int] {
    let rows = try connection.rows("SELECT segment, position FROM place WHERE finished = 0") { place(in: $0) }
    return Dictionary(rows.lazy.compactMap { $0 }) { $1 }
  }

  /// How far some segments were loaded; one of which nothing was loaded is left out. Rows are kept for months, so nobody asks for all.
  package func places(of segments: some Collection<SegmentName>) throws(SQLError) -> [SegmentName: Int] {
    var places: [SegmentName: Int] = [:]
    let which: SQLText = connection.dialect == .sqlite ? "= $1" : "= ANY ($1::text[])"
    try connection.prepare("SELECT segment, position FROM place WHERE segment " + which)
      .run(rows: segments.map { [.text($0.text)] }) { row in
        if let (segment, position) = place(in: row) { places[segment] = position }
      }
    return places
  }

  private func place(in row: any SQLStatement) -> (SegmentName, Int)? {
    SegmentName(row.text(0)).map { ($0, Int(row.integer(1))) }
  }

  /// Loads a batch: machines, events, counts and places together, or nothing of it. It is on the disk when this returns.
  ///
  /// - Parameter now: milliseconds since 1970-01-01T00:00:00Z.
  package func load(_ batch: JournalBatch, now: Int64) throws(SQLError) {
    try connection.transaction { () throws(SQLError) in
      try FleetDatabase.takeTurn(connection)
      try statements.makeMonth(of: now)
      var keys = batch.checkIns.map { KnownMachine.Key($0) }
      let requests = zip(batch.checkIns, keys).map { RequestKey($0, $1, now: now) }
      for index in try statements.forgotten(batch.checkIns, keys) { keys[index] = nil }
      let last = try statements.numbers()
      var load = BatchLoad(
        now: now, keepsAddresses: keepsAddresses, last: last, try statements.machines(keys),
        try statements.counted(requests, &memory, batch: last.batch))
      for index in keys.indices { load.take(batch.checkIns[index], keys[index], requests[index]) }
      try statements.write(&load)
      memory.insert(load.newRequests, batch: load.batchNumber)
      try statements.write(batch.places, now: now)
    }
    // What is written to a file that was removed is lost, and so would be the journal.
    guard let file, Self.file(location)?.isSameFile(as: file) != true else { return }
    throw SQLError(.missing, "write to \(location)", "somebody has removed or replaced the file")
  }
}
