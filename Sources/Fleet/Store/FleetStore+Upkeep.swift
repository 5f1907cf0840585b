package import SQL

extension FleetStore {
  /// Does one slice of what is due.
  ///
  /// - Parameter now: milliseconds since 1970-01-01T00:00:00Z.
  package func keepUp(_ upkeep: inout Upkeep, _ retention: Retention, now: Int64) throws(SQLError) {
    switch upkeep.step {
    case .pause: upkeep.step = .hour
    case .hour:
      upkeep.moment = try begin(now, stride: upkeep.stride)
      upkeep.step = .aging(after: 0)
    case .aging(let number):
      upkeep.step = try age(after: number, upkeep.moment).map { .aging(after: $0) } ?? .machines(after: 0)
    case .machines(let number):
      let next = try forgetMachines(
        after: number, seenBefore: upkeep.moment - retention.machines,
        addresses: !keepsAddresses && !upkeep.hasDroppedAddresses)
      upkeep.step = next.map { .machines(after: $0) } ?? .events
      if next == nil { upkeep.hasDroppedAddresses = true }
    case .events: if try !dropEvents(before: upkeep.moment - retention.events, now) { upkeep.step = .hours }
    case .hours: if try !dropHour(before: upkeep.moment - retention.hours) { upkeep.step = .rest }
    case .rest: if try !dropRest(upkeep.moment, retention) { upkeep.step = .room }
    case .room:
      if try !giveRoomBack() {
        let nextHour = (now / Upkeep.hour + 1) * Upkeep.hour
        upkeep.step = .pause(until: min(now + Upkeep.interval, nextHour))
      }
    }
  }

  /// Forgets a machine, in all apps; its numbers in counts of the past stay. What it said until now and is loaded later is counted and no more.
  ///
  /// - Parameters:
  ///   - id: ``KnownMachine/id``.
  ///   - now: milliseconds since 1970-01-01T00:00:00Z.
  /// - Returns: in how many apps it was known.
  package func forget(_ id: String, now: Int64) throws(SQLError) -> Int {
    try connection.transaction { () throws(SQLError) in
      try FleetDatabase.takeTurn(connection)
      try connection.run(
        """
        INSERT INTO forgotten VALUES ($1, $2)
        ON CONFLICT (hash) DO UPDATE SET time = excluded.time WHERE excluded.time > forgotten.time
        """, [.integer(RequestKey.hash(id)), .integer(now)])
      return try remove(Self.machineQuery + " WHERE id = $1", [.text(id)])
    }
  }

  /// Brings SQLite's log into the file and empties it, so that it has nothing of what was deleted. False while somebody reads.
  package func emptyLog() throws(SQLError) -> Bool {
    guard isSQLite else { return true }
    // Whoever reads all machines takes minutes, for which loading does not wait.
    try connection.run("PRAGMA busy_timeout = 0")
    let isBusy = try connection.integer("PRAGMA wal_checkpoint(TRUNCATE)") != 0
    try connection.run("PRAGMA busy_timeout = 5000")
    return !isBusy
  }

  /// How many rows a slice takes.
  private static let slice: Int64 = 2_000

  private static let machineQuery: SQLText =
    "SELECT machine.number, " + KnownMachine.columns.map(\.name).joined(separator: ", ") + " FROM machine"

  private var isSQLite: Bool { connection.dialect == .sqlite }

  /// Begins a round, and keeps the counts of an hour that has begun.
  ///
  /// - Returns: ``Upkeep/moment``.
  private func begin(_ now: Int64, stride: Int64) throws(SQLError) -> Int64 {
    try connection.transaction { () throws(SQLError) in
      try FleetDatabase.takeTurn(connection)
      let last = try connection.integer("SELECT clock FROM fleet") ?? 0
      let moment = last == 0 ? now : last + min(now - last, stride)
      if moment > last { try connection.run("UPDATE fleet SET clock = $1", [.integer(moment)]) }
      try keepHour(now)
      return moment
    }
  }

  /// Keeps the counts at the beginning of an hour, once. Of thousands of kinds, which hostile machines can make, the rest is added up.
  ///
  /// Whoever comes late, because nobody loaded when the hour began, keeps them as those of that moment: they have machines that came since.
  private func keepHour(_ now: Int64) throws(SQLError) {
    let hour = now / Upkeep.hour * Upkeep.hour
    // Where a clock was wrong for a while, the last hour is none that others come behind.
    guard try connection.integer("SELECT hour FROM fleet") != hour,
      try connection.integer(
        "SELECT 1 FROM hour WHERE time >= $1 AND time < $2 LIMIT 1", [.integer(hour), .integer(hour + Upkeep.hour)])
        == nil
    else { return }
    let time = now - hour < 60_000 ? hour : now
    let order: SQLText = """
       FROM count ORDER BY machines DESC, app, "group", version, target, state, reason LIMIT
      """
    try connection.run(
      """
      INSERT INTO hour SELECT CAST($1 AS BIGINT), app, "group", version, target, state, reason, machines
      """ + order + " 1000", [.integer(time)])
    try connection.run(
      """
      INSERT INTO hour SELECT CAST($1 AS BIGINT), app, '*', '*', '*', state, '*', CAST(sum(machines) AS BIGINT)
      FROM (SELECT app, state, machines
      """ + order + " 9223372036854775807 OFFSET 1000) AS rest GROUP BY app, state", [.integer(time)])
    try connection.run("UPDATE fleet SET hour = $1", [.integer(hour)])
  }

