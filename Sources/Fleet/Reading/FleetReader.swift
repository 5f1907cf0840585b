package import SQL

/// Reads a fleet's database, also while its loader writes.
package struct FleetReader {
  private let connection: any SQLConnection

  /// Opens a database.
  ///
  /// - Throws: ``SQLError/Code/missing`` where nothing was loaded yet.
  package init(_ location: DatabaseLocation) throws(SQLError) {
    connection = try FleetDatabase.openToRead(location)
  }

  private static let machine: SQLText =
    "SELECT machine.number, seen, checked, offered, " + KnownMachine.columns.map(\.name).joined(separator: ", ")
    + " FROM machine JOIN seen ON seen.number = machine.number "

  /// The machines to which a filter applies.
  ///
  /// - Parameters:
  ///   - limit: how many at most.
  ///   - body: takes one after the other.
  package func machines(
    _ filter: MachineFilter = MachineFilter(), by order: MachineOrder = .firstSeen, limit: Int64? = nil,
    _ body: (SeenMachine) -> Void
  ) throws(SQLError) {
    let (condition, values) = filter.condition
    var text = Self.machine + condition + " " + order.text
    var bound = values
    if let limit {
      bound.append(.integer(limit))
      text = text + " LIMIT " + SQLText.parameter(bound.count)
    }
    let statement = try connection.prepare(text)
    try statement.bind(bound)
    while try statement.step() {
      body(
        SeenMachine(
          number: statement.integer(0), machine: KnownMachine(statement, from: 4),
          sightings: Sightings(
            seen: statement.integer(1), checked: statement.integer(2), offered: statement.integer(3))))
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

  /// How many machines there are of each kind.
  package func counts() throws(SQLError) -> [MachineCount: Int64] {
    let rows = try connection.rows(
      """
      SELECT app, "group", version, target, state, reason, machines FROM count WHERE machines > 0
      """
    ) { (MachineCount($0), $0.integer(6)) }
    return Dictionary(rows, uniquingKeysWith: +)
  }

  /// How often machines of each group came into each state since a moment.
  package func changes(since moment: Int64) throws(SQLError) -> [StateCount] {
    try connection.rows(
      """
      SELECT app, event."group", event.state, COUNT(*) FROM event JOIN machine ON machine.number = event.machine
      WHERE event.number >= $1 AND time >= $2 AND event.state <> '' GROUP BY app, event."group", event.state
      """, [.integer(try firstEvent(since: moment)), .integer(moment)]
    ) { StateCount(app: $0.text(0), group: $0.text(1), state: $0.text(2), machines: $0.integer(3)) }
  }

  /// The number from which on events are of a moment or later. They are loaded nearly in the order of time.
  private func firstEvent(since moment: Int64) throws(SQLError) -> Int64 {
    guard connection.dialect == .sqlite else { return 0 }
    let last = try lastEvent()
    var range = 0..<last + 1
    let time = try connection.prepare("SELECT time FROM event WHERE number >= $1 ORDER BY number LIMIT 1")
    while range.count > 1 {
      let middle = range.lowerBound + Int64(range.count) / 2
      try time.bind([.integer(middle)])
      let isEarlier = try time.step() && time.integer(0) < moment
      time.reset()
      range = isEarlier ? middle..<range.upperBound : range.lowerBound..<middle
    }
    return range.lowerBound
  }

  /// How many machines of an app ran each version at the beginning of each hour, from a moment on.
  package func hours(since moment: Int64, app: String?) throws(SQLError) -> [HourCount] {
    let text: SQLText = "SELECT time, app, version, CAST(SUM(machines) AS BIGINT) FROM hour WHERE time >= $1"
    let rest: SQLText = " GROUP BY time, app, version ORDER BY time, app, version"
    return try connection.rows(
      app == nil ? text + rest : text + " AND app = $2" + rest,
      app.map { [SQLValue.integer(moment), SQLValue.text($0)] } ?? [SQLValue.integer(moment)]
    ) { HourCount(time: $0.integer(0), app: $0.text(1), version: $0.text(2), machines: $0.integer(3)) }
  }

  /// The last errors of machines, by code and release.
  package func errors(app: String?) throws(SQLError) -> [ErrorCount] {
    let text: SQLText = """
      SELECT app, error_code, error_release, platform, COUNT(*), SUM(CASE WHEN state IN ('failed', 'looped') THEN 1 ELSE 0 END),
      MIN(error_time), MAX(error_time) FROM machine WHERE error_time > 0
      """
    let rest: SQLText = """

      GROUP BY app, error_code, error_release, platform ORDER BY 5 DESC, app, error_code, error_release, platform
      """
    return try connection.rows(
      app == nil ? text + rest : text + " AND app = $1" + rest, app.map { [SQLValue.text($0)] } ?? []
    ) {
      ErrorCount(
        app: $0.text(0), code: $0.integer(1), release: $0.text(2), platform: $0.text(3), machines: $0.integer(4),
        failed: $0.integer(5), first: $0.integer(6), last: $0.integer(7))
    }
  }
}

extension MachineCount {
  /// Reads a row of `count`.
  fileprivate init(_ row: any SQLStatement) {
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
