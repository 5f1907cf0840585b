internal import Journal
internal import SQL

/// The statements by which a batch is loaded.
struct LoadStatements {
  private let lastNumbers: any SQLStatement
  private let findMachines: any SQLStatement
  private let lastForgotten: any SQLStatement
  private let findForgotten: any SQLStatement
  private let findAging: any SQLStatement
  private let findRequests: any SQLStatement
  private let putMachines: any SQLStatement
  private let putSeen: any SQLStatement
  private let insertEvents: any SQLStatement
  private let insertRequests: any SQLStatement
  private let countKinds: any SQLStatement
  private let findKinds: any SQLStatement
  private let moveCounts: any SQLStatement
  private let dropCounts: any SQLStatement
  private let addCheckIns: any SQLStatement
  private let addReports: any SQLStatement
  private let addEntered: any SQLStatement
  private let putPlaces: any SQLStatement
  private let setNumbers: any SQLStatement
  /// Nil where events are not kept by month.
  private let makeMonth: (any SQLStatement)?

  private static let seen: [TableColumn] = [
    .integer("seen"), .integer("checked"), .integer("offered"),
  ]

  private static let event: [TableColumn] = [
    .integer("number"), .integer("machine"), .integer("time"), .text("kind"), .integer("type"), .integer("result"),
    .integer("code"), .integer("extra"), .text("previous"), .text("next"), .integer("downloaded"), .integer("total"),
    .integer("duration"), .text("state"), .text("version"), .text("\"group\""), .text("release"), .text("target"),
    .text("reason"),
  ]

  private static let count: [TableColumn] = [
    .text("app"), .text("\"group\""), .text("version"), .text("target"), .text("state"), .text("reason"),
    .integer("machines"),
  ]

  private static let known: SQLText =
    "machine.number, seen, checked, offered, " + KnownMachine.columns.map(\.name).joined(separator: ", ")

  /// The statement that finds machines by their keys.
  static func findMachines(_ dialect: SQLDialect) -> SQLText {
    dialect == .sqlite
      ? "SELECT " + known + " FROM machine JOIN seen USING (number) WHERE id = $1 AND app = $2"
      : "SELECT " + known + " FROM unnest($1::text[], $2::text[]) AS asked (id, app) JOIN machine USING (id, app)"
        + " JOIN seen ON seen.number = machine.number"
  }

  /// The statement that finds those of ``KnownMachine/agingStates``, as the index says it. Without its name SQLite takes that of all states.
  static func findAging(_ dialect: SQLDialect) -> SQLText {
    "SELECT " + known + " FROM machine " + (dialect == .sqlite ? "INDEXED BY machine_aging" : "")
      + " JOIN seen USING (number) WHERE state IN ('offered', 'installed') AND machine.number > $1"
      + " ORDER BY machine.number LIMIT $2"
  }

