package import SQL

/// Reads a fleet's database, also while its loader writes.
package struct FleetReader {
  let connection: any SQLConnection

  /// Opens a database.
  ///
  /// - Throws: ``SQLError/Code/missing`` where nothing was loaded yet.
  package init(_ location: DatabaseLocation) throws(SQLError) {
    connection = try FleetDatabase.openToRead(location)
  }

  /// The machines to which a filter applies.
  ///
  /// No transaction is open while `body` works, which may wait for somebody who reads a page at a time: SQLite's log would grow.
  ///
  /// - Parameters:
  ///   - limit: how many at most.
  ///   - body: takes one after the other.
  package func machines(
    _ filter: MachineFilter = MachineFilter(), by order: MachineOrder = .firstSeen, limit: Int64? = nil,
    _ body: (SeenMachine) -> Void
  ) throws(SQLError) {
    // To sort numbers takes a tenth of the memory that whole rows take.
    var numbers: [Int64] = []
    for query in Self.queries(filter, order, limit, connection.dialect) {
      let statement = try connection.prepare(query.text)
      try statement.bind(query.values)
      while Int64(numbers.count) < limit ?? .max, try statement.step() { numbers.append(statement.integer(0)) }
      statement.reset()
    }
    let find = try connection.prepare(Self.find(connection.dialect))
    for start in stride(from: 0, to: numbers.count, by: Self.slice) {
      let slice = numbers[start..<min(start + Self.slice, numbers.count)]
      try find.run(rows: slice.map { [.integer($0)] }) { row in
        let machine = SeenMachine(
          number: row.integer(0), machine: KnownMachine(row, from: 4),
          sightings: Sightings(seen: row.integer(1), checked: row.integer(2), offered: row.integer(3)))
        // It may be another one by now.
        if filter.applies(to: machine) { body(machine) }
      }
    }
  }

  /// How many machines PostgreSQL is asked for at once.
  private static let slice = 500

  /// The statement that gives machines by their numbers, in this order.
  private static func find(_ dialect: SQLDialect) -> SQLText {
    let columns: SQLText =
      "SELECT machine.number, seen, checked, offered, " + KnownMachine.columns.map(\.name).joined(separator: ", ")
    return dialect == .sqlite
      ? columns + " FROM machine JOIN seen USING (number) WHERE machine.number = $1"
      : columns + " FROM unnest($1::bigint[]) WITH ORDINALITY AS page (number, place) JOIN machine USING (number)"
        + " JOIN seen USING (number) ORDER BY place"
  }

  /// The queries for the numbers of machines, one behind the other.
  static func queries(
    _ filter: MachineFilter, _ order: MachineOrder, _ limit: Int64?, _ dialect: SQLDialect
  ) -> [(text: SQLText, values: [SQLValue])] {
    order.parts.map { part in
      var terms = filter.terms(dialect)
      let readsSeen = !terms.seen.isEmpty || order == .lastSeen
      let readsMachine = !terms.machine.isEmpty || order.isOfMachine
      let tables: SQLText =
        readsSeen ? readsMachine ? "machine JOIN seen USING (number)" : "seen" : "machine"
      let conditions = terms.machine + terms.seen + [part.condition].compactMap { $0 }
      let condition: SQLText = conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND ")
      let end: SQLText = limit.map { " LIMIT " + terms.parameter(.integer($0)) } ?? ""
      // The plus sign keeps SQLite from reading all machines in their order to find the few of a range.
      let columns = dialect == .sqlite && filter.clonedSince != nil ? "+" + part.columns : part.columns
      return ("SELECT number FROM " + tables + condition + " ORDER BY " + columns + end, terms.values)
    }
  }

  private static let event: SQLText = """
    SELECT event.number, time, kind, app, id, type, result, code, extra, previous, next, downloaded, total, duration,
    event.state, event.version, event."group", event.release, event.target, event.reason, platform
    FROM event JOIN machine ON machine.number = event.machine
    """

  /// A line of a history, with the number by which the database knows it, and the platform that says what its codes mean.
  package struct StoredEvent: Hashable, Sendable {
    /// Lines that were loaded later have higher numbers.
    package let number: Int64
    package let event: FleetEvent
    package let platform: String

    fileprivate init(_ row: any SQLStatement) {
      number = row.integer(0)
      var event = FleetEvent(
        time: row.integer(1), kind: FleetEvent.Kind(rawValue: row.text(2)) ?? .event, app: row.text(3),
        machine: row.text(4))
      event.type = row.integer(5)
      event.result = row.integer(6)
      event.code = row.integer(7)
      event.extra = row.integer(8)
      event.previous = row.text(9)
      event.next = row.text(10)
      event.downloaded = row.integer(11)
      event.total = row.integer(12)
      event.duration = row.integer(13)
      event.state = row.text(14)
      event.version = row.text(15)
      event.group = row.text(16)
      event.release = row.text(17)
      event.target = row.text(18)
      event.reason = row.text(19)
      self.event = event
      platform = row.text(20)
    }
  }

  /// The history of a machine, the oldest line first.
  ///
  /// - Parameters:
  ///   - number: ``SeenMachine/number``.
  ///   - limit: how many at most; the newest then.
  package func history(of number: Int64, limit: Int64) throws(SQLError) -> [StoredEvent] {
    try connection.rows(
      Self.event + " WHERE event.machine = $1 ORDER BY time DESC, event.number DESC LIMIT $2",
      [.integer(number), .integer(limit)]
    ) { StoredEvent($0) }.reversed()
  }

  /// The lines of all histories that were loaded behind one, in this order.
  package func events(after number: Int64, limit: Int64) throws(SQLError) -> [StoredEvent] {
    try connection.rows(
      Self.event + " WHERE event.number > $1 ORDER BY event.number LIMIT $2", [.integer(number), .integer(limit)]
    ) { StoredEvent($0) }
  }

  /// The number of the last line that was loaded; 0 when there is none.
  package func lastEvent() throws(SQLError) -> Int64 { try connection.integer("SELECT events FROM fleet") ?? 0 }

  /// The number behind which the last lines stand, so many; between them there may be numbers of lines that are gone.
  package func beginning(ofLast count: Int64) throws(SQLError) -> Int64 {
    let last = try lastEvent()
    // PostgreSQL has an index for ranges of numbers, and none to sort by them.
    var reach = max(1, count)
    while true {
      let numbers = try connection.rows(
        "SELECT number FROM event WHERE number > $1 ORDER BY number DESC LIMIT $2",
        [.integer(last - reach), .integer(count)]
      ) { $0.integer(0) }
      if numbers.count == count || reach >= last { return numbers.last.map { $0 - 1 } ?? last }
      reach = reach.multipliedReportingOverflow(by: 8).overflow ? .max : reach * 8
    }
  }

  /// How many machines there are of each kind.
  package func counts() throws(SQLError) -> [MachineCount: Int64] {
    let rows = try connection.rows(
      """
      SELECT app, "group", version, target, state, reason, machines FROM count WHERE machines > 0
      """
    ) { (MachineCount($0), $0.integer(6)) }
    return Dictionary(rows, uniquingKeysWith: +)
  }

  /// Something that machines tell of themselves, of which a fleet has few values.
  package enum Trait {
    case track, architecture, oem
  }

  /// What machines tell of themselves, in order; of made-up values the first thousand.
  package func values(of trait: Trait) throws(SQLError) -> [String] {
    let column: SQLText =
      switch trait {
      case .track: "track"
      case .architecture: "arch"
      case .oem: "oem"
      }
    return try connection.rows(
      "SELECT DISTINCT " + column + " FROM machine WHERE " + column + " > '' ORDER BY 1 LIMIT 1000"
    ) { $0.text(0) }
  }

  /// How often machines of each group came into each state since the minute of a moment, which is at most an hour ago.
  package func changes(since moment: Int64) throws(SQLError) -> [StateCount] {
    try connection.rows(
      """
      SELECT app, "group", state, CAST(SUM(total) AS BIGINT) FROM entered WHERE time >= $1 GROUP BY app, "group", state
      """, [.integer(moment / EnteredCount.minute * EnteredCount.minute)]
    ) { StateCount(app: $0.text(0), group: $0.text(1), state: $0.text(2), machines: $0.integer(3)) }
  }

  /// How many machines of an app ran each version at the beginning of hours, from a moment on.
  ///
  /// - Parameters:
  ///   - end: hours behind it are left out: a clock that was wrong for a while may have left some of the future.
  ///   - step: of each such period since 1970, in milliseconds, the first hour that was kept.
  package func hours(
    since moment: Int64, until end: Int64 = .max, every step: Int64, app: String?
  ) throws(SQLError) -> [HourCount] {
    let next = try connection.prepare("SELECT min(time) FROM hour WHERE time >= $1 AND time <= $2")
    let text: SQLText = "SELECT time, app, version, CAST(SUM(machines) AS BIGINT) FROM hour WHERE time = $1"
    let rest: SQLText = " GROUP BY time, app, version ORDER BY app, version"
    let counts = try connection.prepare(app == nil ? text + rest : text + " AND app = $2" + rest)
    var found: [HourCount] = []
    var start = moment
    while true {
      try next.bind([.integer(start), .integer(end)])
      let time: Int64? = try next.step() && !next.isNull(0) ? next.integer(0) : nil
      next.reset()
      guard let time else { return found }
      try counts.bind([.integer(time)] + (app.map { [.text($0)] } ?? []))
      while try counts.step() {
        found.append(
          HourCount(
            time: counts.integer(0), app: counts.text(1), version: counts.text(2), machines: counts.integer(3)))
      }
      start = (time / step + 1) * step
    }
  }

  /// The query of ``errors(app:)``. One index has all that it reads.
  static func errorsQuery(_ dialect: SQLDialect, app: String?) -> SQLText {
    let text: SQLText = """
      SELECT app, error_code, error_release, platform, COUNT(*),
      SUM(CASE WHEN state = 'failed' OR state = 'looped' AND error_release <> '' THEN 1 ELSE 0 END),
      MIN(error_time), MAX(error_time) FROM machine WHERE error_time > 0
      """
    let rest: SQLText = """

      GROUP BY app, error_code, error_release, platform ORDER BY 5 DESC, app, error_code, error_release, platform
      """
    // The plus sign keeps SQLite from the index of apps.
    let ofApp: SQLText = dialect == .sqlite ? " AND +app = $1" : " AND app = $1"
    return app == nil ? text + rest : text + ofApp + rest
  }

  /// The last errors of machines, by code and release.
  package func errors(app: String?) throws(SQLError) -> [ErrorCount] {
    try connection.rows(
      Self.errorsQuery(connection.dialect, app: app), app.map { [SQLValue.text($0)] } ?? []
    ) {
      ErrorCount(
        app: $0.text(0), code: $0.integer(1), release: $0.text(2), platform: $0.text(3), machines: $0.integer(4),
        failed: $0.integer(5), first: $0.integer(6), last: $0.integer(7))
    }
  }
}

extension MachineCount {
  /// Reads a row of `count`.
  init(_ row: any SQLStatement) {
    app = row.text(0)
    group = row.text(1)
    version = row.text(2)
    target = row.text(3)
    state = row.text(4)
    reason = row.text(5)
  }

  /// Whether these machines run their target.
  package var isOnTarget: Bool { KnownMachine.isSame(version, target) }
}

/// How many machines came into a state.
package struct StateCount: Hashable, Sendable {
  package let app: String
  package let group: String
  package let state: String
  package let machines: Int64
}

/// How many machines ran a version at the beginning of an hour.
package struct HourCount: Hashable, Sendable {
  package let time: Int64
  package let app: String
  package let version: String
  package let machines: Int64
}

/// How many machines have told an error last.
package struct ErrorCount: Hashable, Sendable {
  package let app: String
  /// Without flags.
  package let code: Int64
  /// What they were to update to.
  package let release: String
  package let platform: String
  /// Machines whose last error it is.
  package let machines: Int64
  /// Those among them that have not come further since.
  package let failed: Int64
  /// When the first and the last of these machines told it.
  package let first: Int64
  package let last: Int64
}
