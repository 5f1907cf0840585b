import Foundation
import Glibc
import Synchronization
import TestDatabases
import Testing
import TestSupport

/// What is killed, when: what was answered was counted, once.
@Suite(.serialized) struct CountingTests {
  /// `omaha-cgi`, started again and again beside the web server, and killed now and then.
  private final class CGIMachines: Sendable {
    private struct State {
      var answered: Set<Int> = []
      var unanswered: Set<Int> = []
      var isStopping = false
      var running = 2
      /// Beyond whatever the web server is sent in minutes.
      var next = 1_000_000_000
    }

    private let state = Mutex(State())

    init(_ site: Site, fleet: String, seed: UInt64) {
      let folder = site.folder.path
      let root = site.root
      for index in 0..<2 {
        Thread { [self] in
          var random = SeededGenerator(seed: seed &+ UInt64(index))
          while let number = next() {
            let isAnswered =
              (try? Self.run(number, in: folder, root: root, fleet: fleet, &random)) ?? false
            state.withLock {
              if isAnswered { _ = $0.answered.insert(number) } else { _ = $0.unanswered.insert(number) }
            }
          }
          state.withLock { $0.running -= 1 }
        }.start()
      }
    }

    /// Lets them finish what they do, and gives the numbers of the requests that were answered, and of the others.
    func stop() async throws -> (answered: Set<Int>, unanswered: Set<Int>) {
      state.withLock { $0.isStopping = true }
      try await wait(until: "omaha-cgi has ended") { state.withLock { $0.running } == 0 }
      return state.withLock { ($0.answered, $0.unanswered) }
    }

    private func next() -> Int? {
      state.withLock { state in
        if state.isStopping { return nil }
        state.next += 1
        return state.next
      }
    }

    /// Whether omaha-cgi has answered; a third of the time it is killed at some moment.
    private static func run(
      _ number: Int, in folder: String, root: String, fleet: String, _ random: inout SeededGenerator
    ) throws -> Bool {
      let body = NumberedReports.body(number)
      let file = "\(folder)/cgi-\(number)"
      defer { for end in ["", ".answer"] { try? FileManager.default.removeItem(atPath: file + end) } }
      try Data(body.utf8).write(to: URL(fileURLWithPath: file))
      let input = unsafe open(file, O_RDONLY | O_CLOEXEC)
      defer { close(input) }
      let process = try ChildProcess(
        Program.directory + "/omaha-cgi", [],
        environment: [
          "REQUEST_METHOD": "POST", "CONTENT_TYPE": "text/xml", "CONTENT_LENGTH": "\(body.utf8.count)",
          "HTTP_HOST": "updates.example", "REMOTE_ADDR": "192.0.2.7", "OMAHA_ROOT": root, "OMAHA_FLEET": fleet,
          "REQUEST_ID": "cgi-\(number)",
        ], descriptors: [(input, 0)], output: file + ".answer")
      if random.next(3) == 0 {
        usleep(UInt32(random.next(40_000)))
        process.signal(SIGKILL)
      }
      process.wait()
      return try String(contentsOfFile: file + ".answer", encoding: .utf8).contains("</response>")
    }
  }

  /// How long they are killed, in seconds; for a longer try by hand.
  private static let seconds = Int(ProcessInfo.processInfo.environment["OMAHA_KILL_SECONDS"] ?? "") ?? 10

