import Foundation
import Journal
import SQL
import TestDatabases
import TestSupport
import Testing

@testable import Fleet

/// `/metrics` of a real `omaha-fleet serve`, over its socket.
@Suite(.serialized) struct MetricsTests {
  private let folder: TemporaryFolder
  private var fleet: String { folder.path + "/fleet" }
  private var socket: String { folder.path + "/fleet.sock" }
  private var log: String { (try? folder.text("errors")) ?? "" }

  init() throws { folder = try TemporaryFolder() }

  private func serve(_ location: DatabaseLocation? = nil, _ options: [String]? = nil) throws -> ChildProcess {
    var arguments = ["serve", "--fleet", fleet] + (options ?? ["--socket", socket])
    switch location {
    case .postgresql(let uri)?: arguments += ["--database", uri]
    case .sqlite(let path)?: arguments += ["--database", "sqlite:" + path]
    case nil: break
    }
    try? FileManager.default.removeItem(atPath: folder.path(of: "errors"))
    let process = try ChildProcess(
      Program.omahaFleet, arguments, environment: ["OMAHA_FLEET": ""], output: folder.path(of: "output"),
      errors: folder.path(of: "errors"))
    #expect(eventually(within: .seconds(60)) { log.contains("answers /metrics on ") || !process.isRunning }, "\(log)")
    return process
  }

  /// An answer: its header and its body.
  private func ask(
    _ path: String = "/metrics", method: String = "GET", accept: String = "", peer: Peer? = nil
  ) throws -> (header: String, body: String) {
    let peer = try peer ?? Peer(path: socket)
    try peer.send(
      Wire.request(["REQUEST_URI": path, "SCRIPT_NAME": "/other", "HTTP_ACCEPT": accept], method: method, keeps: false))
    let parts = try peer.receiveAnswer().output.split(separator: "\r\n\r\n", maxSplits: 1).map(String.init)
    return (parts[0], parts.count > 1 ? parts[1] : "")
  }

  /// The page, by the names of series: `omaha_machines{app="…"}` → its value.
  private func series(accept: String = "") throws -> [String: String] {
    var series: [String: String] = [:]
    for line in try ask(accept: accept).body.split(separator: "\n") where !line.hasPrefix("#") {
      guard let space = line.lastIndex(of: " ") else { continue }
      let value = String(line[line.index(after: space)...])
      #expect(series.updateValue(value, forKey: String(line[..<space])) == nil, "\(line) comes twice")
    }
    return series
  }

  /// Waits until the page has a series with a value.
  private func wait(for name: String, _ value: String) -> Bool {
    eventually(within: .seconds(60)) { (try? series())?[name] == value }
  }

  /// What promtool says of a page; nil when it is not installed.
  private func complaints(of page: String) throws -> String? {
    guard Program.installed("promtool") != nil else { return nil }
    let file = try folder.write(page, to: "page")
    let run = try Program.run("/bin/sh", ["-c", "exec promtool check metrics <'\(file)' 2>&1"])
    return run.status == 0 ? run.output : "\(run.status): \(run.output)"
  }