  /// Lets time go by for some machines. Gives the last of them, or nil when there are no more.
  private func age(after number: Int64, _ now: Int64) throws(SQLError) -> Int64? {
    try connection.transaction { () throws(SQLError) in
      try FleetDatabase.takeTurn(connection)
      let machines = try statements.agingMachines(after: number, count: Self.slice)
      var load = BatchLoad(
        now: now, keepsAddresses: keepsAddresses, last: try statements.numbers(), machines, [])
      load.age()
      try statements.makeMonth(of: now)
      try statements.write(&load)
      return machines.count < Self.slice ? nil : machines.last?.number
    }
  }

  /// Forgets some machines that were not seen for long. Gives where to go on, or nil at the end.
  private func forgetMachines(
    after number: Int64, seenBefore time: Int64, addresses: Bool
  ) throws(SQLError) -> Int64? {
    let last = number + Self.slice
    return try connection.transaction { () throws(SQLError) in
      try FleetDatabase.takeTurn(connection)
      if addresses {
        try connection.run(
          "UPDATE machine SET address = '' WHERE number > $1 AND number <= $2 AND address <> ''",
          [.integer(number), .integer(last)])
      }
      _ = try remove(
        Self.machineQuery + " JOIN seen USING (number) WHERE seen.number > $1 AND seen.number <= $2 AND seen < $3",
        [.integer(number), .integer(last), .integer(time)])
      return try connection.integer("SELECT machines FROM fleet") ?? 0 > last ? last : nil
    }
  }

  /// Removes machines with all that is theirs.
  ///
  /// - Returns: how many they are.
  private func remove(_ query: SQLText, _ values: [SQLValue]) throws(SQLError) -> Int {
    let machines = try connection.rows(query, values) { ($0.integer(0), KnownMachine($0, from: 1)) }
    let numbers: [[SQLValue]] = machines.map { [.integer($0.0)] }
    let which: SQLText = isSQLite ? " = $1" : " = ANY ($1::bigint[])"
    for start: SQLText in [
      "DELETE FROM event WHERE machine", "DELETE FROM seen WHERE number", "DELETE FROM machine WHERE number",
    ] {
      try connection.prepare(start + which).run(rows: numbers)
    }
    var counts: [MachineCount: Int64] = [:]
    for (_, machine) in machines { counts[MachineCount(machine), default: 0] -= 1 }
    try statements.move(counts)
    return machines.count
  }

  /// Drops some events. False when there was none to drop.
  private func dropEvents(before time: Int64, _ now: Int64) throws(SQLError) -> Bool {
    if isSQLite {
      // Numbers are given in the order of loading, and no event is later than its loading: where one is to be kept, so are all behind it
      // but those that came late. These go when it goes. Those of a clock that was ahead would hold up all behind them.
      let latest = max(now, try connection.integer("SELECT clock FROM fleet") ?? 0)
      try connection.run(
        "UPDATE event SET time = $1 WHERE number IN (SELECT number FROM event ORDER BY number LIMIT $2) AND time > $3",
        [.integer(latest), .integer(Self.slice), .integer(latest + 24 * Upkeep.hour)])
      return try delete(
        "DELETE FROM event WHERE number IN (SELECT number FROM event ORDER BY number LIMIT $2) AND time < $1 RETURNING 1",
        time)
    }
    let months = try connection.integer("SELECT drop_months($1)", [.text(Month(of: time).name)]) ?? 0
    let others = try delete(
      """
      DELETE FROM event_other WHERE ctid = ANY (ARRAY(SELECT ctid FROM event_other WHERE time < $1 LIMIT $2)) RETURNING 1
      """, time)
    return months > 0 || others
  }

  /// Drops the counts of one hour. False when there was none to drop.
  private func dropHour(before time: Int64) throws(SQLError) -> Bool {
    try !connection.rows(
      "DELETE FROM hour WHERE time = (SELECT min(time) FROM hour) AND time < $1 RETURNING 1", [.integer(time)]
    ) { _ in true }.isEmpty
  }

  /// Drops what is of no use any more. False when there was none to drop.
  private func dropRest(_ now: Int64, _ retention: Retention) throws(SQLError) -> Bool {
    // Less of them at once: a row may have 64 KiB.
    let requests = try !connection.rows(
      """
      DELETE FROM request WHERE (span, batch) IN (SELECT span, batch FROM request WHERE span < $1 ORDER BY span, batch LIMIT 200)
      RETURNING 1
      """, [.integer(RequestKey.span(of: now - retention.requests))]
    ) { _ in true }.isEmpty
    let places = try delete(
      """
      DELETE FROM place WHERE segment IN (SELECT segment FROM place WHERE finished > 0 AND finished < $1 LIMIT $2) RETURNING 1
      """, now - retention.events)
    let forgotten = try delete(
      "DELETE FROM forgotten WHERE hash IN (SELECT hash FROM forgotten WHERE time < $1 LIMIT $2) RETURNING 1",
      now - retention.events)
    // Two hours of minutes at most.
    try connection.run("DELETE FROM entered WHERE time < $1", [.integer(now - EnteredCount.kept)])
    return requests || places || forgotten
  }

  /// Deletes a slice of rows that are older than a moment. False when there was none.
  private func delete(_ statement: SQLText, _ time: Int64) throws(SQLError) -> Bool {
    try !connection.rows(statement, [.integer(time), .integer(Self.slice)]) { _ in true }.isEmpty
  }

  /// Gives some room of SQLite's file back to the disk. False when there is little; PostgreSQL does so by itself.
  private func giveRoomBack() throws(SQLError) -> Bool {
    guard isSQLite, try connection.integer("PRAGMA freelist_count") ?? 0 > 1_024 else { return false }
    try connection.run("PRAGMA incremental_vacuum(256)")
    return true
  }
}