  init(_ connection: any SQLConnection) throws(SQLError) {
    let dialect = connection.dialect
    let isSQLite = dialect == .sqlite
    lastNumbers = try connection.prepare("SELECT machines, events, batches FROM fleet")
    findMachines = try connection.prepare(Self.findMachines(dialect))
    lastForgotten = try connection.prepare("SELECT time FROM forgotten ORDER BY time DESC LIMIT 1")
    findForgotten = try connection.prepare(
      "SELECT hash, time FROM forgotten WHERE hash " + (isSQLite ? "= $1" : "= ANY ($1::bigint[])"))
    findAging = try connection.prepare(Self.findAging(dialect))
    findRequests = try connection.prepare(
      isSQLite
        ? "SELECT span, hashes FROM request WHERE span = $1 AND batch > $2"
        : """
        SELECT request.span, hashes FROM unnest($1::bigint[], $2::bigint[]) AS asked (span, batch)
        JOIN request ON request.span = asked.span AND request.batch > asked.batch
        """)
    putMachines = try connection.prepare(
      dialect.put(
        into: "machine", KnownMachine.columns + KnownMachine.derivedColumns, fixed: [.text("app"), .text("id")]))
    putSeen = try connection.prepare(dialect.put(into: "seen", Self.seen))
    insertEvents = try connection.prepare(dialect.insert(into: "event", Self.event))
    insertRequests = try connection.prepare(
      dialect.insert(into: "request", [.integer("span"), .integer("batch"), .text("hashes")]))
    countKinds = try connection.prepare("SELECT count(*) FROM count")
    findKinds = try connection.prepare(
      "SELECT app, \"group\", version, target, state, reason FROM count WHERE "
        + (isSQLite
          ? "app = $1 AND \"group\" = $2 AND version = $3 AND target = $4 AND state = $5 AND reason = $6"
          : """
          (app, "group", version, target, state, reason)
          IN (SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[]))
          """))
    moveCounts = try connection.prepare(
      dialect.insert(
        into: "count", Self.count,
        """
        ON CONFLICT (app, "group", version, target, state, reason) DO UPDATE SET machines = count.machines + excluded.machines
        """))
    dropCounts = try connection.prepare(
      isSQLite
        ? """
        DELETE FROM count WHERE app = $1 AND "group" = $2 AND version = $3 AND target = $4 AND state = $5 AND reason = $6
        AND machines = 0
        """
        : """
        DELETE FROM count
        WHERE (app, "group", version, target, state, reason) IN (SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[]))
        AND machines = 0
        """)
    addCheckIns = try connection.prepare(
      dialect.insert(
        into: "checkins", [.text("app"), .text("decision"), .text("reason"), .integer("total")],
        "ON CONFLICT (app, decision, reason) DO UPDATE SET total = checkins.total + excluded.total"))
    addReports = try connection.prepare(
      dialect.insert(
        into: "reports", [.integer("type"), .integer("result"), .integer("code"), .integer("total")],
        "ON CONFLICT (type, result, code) DO UPDATE SET total = reports.total + excluded.total"))
    addEntered = try connection.prepare(
      dialect.insert(
        into: "entered",
        [.integer("time"), .text("app"), .text("\"group\""), .text("state"), .integer("total")],
        """
        ON CONFLICT (time, app, "group", state) DO UPDATE SET total = entered.total + excluded.total
        """))
    // An end that was read without a record has no position of its own.
    putPlaces = try connection.prepare(
      dialect.insert(
        into: "place", [.text("segment"), .integer("position"), .integer("finished")],
        """
        ON CONFLICT (segment) DO UPDATE SET finished = excluded.finished,
        position = CASE WHEN excluded.position > place.position THEN excluded.position ELSE place.position END
        """))
    setNumbers = try connection.prepare("UPDATE fleet SET machines = $1, events = $2, batches = $3")
    makeMonth = isSQLite ? nil : try connection.prepare("SELECT make_month($1, $2, $3)")
  }

  /// Makes the partition for the events of a month, where it is missing.
  func makeMonth(of moment: Int64) throws(SQLError) {
    let month = Month(of: moment)
    try makeMonth?.run([.text(month.name), .integer(month.range.lowerBound), .integer(month.range.upperBound)])
  }

  /// The last numbers that were given.
  func numbers() throws(SQLError) -> (machine: Int64, event: Int64, batch: Int64) {
    var numbers: (Int64, Int64, Int64) = (0, 0, 0)
    try lastNumbers.bind([])
    while try lastNumbers.step() {
      numbers = (lastNumbers.integer(0), lastNumbers.integer(1), lastNumbers.integer(2))
    }
    return numbers
  }

  /// What is known of machines.
  func machines(_ keys: [KnownMachine.Key?]) throws(SQLError) -> [StoredMachine] {
    var machines: [StoredMachine] = []
    // In the order of the index, so that a page of it is read once.
    let keys = Set(keys.lazy.compactMap { $0 }).sorted { ($0.machine, $0.app) < ($1.machine, $1.app) }
    machines.reserveCapacity(keys.count)
    try findMachines.run(rows: keys.map { [.text($0.machine), .text($0.app)] }) { machines.append(StoredMachine($0)) }
    return machines
  }

  /// Which check-ins are of machines that were forgotten since: their indices.
  func forgotten(_ checkIns: [CheckIn], _ keys: [KnownMachine.Key?]) throws(SQLError) -> [Int] {
    var last = Int64.min
    try lastForgotten.bind([])
    while try lastForgotten.step() { last = lastForgotten.integer(0) }
    // What was said since is looked for nowhere.
    let hashes: [(index: Int, hash: Int64)] = keys.indices.compactMap { index in
      checkIns[index].time > last ? nil : keys[index].map { (index, RequestKey.hash($0.machine)) }
    }
    guard !hashes.isEmpty else { return [] }
    var times: [Int64: Int64] = [:]
    try findForgotten.run(rows: Set(hashes.lazy.map { $0.hash }).map { [.integer($0)] }) { row in
      times[row.integer(0)] = row.integer(1)
    }
    return hashes.lazy.filter { checkIns[$0.index].time <= times[$0.hash] ?? .min }.map { $0.index }
  }

  /// Machines whose state ends by time alone, behind a number.
  func agingMachines(after number: Int64, count: Int64) throws(SQLError) -> [StoredMachine] {
    var machines: [StoredMachine] = []
    try findAging.bind([.integer(number), .integer(count)])
    while try findAging.step() { machines.append(StoredMachine(findAging)) }
    return machines
  }

