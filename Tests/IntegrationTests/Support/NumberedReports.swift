import Foundation
import SQL
import TestDatabases
import TestSupport

/// Requests with a number each, and which of them a fleet's database has counted.
enum NumberedReports {
  /// Whom a request comes from. Few machines, so that each says a lot.
  private enum Sender {
    case machine(String)
    /// One of two machines that have the same ID and boots of their own.
    case clone(String, boot: String)
    /// A machine that a test may forget at any time: its events go with it, and the counts stay.
    case leaving(String)
    /// One that tells no ID is counted, and its events are not told by their numbers.
    case nameless

    init(_ number: Int) {
      switch number % 10 {
      case 3: self = .leaving(NumberedReports.leaving[number / 10 % NumberedReports.leaving.count])
      case 5: self = .clone("clone-\(number / 10 % 2)", boot: "boot-\(number / 20 % 2)")
      case 7: self = .nameless
      default: self = .machine("machine-\(number % 40)")
      }
    }
  }

  /// The machines that a test may forget.
  static let leaving = ["leaving-0", "leaving-1", "leaving-2"]

  /// A request that tells its number by an event.
  static func body(_ number: Int) -> String {
    let inner =
      "<ping active=\"1\"/><updatecheck/><event eventtype=\"13\" eventresult=\"1\" previousversion=\"\(number)\"/>"
    return switch Sender(number) {
    case .machine(let id), .leaving(let id): App.request(machine: id, inner)
    case .clone(let id, let boot): App.request(machine: id, boot: boot, inner)
    case .nameless: App.request(machine: "", inner)
    }
  }

  static func request(_ number: Int) -> HTTPRequest { HTTPRequest(body(number)) }

  /// Whether a database tells for good that it has counted the request of a number.
  private static func isTold(_ number: Int) -> Bool {
    switch Sender(number) {
    case .machine, .clone: true
    case .leaving, .nameless: false
    }
  }

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
    let lost = answered.filter(isTold).filter { !told.contains($0) }.sorted()
    expect(lost.isEmpty, "answered and not counted: \(lost.count), \(lost.prefix(20))")
    let strange = told.subtracting(answered).subtracting(unanswered).sorted()
    expect(strange.isEmpty, "counted and never sent: \(strange.prefix(20))")
    // The totals also have what is not told.
    let connection = try DatabaseLocation(database).open(.reading)
    if connection.dialect == .postgresql { try connection.run("SET search_path TO omaha") }
    let total = try connection.integer(
      "SELECT CAST(sum(total) AS BIGINT) FROM reports WHERE type = 13 AND result = 1")
    let untold = Int(total ?? 0) - told.count(where: isTold)
    let least = answered.count { !isTold($0) }
    expect(
      (least...least + unanswered.count { !isTold($0) }).contains(untold),
      "without an ID, or of a machine that may be forgotten: \(untold) counted, \(least) answered")
    let clones = try connection.integer("SELECT count(*) FROM machine WHERE id LIKE 'clone-%' AND cloned_at > 0")
    expect(clones == 2, "machines that are known as several: \(clones ?? 0)")
    faults += try connection.inconsistencies()
    return faults
  }

  /// The files of a journal and their sizes, for a failure's message.
  static func left(in fleet: String) -> [String] {
    TemporaryFolder.names(in: fleet + "/journal").map { name in
      let size = (try? FileManager.default.attributesOfItem(atPath: "\(fleet)/journal/\(name)")[.size]) as? Int
      return "\(name) \(size ?? -1)"
    }
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
