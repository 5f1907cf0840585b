import Foundation
import Glibc
import Testing
import TestSupport

extension IntegrationTests {
  /// What each web server's configuration must do beside the whole update, which `UpdateFlow` drives through each.
  @Suite struct FrontDoors {
    private static let payload = "/packages/\(App.id)/4.0.0/amd64/update.gz"
    /// The servers whose configuration can say what may be fetched, and how long it may be kept.
    private static let configurable = FrontDoor.allCases.filter { $0 != .busybox }

    // MARK: The same answer

    private struct Sample: Hashable {
      let status: Int
      let contentType: String?
      let allow: String?
      let body: String
    }

    private static let requests: [(name: String, request: HTTPRequest)] = {
      let check = HTTPRequest(App.check(version: "1.0.0"))
      let unknown = App.request(appID: "{00000000-1111-4222-8333-444444444444}", "<updatecheck/>")
      return [
        ("offer", check),
        ("first check", HTTPRequest(App.check(version: "1.0.0", previousVersion: "0.0.0.0"))),
        ("up to date", HTTPRequest(App.check(version: "4.0.0"))),
        ("event", HTTPRequest(App.event(version: "1.0.0", 13, 1))),
        ("unknown app", HTTPRequest(unknown)),
        ("unknown track", HTTPRequest(App.request(track: "none", "<updatecheck/>"))),
        (
          "protocol 3.1",
          HTTPRequest(App.check(version: "1.0.0").replacing("protocol=\"3.0\"", with: "protocol=\"3.1\""))
        ),
        (
          "protocol 2.0",
          HTTPRequest(App.check(version: "1.0.0").replacing("protocol=\"3.0\"", with: "protocol=\"2.0\""))
        ),
        ("content type with charset", check.with("Content-Type", "application/xml; charset=UTF-8")),
        ("no content type", check.with("Content-Type", nil)),
        ("another port in Host", check.with("Host", "updates.example.com:8080")),
        ("not well-formed", HTTPRequest("<request protocol=\"3.0\"><app>")),
        ("a DOCTYPE", HTTPRequest("<!DOCTYPE request><request protocol=\"3.0\"/>")),
        ("no document", HTTPRequest("\n")),
        ("wrong content type", check.with("Content-Type", "application/json")),
        ("wrong charset", check.with("Content-Type", "text/xml; charset=latin1")),
        ("wrong encoding", check.with("Content-Encoding", "br")),
      ]
    }()

    private func samples(of site: Site) throws -> [Sample] {
      try Self.requests.map { _, request in
        var request = request
        request.target = site.target
        let reply = try request.send(to: site.port)
        let lines = reply.text.split(separator: "\n", omittingEmptySubsequences: false)
        return Sample(
          status: reply.status, contentType: reply.headers["content-type"], allow: reply.headers["allow"],
          body: lines.filter { !$0.contains("<daystart ") }.joined(separator: "\n"))
      }
    }

    @Test("The same request gets the same answer through every front door, byte for byte")
    func sameAnswers() async throws {
      let expected = try samples(of: try await Site.serving(through: .nginx))
      #expect(
        expected.map(\.status) == [200, 200, 200, 200, 200, 200, 200, 400, 200, 200, 200, 400, 400, 400, 415, 415, 415])
      #expect(expected[0].body.contains("<updatecheck status=\"ok\">"))
      for door in FrontDoor.allCases where door != .nginx {
        let answers = try samples(of: try await Site.serving(through: door))
        for (index, (name, _)) in Self.requests.enumerated() {
          #expect(answers[index] == expected[index], "\(name) through \(door.rawValue)")
        }
      }
    }

    @Test("A body in gzip is understood through every front door", arguments: FrontDoor.allCases)
    func gzip(door: FrontDoor) async throws {
      let site = try await Site.serving(through: door)
      let file = try site.folder.write(App.check(version: "1.0.0"), to: "request.xml")
      let body = try Program.run("gzip", ["-c", file]).bytes
      let reply = try HTTPRequest(target: site.target, body: body).with("Content-Encoding", "gzip").send(to: site.port)
      #expect(try UpdateResponse(reply.body).status == "ok")
    }

