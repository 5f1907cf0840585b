import Foundation
import Journal
import SQL
import TestDatabases

@testable import Fleet

/// 2026-11-23T10:00:00Z in milliseconds.
let start: Int64 = 1_795_428_000_000
let day: Int64 = 86_400_000

extension CheckIn {
  /// A check of a machine that is up to date.
  static func check(_ machine: String, app: String = "com.example.agent", request: String = "", at time: Int64 = start)
    -> CheckIn
  {
    var checkIn = CheckIn(time: time, appID: app)
    checkIn.machineID = machine
    checkIn.requestID = request
    checkIn.version = "1.0"
    checkIn.hasUpdateCheck = true
    checkIn.group = "fleet"
    checkIn.decision = "noupdate"
    checkIn.reason = "up-to-date"
    checkIn.target = "1.0"
    return checkIn
  }

  /// Whatever a machine may do, from a source of numbers.
  static func any(_ random: inout some RandomNumberGenerator, at time: Int64) -> CheckIn {
    var checkIn = check("machine-\(Int.random(in: 0..<40, using: &random))", at: time)
    checkIn.appID = ["com.example.agent", "{COM.EXAMPLE.OTHER}", "no app!"].randomElement(using: &random) ?? ""
    if Int.random(in: 0..<9, using: &random) == 0 { checkIn.machineID = "" }
    checkIn.requestID = "r\(Int.random(in: 0..<5_000, using: &random))"
    checkIn.version = ["1.0", "2.0", "3.0"].randomElement(using: &random) ?? ""
    checkIn.group = ["fleet", "canary"].randomElement(using: &random) ?? ""
    checkIn.bootID = ["b1", "b2", "b3"].randomElement(using: &random) ?? ""
    checkIn.hasUpdateCheck = Bool.random(using: &random)
    (checkIn.decision, checkIn.reason) =
      [("update", "offered"), ("noupdate", "up-to-date"), ("noupdate", "rollout-pending"), ("error", "unknown-app")]
      .randomElement(using: &random) ?? ("", "")
    checkIn.target = "3.0"
    checkIn.release = checkIn.decision == "update" ? "3.0" : ""
    let kinds: [(Int64, Int64, Int64)] = [
      (13, 1, 0), (14, 1, 0), (3, 1, 0), (3, 2, 0), (3, 0, 37), (3, 0, 44), (-1, .min, .max),
    ]
    for _ in 0..<Int.random(in: 0..<3, using: &random) {
      let kind = kinds.randomElement(using: &random) ?? (0, 0, 0)
      var event = Event(type: kind.0, result: kind.1)
      event.errorCode = kind.2
      checkIn.events.append(event)
    }
    return checkIn
  }
}

/// A source of numbers that gives the same ones every time (SplitMix64).
struct Seeded: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

extension JournalBatch {
  /// A batch of one segment.
  init(_ checkIns: [CheckIn]) {
    self.init()
    guard let segment = SegmentName("1795428000123-4711-9f3a61c2d4e5f607.journal") else { return }
    for (index, checkIn) in checkIns.enumerated() { append(checkIn, of: segment, to: index + 1) }
  }
}

extension SQLConnection {
  /// The rows of a query as texts.
  func table(_ query: SQLText, _ columns: Int) throws -> [[String]] {
    try rows(query) { row in (0..<columns).map { row.text($0) } }
  }

  /// What is wrong between `machine` and the tables that go with it: empty when nothing is.
  func inconsistencies() throws -> [String] {
    let counted = try table("SELECT app, \"group\", version, target, state, reason, machines FROM count", 7)
    // Machines of apps that the catalog does not have are counted together, and rare versions are.
    let found = try table(
      """
      SELECT CASE WHEN refused THEN '' ELSE app END, CASE WHEN refused THEN '' ELSE "group" END,
        CASE WHEN refused THEN '' WHEN is_rare = 1 THEN 'other' ELSE version END, CASE WHEN refused THEN '' ELSE target END,
        state, reason, count(*)
      FROM (SELECT machine.*, reason IN ('unknown-app', 'invalid-app-id') AS refused FROM machine) AS machine
      GROUP BY 1, 2, 3, 4, 5, 6
      """, 7)
    var faults: [String] = []
    for row in Set(counted).symmetricDifference(found) { faults.append("count: \(row)") }
    if try integer("SELECT count(*) FROM machine LEFT JOIN seen USING (number) WHERE seen.number IS NULL") != 0
      || integer("SELECT count(*) FROM seen LEFT JOIN machine USING (number) WHERE machine.number IS NULL") != 0
    {
      faults.append("machine and seen differ")
    }
    if try integer(
      "SELECT count(*) FROM event LEFT JOIN machine ON machine.number = event.machine WHERE machine.number IS NULL")
      != 0
    {
      faults.append("events without a machine")
    }
    if try integer("SELECT count(*) FROM (SELECT app, id FROM machine GROUP BY app, id HAVING count(*) > 1) AS twice")
      != 0
    {
      faults.append("a machine is there twice")
    }
    return faults
  }
}