  @Test(
    "Programs and PostgreSQL are killed at random under load, machines forgotten, releases promoted; what was answered is counted, once",
    .enabled(if: FullRun.isOn), .timeLimit(.minutes(5 + seconds / 15)), arguments: TestDatabase.allCases)
  func killed(kind: TestDatabase) async throws {
    let seed = ProcessInfo.processInfo.environment["OMAHA_KILL_SEED"].flatMap { UInt64($0) }
    var random = seed.map { SeededGenerator(seed: $0) } ?? SeededGenerator()
    let site = try Site()
    let versions = ["4.0.0", "4.1.0"]
    for version in versions { try site.release(version, payload: Array("payload".utf8)) }
    let fleet = try site.makeFleet()
    let server = kind == .postgresql ? try PostgreSQLServer() : nil
    let database = server?.uri(of: "postgres") ?? "sqlite:\(fleet)/fleet.sqlite"
    try site.startService(fleet: fleet)
    try site.startFleet(fleet, database: database)
    try await site.startNginx()
    let machines = CGIMachines(site, fleet: fleet, seed: random.next())
    var kills: [String: Int] = [:]
    var forgetting: [RunningProgram] = []
    /// As systemd does: `omaha-fleet forget` may have had the lock when it started.
    func keepFleet() throws {
      guard !site.fleetIsRunning else { return }
      try site.stopFleet()
      try site.startFleet(fleet, database: database)
    }
    func forget(_ machine: String) throws -> RunningProgram {
      try Program.start(Program.omahaFleet, ["forget", machine, "--fleet", fleet, "--database", database])
    }
    let result = try await Load.on(port: site.port, clients: 6, numbered: NumberedReports.request) { load in
      let end = ContinuousClock.now.advanced(by: .seconds(Self.seconds))
      while ContinuousClock.now < end {
        try await load.answered(random.next(200))
        try keepFleet()
        let victim = (["omaha-fcgi", "omaha-fleet", "machine", "catalog"] + (server == nil ? [] : ["PostgreSQL"]))
          .random(using: &random)
        kills[victim, default: 0] += 1
        switch victim {
        case "omaha-fcgi":
          try site.signalService(SIGKILL)
          try site.startService(fleet: fleet)
        case "omaha-fleet":
          try site.stopFleet(SIGKILL)
          try site.startFleet(fleet, database: database)
        case "machine": forgetting.append(try forget(NumberedReports.leaving.random(using: &random)))
        case "catalog":
          try site.package(
            "promote", versions.random(using: &random), "--app", App.id, "--channel", "stable", "--backwards")
        default:
          // One that was just killed has no process yet.
          try? server?.kill()
        }
      }
    }
    let byCGI = try await machines.stop()
    try site.signalService(SIGTERM)
    func text(_ file: String) -> String { (try? String(contentsOfFile: file, encoding: .utf8)) ?? "" }
    func end(_ file: String) -> [Substring] { text(file).split(separator: "\n").suffix(8) }
    try await wait(
      until: """
        everything is loaded; seed \(random.seed), killed \(kills); \(NumberedReports.left(in: fleet)); \
        omaha-fleet: \(end(site.folder.path + "/omaha-fleet.log")); PostgreSQL: \(end((server?.folder ?? "") + "/log"))
        """, within: .seconds(180 + 2 * Self.seconds)
    ) {
      try keepFleet()
      return try NumberedReports.isLoaded(fleet)
    }
    // 66: it was not known, 74: the database was away, 75: omaha-fleet was not there to do it.
    let statuses = Set(try forgetting.map { try $0.finish().status })
    #expect(statuses.isSubset(of: server == nil ? [0, 66, 75] : [0, 66, 74]), "seed \(random.seed)")
    let answered = result.answered.union(byCGI.answered)
    let unanswered = result.unanswered.union(byCGI.unanswered)
    let faults = try NumberedReports.faults(
      in: database, fleet: fleet, answered: answered, unanswered: unanswered)
    let said = text("\(site.folder.path)/omaha-fleet.log").split(separator: "\n")
    let words = Set(said).filter { !$0.contains("omaha-fleet: loads ") }.sorted()
    #expect(
      faults == [],
      """
      seed \(random.seed), killed \(kills); dropped \(text(fleet + "/journal/dropped")); omaha-fleet: \(words); \
      omaha-fcgi: \(text(site.serviceLogPath).split(separator: "\n").filter { $0.contains("not kept") })
      """)
    // Nobody checks in any more, so whoever is forgotten now stays so. What they said still counts.
    for machine in NumberedReports.leaving { #expect([0, 66].contains(try forget(machine).finish().status)) }
    let known = try Program.output(
      of: Program.omahaFleet, ["machines", "--format", "json", "--fleet", fleet, "--database", database])
    #expect(known.contains("machine-") && !known.contains("leaving-"))
    let faultsAfter = try NumberedReports.faults(
      in: database, fleet: fleet, answered: answered, unanswered: unanswered)
    #expect(faultsAfter == [], "seed \(random.seed), killed \(kills)")
    try site.stopFleet()
    let counts = "answered \(result.answered.count) + \(byCGI.answered.count), not \(unanswered.count); killed \(kills)"
    if Self.seconds > 10 { print("\(kind): \(counts), seed \(random.seed)") }
    #expect(byCGI.answered.count > 10 && byCGI.unanswered.count > 0, "\(counts)")
  }
}