    // MARK: Limits

    @Test("A body over 1 MiB is refused with 413, and the next request is answered", arguments: FrontDoor.allCases)
    func bodyLimit(door: FrontDoor) async throws {
      let site = try await Site.serving(through: door)
      for size in [1 << 20 + 1, 8 << 20] {
        let file = try site.folder.write([UInt8](repeating: 0x20, count: size), to: "body")
        let status = try Program.run(
          "curl",
          [
            "-sS", "-o", "/dev/null", "-w", "%{http_code}", "-H", "Content-Type: text/xml", "-H", "Expect:",
            "--data-binary", "@\(file)", site.url + site.target,
          ])
        #expect(status.line == "413", "\(size) bytes: \(status.errors)")
        #expect(try site.post(App.check(version: "1.0.0")).status == 200)
      }
      // The longest that is allowed reaches the service, which finds no document in it.
      var longest = HTTPRequest(target: site.target, body: [UInt8](repeating: 0x20, count: 1 << 20))
      #expect(try longest.send(to: site.port).status == 400)
      longest.method = "GET"
      longest.body = []
      longest.contentLength = nil
      let reply = try longest.send(to: site.port)
      #expect(reply.status == 405)
      #expect(reply.headers["allow"] == "POST")
    }

    // MARK: Payloads

    private func get(_ target: String, method: String = "GET", _ headers: [(String, String)] = [], from site: Site)
      throws -> Reply
    {
      var request = HTTPRequest(method: method, target: target, body: [])
      request.headers = [("Host", "localhost")] + headers
      request.contentLength = nil
      return try request.send(to: site.port)
    }

