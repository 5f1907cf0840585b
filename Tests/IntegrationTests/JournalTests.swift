import Foundation
import Glibc
import Testing
import TestSupport

extension IntegrationTests {
  /// What machines report, kept behind real web servers and read by omaha-fleet.
  @Suite struct Journal {
    /// One line of `omaha-fleet journal cat`.
    private struct CheckIn: Decodable {
      struct Event: Decodable {
        var type: Int
        var result: Int
      }

      var time: String
      var request: String
      var address: String
      var app: String
      var machine: String
      var version: String
      var track: String?
      var group: String?
      var board: String?
      var arch: String?
      var platform: String?
      var installSource: String?
      var updateCheck: Bool
      var ping: Bool
      var events: [Event]?
      var decision: String
      var reason: String
      var target: String?
      var release: String?
    }

    private func cat(_ fleet: String) throws -> [CheckIn] {
      let run = try Program.run(Program.omahaFleet, ["journal", "cat", "--fleet", fleet])
      guard run.status == 0 else { throw Failure("omaha-fleet ended with \(run.status): \(run.errors)") }
      return try run.output.split(separator: "\n").map { try JSONDecoder().decode(CheckIn.self, from: Data($0.utf8)) }
    }

    private func check(_ number: Int) -> HTTPRequest {
      HTTPRequest(
        App.request(
          machine: "machine-\(number)",
          "<ping active=\"1\"/><updatecheck/><event eventtype=\"3\" eventresult=\"2\" previousversion=\"\"/>"))
    }

    @Test("Checks, events and unknown apps are there as they were sent and answered, with nginx's name for the request")
    func contents() async throws {
      let site = try Site()
      try site.release("4.0.0", payload: Array("payload".utf8))
      let fleet = try site.makeFleet()
      try site.startService(fleet: fleet)
      try await site.startNginx()
      let before = try cat(fleet).count
      let start = Date()
      #expect(try check(1).send(to: site.port).status == 200)
      #expect(try site.post(App.event(version: "1.0.0", 3, 0)).status == 200)
      #expect(try site.post(App.request(appID: "other", "<updatecheck/>")).status == 200)
      #expect(try site.post("<no/>").status == 400)
      let found = try Array(cat(fleet).dropFirst(before))
      try #require(found.count == 3)
      #expect(found.allSatisfy { $0.address == "127.0.0.1" && $0.request.count == 32 })
      #expect(Set(found.map(\.request)).count == 3)
      let time = try Date.ISO8601FormatStyle(includingFractionalSeconds: true).parse(found[0].time)
      #expect((start - 1...Date() + 1).contains(time))
      let check = found[0]
      #expect(check.app == "{\(App.id)}" && check.machine == "machine-1" && check.version == "1.0.0")
      #expect(check.track == "stable" && check.group == "stable" && check.board == "amd64-usr" && check.arch == "amd64")
      #expect(check.platform == "CoreOS" && check.installSource == "scheduler" && check.updateCheck && check.ping)
      #expect(check.events?.map(\.type) == [3] && check.events?.map(\.result) == [2])
      #expect(
        check.decision == "update" && check.reason == "offered" && check.target == "4.0.0" && check.release == "4.0.0")
      #expect(found[1].events?.map(\.result) == [0] && found[1].decision == "none" && !found[1].updateCheck)
      #expect(found[2].app == "other" && found[2].decision == "error" && found[2].reason == "unknown-app")
    }

    @Test("Whoever was answered before kill -9 is in the journal, and each request once")
    func killed() async throws {
      let site = try Site()
      try site.release("4.0.0", payload: Array("payload".utf8))
      let fleet = try site.makeFleet()
      try site.startService(fleet: fleet)
      try await site.startNginx()
      let result = try await Load.on(port: site.port, clients: 8, numbered: { [self] in check($0) }) { load in
        for round in 0..<6 {
          try await load.answered(100 + 41 * round)
          try site.signalService(SIGKILL)
          try site.startService(fleet: fleet)
        }
        try await load.answered(50)
      }
      let found = try cat(fleet).filter { $0.machine.hasPrefix("machine-") }
      let kept = Set(found.compactMap { Int($0.machine.dropFirst("machine-".count)) })
      #expect(result.answered.subtracting(kept) == [])
      #expect(kept.subtracting(result.answered).isSubset(of: result.unanswered))
      #expect(kept.subtracting(result.answered).count <= 6 * 8)
      // nginx may send a request again, under the same name.
      #expect(Set(found.map(\.request)).count == kept.count)
    }

    @Test("lighttpd's processes and CGI processes, of two users, keep what they answer side by side")
    func sideBySide() async throws {
      let site = try Site()
      try site.release("4.0.0", payload: Array("payload".utf8))
      let fleet = try site.makeFleet()
      try await site.startLighttpd(fleet: fleet)
      let body = App.request(machine: "by-cgi", "<updatecheck/>")
      try site.folder.write(body, to: "request.xml")
      let script = """
        export REQUEST_METHOD=POST CONTENT_TYPE=text/xml HTTP_HOST=updates.example REMOTE_ADDR=192.0.2.7 OMAHA_ROOT='\(site.root)'
        export CONTENT_LENGTH=\(body.utf8.count) OMAHA_FLEET='\(fleet)'
        seq 60 | xargs -P 4 -n 1 sh -c 'REQUEST_ID=cgi-$1 "$0" <request.xml >>answers' '\(Program.directory)/omaha-cgi'
        """
      let result = try await Load.on(port: site.port, clients: 4, numbered: { [self] in check($0) }) { load in
        let run = try Program.run("/bin/sh", ["-c", "cd '\(site.folder.path)' && \(script)"])
        #expect(run.status == 0, "\(run.errors)")
        try await load.answered(20)
      }
      #expect(result.unanswered == [])
      let found = try cat(fleet)
      #expect(Set(found.filter { $0.machine == "by-cgi" }.map(\.request)) == Set((1...60).map { "cgi-\($0)" }))
      let kept = found.compactMap { $0.machine.hasPrefix("machine-") ? Int($0.machine.dropFirst(8)) : nil }
      #expect(Set(kept) == result.answered && kept.count == result.answered.count)
      let segments = try FileManager.default.contentsOfDirectory(atPath: "\(fleet)/journal")
      #expect(segments.contains("shared") && segments.count { $0 != "dropped" } == 3, "\(segments)")
    }
  }
}