  /// Which requests were counted before, by their hashes.
  ///
  /// - Parameter batch: the last batch of the database.
  func counted(_ requests: [RequestKey], _ memory: inout RequestMemory, batch: Int64) throws(SQLError) -> Set<Int64> {
    var counted: Set<Int64> = []
    let requests = Dictionary(grouping: requests.lazy.filter { $0.hash != 0 }, by: \.span)
    let spans = requests.keys.sorted()
    // A few at a time: a backlog of days may have little of each span, and other hosts a lot.
    for first in stride(from: 0, to: spans.count, by: 8) {
      let some = spans[first..<min(first + 8, spans.count)]
      let behind = memory.turn(to: some, batch: batch)
      try findRequests.run(rows: behind.map { [.integer($0.span), .integer($0.after)] }) {
        memory.insert($0.text(1), in: $0.integer(0))
      }
      for request in some.lazy.flatMap({ requests[$0] ?? [] }) where memory.contains(request) {
        counted.insert(request.hash)
      }
    }
    return counted
  }

  /// Writes what a batch changes.
  func write(_ load: inout BatchLoad) throws(SQLError) {
    try tellApart(&load)
    try putMachines.run(
      rows: load.machines.lazy.filter(\.isChanged).map {
        [.integer($0.number)] + $0.machine.values + $0.machine.derivedValues
      })
    // In the order of the table: a page has a hundred of these rows.
    let seen = load.machines.indices.filter { load.machines[$0].isSeenAnew }.sorted {
      load.machines[$0].number < load.machines[$1].number
    }
    try putSeen.run(rows: seen.map { Self.seen(of: load.machines[$0]) })
    try insertEvents.run(rows: load.events.map { [.integer($0), .integer($1)] + $2.values })
    try insertRequests.run(
      rows: load.newRequests.map { [.integer($0), .integer(load.batchNumber), .text(HashRow.text($1))] })
    try move(load.counts)
    try addCheckIns.run(
      rows: load.checkIns.map { [.text($0.app), .text($0.decision), .text($0.reason), .integer($1)] })
    try addReports.run(
      rows: load.reports.map { [.integer($0.type), .integer($0.result), .integer($0.code), .integer($1)] })
    try addEntered.run(
      rows: load.entered.map { [.integer($0.time), .text($0.app), .text($0.group), .text($0.state), .integer($1)] })
    try setNumbers.run([.integer(load.machineNumber), .integer(load.eventNumber), .integer(load.batchNumber)])
  }

  /// Decides which versions are counted by themselves.
  private func tellApart(_ load: inout BatchLoad) throws(SQLError) {
    let kinds = load.newKinds
    guard !kinds.isEmpty else { return }
    var rows = 0
    try countKinds.bind([])
    while try countKinds.step() { rows = Int(clamping: countKinds.integer(0)) }
    var known: Set<MachineCount> = []
    if rows + kinds.count > MachineCount.limit {
      try findKinds.run(rows: kinds.map(\.values)) { known.insert(MachineCount($0)) }
    }
    load.tellApart(known, room: MachineCount.limit - rows)
  }

  /// Adds to the numbers of machines of each kind.
  func move(_ counts: [MachineCount: Int64]) throws(SQLError) {
    try moveCounts.run(rows: counts.map { $0.values + [.integer($1)] })
    try dropCounts.run(rows: counts.lazy.filter { $1 < 0 }.map { $0.key.values })
  }

  /// Remembers how far segments were read.
  func write(_ places: [SegmentName: JournalBatch.Place], now: Int64) throws(SQLError) {
    try putPlaces.run(
      rows: places.map { [.text($0.text), .integer(Int64($1.position)), .integer($1.isEnd ? max(1, now) : 0)] })
  }

  private static func seen(of machine: StoredMachine) -> [SQLValue] {
    [
      .integer(machine.number), .integer(machine.sightings.seen), .integer(machine.sightings.checked),
      .integer(machine.sightings.offered),
    ]
  }
}

extension MachineCount {
  fileprivate var values: [SQLValue] {
    [.text(app), .text(group), .text(version), .text(target), .text(state), .text(reason)]
  }
}

extension FleetEvent {
  /// The columns of `event` behind the machine's number.
  fileprivate var values: [SQLValue] {
    [
      .integer(time), .text(kind.rawValue), .integer(type), .integer(result), .integer(code), .integer(extra),
      .text(previous), .text(next), .integer(downloaded), .integer(total), .integer(duration), .text(state),
      .text(version), .text(group), .text(release), .text(target), .text(reason),
    ]
  }
}

extension StoredMachine {
  /// Reads a row of the statements that find machines.
  fileprivate init(_ row: any SQLStatement) {
    self.init(
      number: row.integer(0), KnownMachine(row, from: 4),
      Sightings(seen: row.integer(1), checked: row.integer(2), offered: row.integer(3)), isNew: false)
  }
}
