import Foundation
import Glibc
import Testing
import TestSupport

extension IntegrationTests {
  /// What happens to requests while something changes under the service.
  @Suite struct Continuity {
    private func offered(by site: Site) throws -> String {
      let answer = try UpdateResponse(site.post(App.check(version: "1.0.0")).body)
      return try answer("/response/app/updatecheck/manifest/@version")
    }

    @Test("A new release is offered without a restart, and no request is lost meanwhile")
    func catalogChange() async throws {
      let site = try await Site.serving(version: "4.0.0")
      let result = try await Load.on(port: site.port) { load in
        for version in ["5.0.0", "6.0.0", "7.0.0"] {
          try site.release(version, payload: Array("payload \(version)".utf8))
          try await wait(until: "\(version) is offered") { try self.offered(by: site) == version }
        }
        try await load.answered(50)
      }
      #expect(result.statuses.keys.sorted() == [200], "\(result.failures)")
      #expect(result.failures.isEmpty)
    }

    @Test("A catalog that breaks while serving is reported, and the old answers go on until it is mended")
    func brokenCatalog() async throws {
      let site = try await Site.serving(version: "4.0.0")
      let file = "\(site.root)/catalog/\(App.id)/app.xml"
      let whole = try String(contentsOfFile: file, encoding: .utf8)
      let result = try await Load.on(port: site.port) { load in
        try "<app appid=\"\(App.id)\">\n<channel".write(toFile: file, atomically: true, encoding: .utf8)
        try await wait(until: "the log names the broken file") { site.serviceLog.contains("app.xml:2") }
        try await load.answered(50)
        #expect(try self.offered(by: site) == "4.0.0")

        try whole.write(toFile: file, atomically: true, encoding: .utf8)
        try site.release("5.0.0", payload: Array("payload 5".utf8))
        try await wait(until: "5.0.0 is offered") { try self.offered(by: site) == "5.0.0" }
      }
      #expect(result.statuses.keys.sorted() == [200], "\(result.failures)")
      #expect(result.failures.isEmpty)
    }

    @Test("A catalog that disappears while serving is reported, and the old answers go on until it is back")
    func missingCatalog() async throws {
      let site = try await Site.serving(version: "4.0.0")
      let (catalog, aside) = ("\(site.root)/catalog", "\(site.root)/aside")
      let logged = site.serviceLog.count
      let result = try await Load.on(port: site.port) { load in
        try FileManager.default.moveItem(atPath: catalog, toPath: aside)
        try await wait(until: "the log reports it") { site.serviceLog.dropFirst(logged).contains("level=error") }
        try await load.answered(50)
        #expect(try self.offered(by: site) == "4.0.0")

        try FileManager.default.moveItem(atPath: aside, toPath: catalog)
        try site.release("5.0.0", payload: Array("payload 5".utf8))
        try await wait(until: "5.0.0 is offered") { try self.offered(by: site) == "5.0.0" }
      }
      #expect(result.statuses.keys.sorted() == [200], "\(result.failures)")
      #expect(result.failures.isEmpty)
    }

    @Test("nginx reloads under load without a lost request")
    func nginxReload() async throws {
      let site = try await Site.serving()
      let result = try await Load.on(port: site.port) { load in
        for _ in 0..<3 {
          try site.reloadNginx()
          try await load.answered(200)
        }
      }
      #expect(result.statuses.keys.sorted() == [200], "\(result.failures)")
      #expect(result.failures.isEmpty)
    }

    @Test("omaha-fcgi killed under load starts again over its stale socket file, and everybody is served again")
    func killed() async throws {
      let site = try await Site.serving()
      let result = try await Load.on(port: site.port) { load in
        for _ in 0..<3 {
          try site.signalService(SIGKILL)
          #expect(FileManager.default.fileExists(atPath: site.socket))
          // Without the service the answer says so, in a way that makes update_engine wait longer.
          let reply = try site.post(App.check(version: "1.0.0"))
          #expect(reply.status == 503)
          #expect(reply.text == "the update service is not running\n")
          try site.startService()
          try await wait(until: "an answer; the log: \(site.serviceLog)") {
            try site.post(App.check(version: "1.0.0")).status == 200
          }
          try await load.answered(50)
        }
      }
      // A request that was inside the killed process, or came while there was none, is told so; none is left hanging or gets a wrong answer.
      #expect(Set(result.statuses.keys).isSubset(of: [200, 503]), "\(result.statuses) \(result.failures)")
      #expect(result.failures.allSatisfy { $0.hasPrefix("503 ") }, "\(result.failures)")
    }

    @Test("A connection to nginx outlives a restart of omaha-fcgi: its stale connection costs no request")
    func staleConnections() async throws {
      let site = try await Site.serving()
      let request = HTTPRequest(App.check(version: "1.0.0")).bytes
      // Several at once leave several connections in nginx's cache.
      let clients = try (0..<6).map { _ in try Connection(port: site.port) }
      for round in 0..<3 {
        for client in clients { try client.send(request) }
        for client in clients { #expect(try client.reply()?.status == 200, "round \(round)") }
        try site.signalService(SIGTERM)
        try site.startService()
        try await wait(until: "the new process listens") { try site.post(App.check(version: "1.0.0")).status == 200 }
      }
    }

    @Test("Restarted under load behind a socket that stays, as systemd keeps it, omaha-fcgi loses no request")
    func restart() async throws {
      let site = try Site()
      try site.release("4.0.0", payload: Array("payload".utf8))
      let listener = try LocalSocket(listeningAt: site.socket)
      try site.startService(listener: listener)
      try await site.startNginx()
      let result = try await Load.on(port: site.port, clients: 16) { load in
        for _ in 0..<10 {
          try site.signalService(SIGTERM)
          try site.startService(listener: listener)
          try await load.answered(50)
        }
      }
      #expect(result.statuses.keys.sorted() == [200], "\(result.statuses) \(result.failures)")
      #expect(result.failures.isEmpty)
    }

    @Test("SIGTERM ends omaha-fcgi with 0 and removes its socket")
    func terminated() async throws {
      let site = try await Site.serving()
      #expect(try site.signalService(SIGTERM) == 0)
      #expect(!FileManager.default.fileExists(atPath: site.socket))
    }

    @Test("A second omaha-fcgi does not take the socket of one that is running")
    func secondInstance() async throws {
      let site = try await Site.serving()
      let second = try Program.run(Program.omahaFCGI, ["--root", site.root, "--socket", site.socket])
      #expect(second.status != 0)
      #expect(second.errors.contains(site.socket), "\(second.errors)")
      #expect(try site.post(App.check(version: "1.0.0")).status == 200)
    }

    @Test("A broken catalog at the start ends omaha-fcgi with 78, naming file and line")
    func brokenAtStart() async throws {
      let site = try Site()
      try site.release("4.0.0", payload: Array("payload".utf8))
      try "<app appid=\"\(App.id)\">\n<channel".write(
        toFile: "\(site.root)/catalog/\(App.id)/app.xml", atomically: true, encoding: .utf8)
      let run = try Program.run(Program.omahaFCGI, ["--root", site.root, "--socket", site.socket])
      #expect(run.status == 78)
      #expect(run.errors.contains("app.xml:2"), "\(run.errors)")
    }
  }
}