    @Test("A payload is served as bytes, in parts, and may be cached for ever", arguments: configurable)
    func packages(door: FrontDoor) async throws {
      let site = try await Site.serving(through: door, payload: Array("0123456789".utf8))
      let whole = try get(Self.payload, [("Accept-Encoding", "gzip")], from: site)
      #expect(whole.status == 200)
      #expect(whole.text == "0123456789")
      #expect(whole.headers["content-type"] == "application/octet-stream")
      #expect(whole.headers["content-encoding"] == nil)
      #expect(whole.headers["cache-control"]?.contains("max-age=31536000") == true)
      let part = try get(Self.payload, [("Range", "bytes=4-")], from: site)
      #expect(part.status == 206)
      #expect(part.text == "456789")
      #expect(part.headers["content-range"] == "bytes 4-9/10")
      #expect(try get(Self.payload, [("Range", "bytes=10-")], from: site).status == 416)
      #expect(try get(Self.payload, [("Range", "bytes=4-"), ("If-Range", "\"other\"")], from: site).status == 200)
      let tag = try #require(whole.headers["etag"])
      #expect(try get(Self.payload, [("If-None-Match", tag)], from: site).status == 304)
      #expect(try get(Self.payload, method: "HEAD", from: site).headers["content-length"] == "10")
      let missing = try get("\(Self.payload).none", from: site)
      #expect(missing.status == 404)
      #expect(missing.headers["cache-control"] == nil)
      for method in ["PUT", "POST", "DELETE"] {
        #expect(
          [403, 404, 405, 411, 501].contains(try get(Self.payload, method: method, from: site).status), "\(method)")
      }
    }

    @Test("Nothing but payloads can be fetched", arguments: configurable)
    func nothingElse(door: FrontDoor) async throws {
      let site = try await Site.serving(through: door)
      let folder = "\(site.root)/payloads/\(App.id)/4.0.0/amd64"
      try Data("half".utf8).write(to: URL(fileURLWithPath: "\(folder)/.update.gz.part"))
      for target in [
        "/", "/packages", "/packages/", "/packages/\(App.id)", "/packages/\(App.id)/4.0.0/amd64",
        "/packages/\(App.id)/4.0.0/amd64/", "/packages/\(App.id)/4.0.0/amd64/.update.gz.part",
        "/packages/../catalog/\(App.id)/app.xml", "/packages/..%2fcatalog/\(App.id)/app.xml",
        "/packages/%2e%2e/catalog/\(App.id)/app.xml", "/packages/\(App.id)/../../catalog/\(App.id)/app.xml",
        "/catalog/\(App.id)/app.xml", "/v1/updates", "/v1/update/x", "/v1", "/index.html", "/omaha.conf", "/cgi-bin/",
      ] {
        let reply = try get(target, from: site)
        #expect([400, 403, 404].contains(reply.status), "\(target): \(reply.status)")
        #expect(reply.headers["cache-control"] == nil, "\(target)")
      }
    }

    @Test(
      "Another site of the same web server is served as it is without the update service",
      arguments: [FrontDoor.nginx, .lighttpd, .apache])
    func neighbour(door: FrontDoor) async throws {
      let site = try await Site.serving(through: door) { site in
        let folder = "\(site.folder.path)/neighbour"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try site.folder.write("a neighbour", to: "neighbour/index.html")
        let (file, block) =
          switch door {
          case .apache:
            (
              "\(site.serverFolder)/standalone.conf",
              """
              <VirtualHost *:\(site.port)>
                ServerName neighbour.example
                DocumentRoot "\(folder)"
                <Directory "\(folder)">
                  Require all granted
                </Directory>
              </VirtualHost>
              """
            )
          case .lighttpd:
            (
              "\(site.serverFolder)/standalone.conf",
              "$HTTP[\"host\"] == \"neighbour.example\" { server.document-root = \"\(folder)\" }\n"
            )
          default:
            (
              "\(site.nginxFolder)/omaha/omaha.conf",
              "server { listen 127.0.0.1:\(site.port); server_name neighbour.example; root \(folder); client_max_body_size 0; }\n"
            )
          }
        let text = try String(contentsOfFile: file, encoding: .utf8)
        try (text + block).write(toFile: file, atomically: true, encoding: .utf8)
      }
      var request = HTTPRequest(method: "GET", target: "/index.html", body: []).with("Host", "neighbour.example")
      request.contentLength = nil
      let page = try request.send(to: site.port)
      #expect(page.status == 200)
      #expect(page.text == "a neighbour")
      let upload = try site.folder.write([UInt8](repeating: 0x20, count: 2 << 20), to: "upload")
      let status = try Program.output(
        of: "curl",
        [
          "-sS", "-o", "/dev/null", "-w", "%{http_code}", "-H", "Host: neighbour.example", "-H", "Expect:",
          "--data-binary", "@\(upload)", "\(site.url)/index.html",
        ])
      #expect(status != "413" && status != "000", "the service's limit holds for the neighbour")
      #expect(try site.post(App.check(version: "1.0.0")).status == 200)
    }

    // MARK: Lifecycle

    @Test(
      "A release is offered as soon as it is promoted, without a restart of anything", arguments: FrontDoor.allCases)
    func release(door: FrontDoor) async throws {
      let site = try await Site.serving(through: door)
      try site.release("5.0.0", payload: Array("payload 5.0.0".utf8))
      // More often than there are processes that must have noticed.
      for _ in 0..<8 {
        try await wait(until: "5.0.0 is offered") {
          try UpdateResponse(site.post(App.check(version: "1.0.0")).body)("//manifest/@version") == "5.0.0"
        }
      }
    }

    @Test(
      "omaha-fcgi restarts on its own: told so meanwhile, served again at once afterwards", .enabled(if: FullRun.isOn),
      arguments: FrontDoor.allCases.filter(\.needsService))
    func serviceRestart(door: FrontDoor) async throws {
      let site = try await Site.serving(through: door)
      let result = try await Load.on(port: site.port) { load in
        for _ in 0..<2 {
          #expect(try site.signalService(SIGTERM) == 0)
          #expect(try site.post(App.check(version: "1.0.0")).status == 503)
          try site.startService()
          try await wait(until: "an answer") { try site.post(App.check(version: "1.0.0")).status == 200 }
          try await load.answered(50)
        }
      }
      // 503 makes update_engine ask less often; nothing else may come, and no wrong answer.
      #expect(Set(result.statuses.keys).isSubset(of: [200, 503]), "\(result.statuses) \(result.failures)")
    }

    @Test("lighttpd starts an omaha-fcgi again that was killed, and ends its processes with itself")
    func spawned() async throws {
      let site = try await Site.serving(through: .lighttpdSpawning)
      #expect(site.serverChildren.count == 2)
      let first = try #require(site.serverChildren.first)
      kill(first, SIGKILL)
      try await wait(until: "there is another in its place") {
        let children = site.serverChildren
        _ = try site.post(App.check(version: "1.0.0"))
        return children.count == 2 && !children.contains(first)
      }
      try await wait(until: "everybody is served") {
        try (0..<8).allSatisfy { _ in try site.post(App.check(version: "1.0.0")).status == 200 }
      }
      let children = site.serverChildren
      try site.stopServer()
      try await wait(until: "omaha-fcgi has ended, too") { children.allSatisfy { kill($0, 0) != 0 } }
    }

    @Test(
      "An omaha-fcgi that lighttpd started and that is told to stop costs no request: the other one answers meanwhile",
      .enabled(if: FullRun.isOn))
    func spawnedStops() async throws {
      let site = try await Site.serving(through: .lighttpdSpawning)
      let result = try await Load.on(port: site.port, clients: 16) { load in
        for _ in 0..<3 {
          let first = try #require(site.serverChildren.first)
          kill(first, SIGTERM)
          try await wait(until: "there is another in its place") {
            site.serverChildren.count == 2 && !site.serverChildren.contains(first)
          }
          try await load.answered(50)
        }
      }
      #expect(Set(result.statuses.keys) == [200], "\(result.statuses) \(result.failures)")
    }

    // MARK: busybox httpd

    @Test("busybox httpd needs the slash at the end of the client's address, or its /cgi-bin/index.cgi")
    func busyboxAddress() async throws {
      let site = try await Site.serving(through: .busybox)
      var request = HTTPRequest(App.check(version: "1.0.0"))
      #expect(try request.send(to: site.port).status == 501)
      for target in ["/v1/update/", "/cgi-bin/index.cgi"] {
        request.target = target
        #expect(try UpdateResponse(request.send(to: site.port).body).status == "ok")
      }
    }

    @Test(
      "In the chroot is nothing but busybox, its configuration, omaha-cgi and the repository"
    )
    func busyboxChroot() async throws {
      let site = try await Site.serving(through: .busybox)
      let jail = "\(site.folder.path)/jail"
      let files = try Program.output(of: "find", [jail, "!", "-type", "d", "-printf", "%P\n"]).split(separator: "\n")
      let repository = "var/lib/omaha/"
      #expect(
        files.filter { !$0.hasPrefix(repository) }.sorted() == [
          "bin/busybox", "etc/httpd.conf", "www/cgi-bin/index.cgi", "www/packages",
        ])
      #expect(try Program.output(of: "find", [jail, "-name", "*.so*"]).isEmpty)
      let size = try FileManager.default.attributesOfItem(atPath: "\(jail)/www/cgi-bin/index.cgi")[.size] as? Int
      #expect(try #require(size) <= 12 << 20)
      for target in ["/../etc/httpd.conf", "/packages/../../etc/httpd.conf", "/etc/httpd.conf", "/var/lib/omaha"] {
        #expect(try [400, 403, 404].contains(get(target, from: site).status), "\(target)")
      }
      #expect(try get("/cgi-bin/../packages/\(App.id)/app.xml", from: site).status == 404)
    }
  }
}
