import Foundation
import Testing
import TestSupport

extension IntegrationTests {
  /// What some clients do otherwise than update_engine, and every front door has to put up with.
  @Suite struct UnusualClients {
    private static let check = App.check(version: "1.0.0")

    private func codebase(_ reply: Reply) throws -> String {
      try UpdateResponse(reply.body)("/response/app/updatecheck/urls/url/@codebase")
    }

    @Test("A client that closes its sending side right behind the body gets its answer", arguments: FrontDoor.allCases)
    func halfClosed(door: FrontDoor) async throws {
      let site = try await Site.serving(through: door)
      let request = HTTPRequest(target: site.target, body: Self.check.utf8)
      // The server may have answered before it sees the end; among so many it sees some too early.
      for round in 1...20 {
        for request in [request, request.with("Connection", "close")] {
          let connection = try Connection(port: site.port)
          try connection.send(request.bytes)
          connection.finishSending()
          #expect(try connection.reply()?.status == 200, "round \(round)")
        }
      }
      let file = try site.folder.write(request.bytes, to: "request")
      let answer = try Program.output(
        of: "sh", ["-c", "timeout 20 busybox nc 127.0.0.1 \(site.port) <\(file)"])
      #expect(answer.contains("<updatecheck status=\"ok\">"), "\(answer)")
    }

    @Test(
      "A chunked body is answered, or refused with 411 where the server passes none on", arguments: FrontDoor.allCases)
    func chunked(door: FrontDoor) async throws {
      let site = try await Site.serving(through: door)
      func post(_ body: some Sequence<UInt8>, _ arguments: String...) throws -> (status: String, text: String) {
        let file = try site.folder.write(Array(body), to: "body")
        let answer = "\(site.folder.path)/answer"
        let status = try Program.output(
          of: "curl",
          [
            "-sS", "-o", answer, "-w", "%{http_code}", "-H", "Content-Type: text/xml", "-H", "Expect:", "-H",
            "Transfer-Encoding: chunked", "--data-binary", "@\(file)",
          ] + arguments + [site.url + site.target])
        return (status, try String(contentsOfFile: answer, encoding: .utf8))
      }
      let plain = try post(Self.check.utf8)
      guard door != .busybox else {
        #expect(plain.status == "411")
        #expect(plain.text == "a Content-Length is required: this web server passes no chunked body on\n")
        return
      }
      #expect(plain.status == "200")
      #expect(plain.text.contains("<updatecheck status=\"ok\">"))
      let space = [UInt8](repeating: 0x20, count: (1 << 20) - Self.check.utf8.count)
      #expect(try post(Array(Self.check.utf8) + space).status == "200")
      #expect(try post(Array(Self.check.utf8) + space + [0x20]).status == "413")
      #expect(try post([]).status == "400")
      let file = try site.folder.write(Self.check, to: "request.xml")
      #expect(try post(Program.run("gzip", ["-c", file]).bytes, "-H", "Content-Encoding: gzip").status == "200")
      #expect(try site.post(Self.check).status == 200)
    }

    @Test(
      "Host names with an underscore, an empty port or a dot at the end are those of the answer",
      arguments: FrontDoor.allCases)
    func hosts(door: FrontDoor) async throws {
      let site = try await Site.serving(through: door)
      let request = HTTPRequest(target: site.target, body: Self.check.utf8)
      let hosts = [
        "update_server:8000": "update_server:8000", "_gateway": "_gateway",
        "updates.example.com:": "updates.example.com",
        "update_server:": "update_server", "updates.example.com.": "updates.example.com.", "[::1]:8000": "[::1]:8000",
        "Updates.Example.COM": "updates.example.com",
      ]
      for (host, expected) in hosts {
        let reply = try request.with("Host", host).send(to: site.port)
        if [.apache, .apacheCGI].contains(door), host.hasSuffix(":") {
          // Apache's own answer, unless its HttpProtocolOptions are Unsafe.
          #expect(reply.status == 400, "\(host)")
          continue
        }
        #expect(reply.status == 200, "\(host): \(reply.text)")
        let codebase = try codebase(reply).lowercased()
        #expect(codebase.hasPrefix("http://\(expected)/packages/"), "\(host): \(codebase)")
      }
      for host in ["_", "evil.example/x", "a\"b", "user@host", "host:port", "[::1", "-x", "a,b"] {
        let reply = try request.with("Host", host).send(to: site.port)
        guard reply.status == 200 else {
          #expect(reply.status == 400, "\(host): \(reply.text)")
          continue
        }
        // Caddy and Apache leave out or replace some of these.
        #expect(try !codebase(reply).contains(host), "\(host)")
      }
    }

    @Test(
      "Where it is installed, every web server listens on IPv4 and IPv6",
      .enabled(if: FileManager.default.fileExists(atPath: "/proc/net/if_inet6"), "this machine has no IPv6"),
      arguments: FrontDoor.allCases)
    func addresses(door: FrontDoor) async throws {
      let site = try await Site.serving(through: door, everywhere: true)
      let file = try site.folder.write(Self.check, to: "request.xml")
      for address in ["127.0.0.1", "[::1]"] {
        let answer = try Program.output(
          of: "curl",
          [
            "-sS", "-g", "--fail", "-H", "Content-Type: text/xml", "--data-binary", "@\(file)",
            "http://\(address):\(site.port)\(site.target)",
          ])
        #expect(answer.contains("codebase=\"http://\(address):\(site.port)/packages/"), "\(address): \(answer)")
      }
    }
  }
}
