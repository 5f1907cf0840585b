import Foundation
import Glibc
import TestSupport
import Testing

extension IntegrationTests {
  /// `deploy/prometheus` with the real Prometheus.
  @Suite struct Prometheus {
    private static let files = "\(Program.top)/deploy/prometheus"

    private func text(of file: String) throws -> String {
      try String(contentsOfFile: "\(Self.files)/\(file)", encoding: .utf8)
    }

    @Test("promtool finds nothing to complain of, and the alerts say what they should about fleets made up of numbers")
    func rules() throws {
      let folder = try TemporaryFolder()
      for file in ["prometheus.yml", "omaha.rules.yml"] { try folder.write(text(of: file), to: file) }
      let tests = try String(contentsOfFile: "\(Program.top)/Tests/Prometheus/rules.yml", encoding: .utf8)
      try folder.write(tests, to: "tests.yml")
      for arguments in [
        ["check", "config", "prometheus.yml"], ["check", "rules", "omaha.rules.yml"], ["test", "rules", "tests.yml"],
      ] {
        let run = try Program.run(
          "/bin/sh", ["-c", "cd '\(folder.path)' && exec promtool \(arguments.joined(separator: " "))"])
        #expect(run.status == 0, "\(run.output)\(run.errors)")
      }
      // Each alert is tested when it is due, and when it is not.
      for name in try text(of: "omaha.rules.yml").matches(of: #/alert: (\w+)/#).map(\.output.1) {
        #expect(tests.ranges(of: "alertname: \(name)").count >= 2, "\(name)")
      }
    }

    /// The result of a query of Prometheus' API.
    private func ask(_ port: Int, _ path: String) throws -> [String: Any] {
      let answer = try Program.output(
        of: "curl", ["-sS", "--fail", "--max-time", "10", "http://127.0.0.1:\(port)\(path)"])
      let document = try JSONSerialization.jsonObject(with: Data(answer.utf8)) as? [String: Any]
      guard let data = document?["data"] as? [String: Any] else { throw Failure("\(path): \(answer)") }
      return data
    }

    private func series(_ port: Int, _ query: String) throws -> Int {
      let allowed = CharacterSet.alphanumerics
      let escaped = query.addingPercentEncoding(withAllowedCharacters: allowed) ?? ""
      return (try ask(port, "/api/v1/query?query=\(escaped)")["result"] as? [Any])?.count ?? 0
    }

    /// Every query of the dashboard, with its variables filled in.
    private func queries(instance: String) throws -> [String] {
      let dashboard = try JSONSerialization.jsonObject(with: Data(text(of: "dashboard.json").utf8)) as? [String: Any]
      let panels = dashboard?["panels"] as? [[String: Any]] ?? []
      return panels.flatMap { $0["targets"] as? [[String: Any]] ?? [] }.compactMap { $0["expr"] as? String }.map {
        $0.replacing("$instance", with: instance).replacing("$app", with: ".*").replacing(
          "$__rate_interval", with: "1m")
      }
    }

    @Test(
      "Prometheus reads a fleet through nginx, evaluates the alerts, and has a series for each query of the dashboard",
      .enabled(if: FullRun.isOn))
    func scrape() async throws {
      let site = try await Site.serving(through: .nginx, remembers: true) { try $0.allowMetrics(.nginx) }
      let instance = "127.0.0.1:\(site.port)"
      let config = try text(of: "prometheus.yml").replacing("updates.example.com:80", with: instance)
        .replacing("30s", with: "1s")
      try site.folder.write(config, to: "prometheus/prometheus.yml")
      try site.folder.write(text(of: "omaha.rules.yml"), to: "prometheus/omaha.rules.yml")
      let port = try freePort()
      let prometheus = try ChildProcess(
        "prometheus",
        [
          "--config.file=\(site.folder.path)/prometheus/prometheus.yml",
          "--storage.tsdb.path=\(site.folder.path)/prometheus/data", "--web.listen-address=127.0.0.1:\(port)",
        ], errors: site.folder.path(of: "prometheus/log"))
      defer {
        prometheus.signal(SIGTERM)
        prometheus.wait()
      }
      // Machines that are offered something, fail, are held, and have arrived: again and again, for rates.
      func report(_ round: Int) throws {
        for (id, version, rest) in [
          ("offered", "1.0.0", "<updatecheck/>"), ("arrived", "4.0.0", "<updatecheck/>"),
          ("failed", "1.0.0", "<event eventtype=\"3\" eventresult=\"0\" errorcode=\"\(9 + round)\"/>"),
          ("begins", "1.0.0", "<event eventtype=\"13\" eventresult=\"1\"/>"),
          ("held", "1.0.0", "<updatecheck updatedisabled=\"true\"/>"),
        ] { #expect(try site.post(App.request(version: version, machine: id, rest)).status == 200) }
      }
      let queries = try queries(instance: instance)
      #expect(queries.count > 15)
      var missing = queries
      var round = 0
      try await wait(until: "a series for each of \(missing)", within: .seconds(60)) {
        try report(round % 3)
        round += 1
        guard prometheus.isRunning else { throw Failure("Prometheus ended: \(try site.folder.text("prometheus/log"))") }
        missing = missing.filter { ((try? series(port, $0)) ?? 0) == 0 }
        return missing.isEmpty
      }
      let targets = try ask(port, "/api/v1/targets")["activeTargets"] as? [[String: Any]] ?? []
      #expect(targets.map { $0["health"] as? String } == ["up"], "\(targets)")
      #expect(targets.map { $0["lastError"] as? String } == [""])
      try await wait(until: "all alerts are evaluated") {
        let groups = try ask(port, "/api/v1/rules")["groups"] as? [[String: Any]] ?? []
        let rules = groups.flatMap { $0["rules"] as? [[String: Any]] ?? [] }
        return rules.count >= 10 && rules.allSatisfy { $0["health"] as? String == "ok" }
      }
      // The journal is read at once, and the database answers: nothing of that is on fire.
      #expect(try series(port, "ALERTS{alertname=~\"OmahaFleetDown|OmahaDatabaseDown|OmahaCheckInsDropped\"}") == 0)
      #expect(try series(port, "omaha_database_up == 1") == 1)
    }
  }
}
