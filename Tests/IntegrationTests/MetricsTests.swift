import Foundation
import Glibc
import TestSupport
import Testing

extension IntegrationTests {
  /// `/metrics` of omaha-fleet behind real web servers.
  @Suite struct Metrics {
    private static let doors: [FrontDoor] = [.nginx, .lighttpd, .apache, .caddy]

    private func request(_ method: String = "GET", accept: String? = nil) -> HTTPRequest {
      var request = HTTPRequest(method: method, target: "/metrics", body: [])
      request.contentLength = method == "POST" ? "0" : nil
      return request.with("Content-Type", nil).with("Accept", accept)
    }

    @Test("Who is in the list reads the metrics, through every front door, and nobody else does", arguments: doors)
    func open(door: FrontDoor) async throws {
      let site = try await Site.serving(through: door, remembers: true) { try $0.allowMetrics(door) }
      #expect(try site.post(App.check(version: "1.0.0")).status == 200)
      let name = "omaha_checkins_total{app=\"\(App.id)\",decision=\"update\",reason=\"offered\"} "
      try await wait(until: "the check-in is counted") {
        try request().send(to: site.port).text.contains("\n" + name)
      }
      let reply = try request().send(to: site.port)
      #expect(reply.status == 200 && reply.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
      #expect(reply.headers["cache-control"] == "no-store" && reply.text.contains("\nomaha_database_up 1\n"))
      let open = try request(accept: "application/openmetrics-text;version=1.0.0").send(to: site.port)
      #expect(open.headers["content-type"] == "application/openmetrics-text; version=1.0.0; charset=utf-8")
      #expect(open.text.hasSuffix("# EOF\n"))
      let head = try request("HEAD").send(to: site.port)
      #expect(head.status == 200 && head.body == [])
      #expect(try request("POST").send(to: site.port).status == 405)
      // Another address of this machine.
      let stranger = try Program.run(
        "curl", ["-s", "-i", "--interface", "127.0.0.2", "http://127.0.0.1:\(site.port)/metrics"])
      #expect(stranger.output.split(separator: " ").dropFirst().first == "403", "\(stranger.output)")
      #expect(!stranger.output.contains("omaha_"))
      try site.stopFleet()
      #expect(try request().send(to: site.port).status == 503)
      #expect(try site.post(App.check(version: "1.0.0")).status == 200)
    }

    @Test("As they are installed, the front doors let nobody of this machine read the metrics", arguments: doors)
    func closed(door: FrontDoor) async throws {
      let site = try await Site.serving(through: door, remembers: true)
      for method in ["GET", "HEAD", "POST"] {
        let reply = try request(method).send(to: site.port)
        #expect(reply.status == 403 && !reply.text.contains("omaha_"), "\(method)")
      }
      var other = request()
      for target in ["/metrics/", "/metricsx", "/fleet/", "/x/metrics"] {
        other.target = target
        #expect(try other.send(to: site.port).status == 404, "\(target)")
      }
    }
  }
}
