import Foundation
import Testing
import TestSupport

extension IntegrationTests {
  /// The address that load balancers look at, through every front door and with a real load balancer.
  @Suite struct LoadBalancers {
    private func look(_ site: Site, _ method: String = "GET", _ target: String = "/healthz/") throws -> Reply {
      var request = HTTPRequest(method: method, target: target, body: [])
      request.contentLength = method == "POST" ? "0" : nil
      return try request.with("Content-Type", nil).send(to: site.port)
    }

    @Test(
      "/healthz says 200 to GET and HEAD through every front door, and the log nothing", arguments: FrontDoor.allCases)
    func healthy(door: FrontDoor) async throws {
      let site = try await Site.serving(through: door)
      // lighttpd starts its processes when it likes, and each of them says so.
      func requests() -> [Substring] { site.logs.split(separator: "\n").filter { $0.contains(" request=") } }
      let before = requests()
      // busybox httpd starts a program for an address with a slash only.
      for target in door == .busybox ? ["/healthz/"] : ["/healthz/", "/healthz", "/healthz?from=here"] {
        let reply = try look(site, "GET", target)
        #expect(reply.status == 200, "\(target)")
        #expect(reply.text == "ok\n")
        #expect(reply.headers["content-type"] == "text/plain; charset=utf-8")
        #expect(reply.headers["cache-control"] == "no-store")
        #expect(try look(site, "HEAD", target).status == 200)
      }
      #expect(requests() == before)
      let post = try look(site, "POST")
      #expect(post.status == 405)
      #expect(post.headers["allow"] == "GET, HEAD")
      #expect(try look(site, "GET", site.target).headers["allow"] == "POST")
      for target in ["/healthz/x", "/healthzz", "/x/healthz"] {
        #expect(try [400, 404].contains(look(site, "GET", target).status), "\(target)")
      }
    }

    @Test(
      "A web server says 503 there while omaha-fcgi is away",
      arguments: FrontDoor.allCases.filter(\.needsService))
    func away(door: FrontDoor) async throws {
      let site = try await Site.serving(through: door)
      try site.signalService(SIGTERM)
      #expect(try look(site).status == 503)
      try site.startService()
      try await wait(until: "it is healthy") { try look(site).status == 200 }
    }

    @Test(
      "A broken catalog leaves a running omaha-fcgi healthy, and makes omaha-cgi say 503",
      arguments: FrontDoor.allCases)
    func broken(door: FrontDoor) async throws {
      let site = try await Site.serving(through: door)
      let file = "\(site.root)/catalog/\(App.id)/app.xml"
      let text = try Data(contentsOf: URL(fileURLWithPath: file))
      try Data("<app".utf8).write(to: URL(fileURLWithPath: file))
      if [.apacheCGI, .busybox].contains(door) {
        let reply = try look(site)
        #expect(reply.status == 503)
        #expect(reply.text.hasPrefix("the catalog cannot be loaded (request "))
      } else {
        try await wait(until: "the error is noticed") { site.logs.contains("app.xml") }
        #expect(try look(site).status == 200)
      }
      try text.write(to: URL(fileURLWithPath: file))
      try await wait(until: "it is healthy") { try look(site).status == 200 }
    }

    @Test(
      "HAProxy's httpchk takes a front door out while omaha-fcgi is away, and back in, and nothing of it is in the log")
    func haproxy() async throws {
      let first = try await Site.serving(through: .nginx)
      let second = try await Site.serving(through: .lighttpd)
      let folder = try TemporaryFolder()
      let reaper = try Reaper(folder: folder.path)
      let port = try freePort()
      let file = try folder.write(
        """
        defaults
          mode http
          timeout connect 5s
          timeout client 10s
          timeout server 10s
        listen omaha
          bind 127.0.0.1:\(port)
          stats uri /statistics
          option httpchk GET /healthz
          default-server check inter 50ms fall 1 rise 1
          server first 127.0.0.1:\(first.port)
          server second 127.0.0.1:\(second.port)

        """, to: "haproxy.cfg")
      let log = "\(folder.path)/haproxy.log"
      let haproxy = try ChildProcess(
        "haproxy", ["-db", "-f", file], environment: Programs.systemPath, errors: log)
      reaper.add(haproxy)
      defer {
        haproxy.signal(SIGTERM)
        haproxy.wait()
        reaper.drop(haproxy)
      }
      /// Which servers HAProxy's statistics say are up: the fields are named in their first line.
      func up() throws -> Set<String> {
        let text = try Program.output(of: "curl", ["-sS", "--fail", "http://127.0.0.1:\(port)/statistics;csv"])
        let lines: [[Substring]] = text.split(separator: "\n").map { line in
          line.split(separator: ",", omittingEmptySubsequences: false)
        }
        let column = try #require(lines.first?.firstIndex(of: "status"))
        let servers = lines.filter { line in line.count > column && line[column] == "UP" }.map { line in String(line[1])
        }
        return Set(servers).subtracting(["BACKEND"])
      }
      try await wait(until: "both are up; \((try? String(contentsOfFile: log, encoding: .utf8)) ?? "")") {
        (try? up()) == ["first", "second"]
      }
      let check = HTTPRequest(App.check(version: "1.0.0"))
      for _ in 0..<4 { #expect(try check.send(to: port).status == 200) }

      try first.signalService(SIGTERM)
      try await wait(until: "the first is out") { try up() == ["second"] }
      for _ in 0..<4 { #expect(try check.send(to: port).status == 200) }
      try first.startService()
      try await wait(until: "the first is in again") { try up() == ["first", "second"] }
      for _ in 0..<4 { #expect(try check.send(to: port).status == 200) }

      // A line for each check, and for each site the one with which it began.
      let lines = (first.serviceLog + second.serviceLog).split(separator: "\n").filter { $0.contains(" request=") }
      #expect(lines.count == 14, "\(lines)")
      #expect(lines.allSatisfy { $0.contains("reason=offered") })
    }
  }
}
