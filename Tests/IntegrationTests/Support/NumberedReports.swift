import Foundation
import SQL
import TestSupport

/// Requests with a number each, and which of them a fleet's database has counted.
enum NumberedReports {
  /// How many machines they come from. Few, so that each says a lot.
  static let machines = 40

  /// A request that tells its number by an event. Each tenth one tells no machine's ID.
  static func body(_ number: Int) -> String {
    App.request(
      machine: tellsMachine(number) ? "machine-\(number % machines)" : "",
      "<ping active=\"1\"/><updatecheck/><event eventtype=\"13\" eventresult=\"1\" previousversion=\"\(number)\"/>")
  }

  static func request(_ number: Int) -> HTTPRequest { HTTPRequest(body(number)) }

  /// What is without a machine's ID is counted, and not told by its number.
  private static func tellsMachine(_ number: Int) -> Bool { number % 10 != 7 }

  /// What is wrong with what a database has counted; empty when nothing is.
  ///
  /// - Parameters:
  ///   - answered: the numbers of the requests that were answered with 200.
  ///   - unanswered: those of all others: whether they were answered, nobody knows.
  static func faults(
    in database: String, fleet: String, answered: Set<Int>, unanswered: Set<Int>
  ) throws -> [String] {
    let run = try Program.run(
      Program.omahaFleet,
      ["events", "--limit", "100000000", "--format", "json", "--fleet", fleet, "--database", database])
    guard run.status == 0 else { throw Failure("omaha-fleet ended with \(run.status): \(run.errors)") }
    struct Event: Decodable {
      var type: Int?
      var previousVersion: String?
    }
    let events = try run.lines.map { try JSONDecoder().decode(Event.self, from: Data($0.utf8)) }
    var counted: [Int: Int] = [:]
    for event in events where event.type == 13 { counted[Int(event.previousVersion ?? "") ?? -1, default: 0] += 1 }
    var faults: [String] = []
    func expect(_ isRight: Bool, _ fault: @autoclosure () -> String) { if !isRight { faults.append(fault()) } }
    let twice = counted.filter { $0.value > 1 }.keys.sorted()
    expect(twice.isEmpty, "counted more than once: \(twice.prefix(20))")
    let told = Set(counted.keys)
    let lost = answered.filter(tellsMachine).filter { !told.contains($0) }.sorted()
    expect(lost.isEmpty, "answered and not counted: \(lost.count), \(lost.prefix(20))")
    let strange = told.subtracting(answered).subtracting(unanswered).sorted()
    expect(strange.isEmpty, "counted and never sent: \(strange.prefix(20))")
    // The totals also have what came without a machine's ID.
    let connection = try DatabaseLocation(database).open(.reading)
    let schema: SQLText = connection.dialect == .postgresql ? "omaha." : ""
    let total = try connection.integer(
      "SELECT CAST(sum(total) AS BIGINT) FROM " + schema + "reports WHERE type = 13 AND result = 1")
    let nameless = Int(total ?? 0) - events.count { $0.type == 13 }
    let least = answered.count { !tellsMachine($0) }
    expect(
      (least...least + unanswered.count { !tellsMachine($0) }).contains(nameless),
      "without an ID: \(nameless) counted, \(least) answered")
    return faults
  }

  /// Whether all that a journal had was loaded: nobody writes any more, and no segment is left.
  ///
  /// A segment without a byte is of a process that was killed as it began. It is removed a minute or two later.
  static func isLoaded(_ fleet: String) throws -> Bool {
    try Program.output(of: Program.omahaFleet, ["journal", "complete", "--fleet", fleet])
    let folder = "\(fleet)/journal"
    return try !FileManager.default.contentsOfDirectory(atPath: folder).contains { name in
      guard name.hasSuffix(".journal") || name == "shared" else { return false }
      // One that is gone by now may have another name.
      let attributes = try? FileManager.default.attributesOfItem(atPath: "\(folder)/\(name)")
      return attributes?[.size] as? Int != 0
    }
  }
}