  @Test("It says what machines run and are told, what they report, and how the journal and the database are")
  func page() throws {
    let writer = try JournalWriter(fleet: fleet) { Issue.record("\($0)") }
    var failed = CheckIn.check("c")
    failed.events = [CheckIn.Event(type: 3, result: 0), CheckIn.Event(type: 777, result: 1)]
    failed.events[0].errorCode = 9 | 0x2000_0000
    failed.hasUpdateCheck = false
    failed.decision = "none"
    failed.reason = "no-update-check"
    var unknown = CheckIn.check("d", app: "com.example.unknown")
    unknown.decision = "error"
    unknown.reason = "unknown-app"
    writer.record([.check("a"), .check("b"), .check("a"), failed, unknown])
    let process = try serve()
    defer { process.signal(SIGTERM) }
    let app = "app=\"com.example.agent\""
    #expect(wait(for: "omaha_machines{\(app),group=\"fleet\",version=\"1.0\"}", "2"), "\(log)")
    let series = try series()
    for (name, value) in [
      "omaha_machines{\(app),group=\"\",version=\"1.0\"}": "1",
      "omaha_machine_states{\(app),group=\"fleet\",state=\"up-to-date\",target=\"1.0\"}": "2",
      "omaha_machines_on_target{\(app),group=\"fleet\"}": "2",
      "omaha_checkins_total{\(app),decision=\"noupdate\",reason=\"up-to-date\"}": "3",
      "omaha_checkins_total{\(app),decision=\"none\",reason=\"no-update-check\"}": "1",
      "omaha_checkins_total{app=\"\",decision=\"error\",reason=\"unknown-app\"}": "1",
      "omaha_events_total{type=\"3\",result=\"0\",code=\"9\"}": "1",
      "omaha_events_total{type=\"other\",result=\"1\",code=\"0\"}": "1",
      "omaha_journal_dropped_total": "0", "omaha_journal_lag_bytes": "0", "omaha_journal_lag_seconds": "0.0",
      "omaha_database_up": "1", "omaha_build_info{version=\"0.1.0\"}": "1",
      "omaha_commit_duration_seconds_count": series["omaha_commit_duration_seconds_bucket{le=\"+Inf\"}"] ?? "none",
    ] { #expect(series[name] == value, "\(name) is \(series[name] ?? "missing")") }
    #expect(Int(series["omaha_journal_bytes"] ?? "") ?? 0 > 0)
    #expect((1 << 20...2 << 30).contains(Int(series["omaha_journal_limit_bytes"] ?? "") ?? 0))
    #expect(Double(series["omaha_commit_duration_seconds_sum"] ?? "") ?? 0 > 0)
    let found = try ask().body
    #expect(try complaints(of: found) ?? "" == "")
    // A version that nobody runs any more is gone.
    var newer = ["a", "b", "c"].map { CheckIn.check($0) }
    for index in newer.indices { newer[index].version = "2.0" }
    writer.record(newer)
    #expect(wait(for: "omaha_machines{\(app),group=\"fleet\",version=\"2.0\"}", "3"))
    let names = try self.series().keys
    #expect(!names.contains { $0.hasPrefix("omaha_machines{\(app)") && $0.contains("version=\"1.0\"") })
  }

  @Test("GET and HEAD of /metrics are answered, and nothing else")
  func routes() throws {
    let process = try serve()
    defer { process.signal(SIGTERM) }
    let get = try ask("/metrics?x=1")
    #expect(get.header.hasPrefix("Status: 200 OK\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\n"))
    #expect(get.header.contains("\r\nCache-Control: no-store\r\n"))
    let head = try ask(method: "HEAD")
    #expect(head.header.hasPrefix("Status: 200 OK\r\n") && head.header.contains("\r\nContent-Length: "))
    #expect(!head.header.contains("\r\nContent-Length: 0") && head.body == "")
    let open = try ask(accept: "application/openmetrics-text;version=1.0.0")
    #expect(open.header.contains("Content-Type: application/openmetrics-text; version=1.0.0; charset=utf-8\r\n"))
    #expect(open.body.hasSuffix("\n# EOF\n"))
    let post = try ask(method: "POST")
    #expect(post.header.hasPrefix("Status: 405 Method Not Allowed\r\n") && post.header.contains("\r\nAllow: GET, HEAD"))
    for path in [
      "/", "/metrics/", "/metricsx", "/fleet/", "/fleet/metrics", "/v1/update", "/healthz", "//metrics", "x",
    ] {
      let answer = try ask(path)
      #expect(answer.header.hasPrefix("Status: 404 Not Found\r\n"), "\(path)")
    }
  }

  @Test("What machines and catalogs say cannot break the page", arguments: TestDatabase.allCases)
  func hostile(kind: TestDatabase) throws {
    let database = try kind.make()
    let writer = try JournalWriter(fleet: fleet) { Issue.record("\($0)") }
    let texts = [
      "\"} 1\nomaha_fake 1\n", "\\", "a\0b", "\r\n# EOF\n", String(decoding: [0xFF, 0xC0, 0x41], as: UTF8.self),
      "\u{202E}x",
      String(repeating: "long", count: 60), String(repeating: "long", count: 60) + "er", "{version=\"1\"}",
      "\u{7F}\u{85}",
    ]
    let checkIns = texts.enumerated().map { index, text in
      var checkIn = CheckIn.check("m\(index)")
      (checkIn.version, checkIn.group, checkIn.target) = (text, text, text)
      checkIn.events = [CheckIn.Event(type: .max - Int64(index), result: .min)]
      return checkIn
    }
    writer.record(checkIns)
    let process = try serve(database.location)
    defer { process.signal(SIGTERM) }
    #expect(wait(for: "omaha_events_total{type=\"other\",result=\"other\",code=\"0\"}", "\(texts.count)"), "\(log)")
    for accept in ["", "application/openmetrics-text"] {
      let series = try series(accept: accept)
      let counted = series.filter { $0.key.hasPrefix("omaha_machines{") }.values.compactMap { Int($0) }
      #expect(counted.reduce(0, +) == texts.count)
      #expect(series["omaha_fake"] == nil && series.keys.allSatisfy { $0.hasPrefix("omaha_") && $0.utf8.count < 512 })
    }
    let body = try ask().body
    #expect(body.contains(#"version="\"} 1\nomaha_fake 1\n""#) && body.contains(#"version="\\""#))
    #expect(try complaints(of: body) ?? "" == "")
  }

  @Test("While the database is away, the page says so, and how the journal grows; afterwards it counts on")
  func away() throws {
    let server = try PostgreSQLServer()
    let location = DatabaseLocation.postgresql(uri: server.uri(of: "postgres"))
    let writer = try JournalWriter(fleet: fleet) { Issue.record("\($0)") }
    let process = try serve(location)
    defer { process.signal(SIGTERM) }
    let total = "omaha_checkins_total{app=\"com.example.agent\",decision=\"noupdate\",reason=\"up-to-date\"}"
    writer.record([.check("a"), .check("b")])
    #expect(wait(for: total, "2"), "\(log)")
    #expect(try series()["omaha_database_up"] == "1")
    try server.kill(stayAway: true)
    var late = CheckIn.check("c")
    late.time = Int64(Date().timeIntervalSince1970 * 1_000) - 100_000
    writer.record([late])
    #expect(wait(for: "omaha_database_up", "0"))
    let series = try series()
    #expect(series[total] == nil && Int(series["omaha_journal_lag_bytes"] ?? "") ?? 0 > 50)
    #expect((100..<700).contains(Double(series["omaha_journal_lag_seconds"] ?? "") ?? 0))
    #expect(Int(series["omaha_journal_bytes"] ?? "") ?? 0 > 50)
    try server.comeBack()
    #expect(wait(for: total, "3"), "\(log)")
    #expect(wait(for: "omaha_database_up", "1") && wait(for: "omaha_journal_lag_bytes", "0"))
  }

  @Test("What only grows goes on where it was when it is started again")
  func restarts() throws {
    let total = "omaha_checkins_total{app=\"com.example.agent\",decision=\"noupdate\",reason=\"up-to-date\"}"
    var counts: [Int] = []
    for round in 1...3 {
      let writer = try JournalWriter(fleet: fleet) { Issue.record("\($0)") }
      writer.record([.check("m", request: "\(round)")])
      let process = try serve()
      #expect(wait(for: total, "\(round)"), "\(log)")
      counts.append(Int(try series()[total] ?? "") ?? 0)
      process.signal(round == 2 ? SIGKILL : SIGTERM)
      #expect(process.wait() == (round == 2 ? 128 + SIGKILL : 0))
    }
    #expect(counts == [1, 2, 3])
  }

  @Test("What the journal could not take is counted")
  func dropped() throws {
    try FileManager.default.createDirectory(atPath: fleet + "/journal", withIntermediateDirectories: true)
    let count = String(repeating: "0", count: 18) + "42 " + String(repeating: "0", count: 20) + "\n"
    try Data(count.utf8).write(to: URL(fileURLWithPath: fleet + "/journal/dropped"))
    let process = try serve()
    defer { process.signal(SIGTERM) }
    #expect(try series()["omaha_journal_dropped_total"] == "42")
  }

  @Test("With --root it tells when the catalog was last changed")
  func catalog() throws {
    let name = "omaha_catalog_modified_timestamp_seconds"
    try folder.write("<app/>", to: "root/catalog/com.example.os/app.xml")
    try folder.makeFolder("root/catalog/com.example.os/releases")
    for path in ["", "/app.xml", "/releases"] {
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSince1970: path == "/releases" ? 1_700_000_000 : 1_600_000_000)],
        ofItemAtPath: folder.path(of: "root/catalog/com.example.os" + path))
    }
    let process = try serve(nil, ["--socket", socket, "--root", folder.path(of: "root")])
    defer { process.signal(SIGTERM) }
    #expect(try series()[name] == "1700000000")
    try FileManager.default.removeItem(atPath: folder.path(of: "root"))
    #expect(try series()[name] == nil)
  }

  @Test("It listens on a port, with the socket's mode, or not at all")
  func listening() throws {
    let process = try serve(nil, ["--socket", "127.0.0.1:0"])
    let port = log.components(separatedBy: "answers /metrics on 127.0.0.1:").last.flatMap {
      UInt16($0.prefix { $0 != "\n" })
    }
    let answer = try ask(peer: Peer(port: try #require(port)))
    #expect(answer.header.hasPrefix("Status: 200 OK\r\n"))
    process.signal(SIGTERM)
    #expect(process.wait() == 0)
    let other = try serve(nil, ["--socket", socket, "--socket-mode", "0600"])
    let mode = try FileManager.default.attributesOfItem(atPath: socket)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    other.signal(SIGTERM)
    #expect(other.wait() == 0 && !folder.has("fleet.sock"))
    #expect(try folder.bytes("fleet/fleet.sqlite-wal").isEmpty)
    for (options, status) in [
      (["--socket", "nowhere:x"], 64), (["--socket-mode", "0600"], 64),
      (["--socket", "a.sock", "--socket-mode", "8"], 64),
      (["--socket", folder.path + "/no/folder.sock"], 73), (["--socket", folder.path], 73),
    ] as [([String], Int32)] {
      let run = try Program.run(Program.omahaFleet, ["serve", "--fleet", fleet] + options)
      #expect(run.status == status, "\(options): \(run.errors)")
    }
  }
}
