import Foundation
import Testing
import TestSupport

extension IntegrationTests {
  @Suite struct Concurrency {
    @Test("More idle connections than threads keep nobody waiting")
    func idleConnections() async throws {
      let site = try await Site.serving(threads: 2)
      let request = HTTPRequest(App.check(version: "1.0.0")).bytes
      // Each is a connection to nginx, and, as many at once, also one from nginx to omaha-fcgi that stays open.
      let clients = try (0..<40).map { _ in try Connection(port: site.port) }
      for round in 0..<3 {
        for client in clients { try client.send(request) }
        for client in clients { #expect(try client.reply()?.status == 200, "round \(round)") }
        #expect(try site.post(App.check(version: "1.0.0")).status == 200)
      }
    }

    @Test("Idle FastCGI connections past the number of threads leave the service reachable")
    func idleFastCGIConnections() async throws {
      let site = try await Site.serving(threads: 2)
      let idle = try (0..<20).map { _ in try LocalSocket(connectedTo: site.socket) }
      #expect(try site.post(App.check(version: "1.0.0")).status == 200)
      withExtendedLifetime(idle) {}
    }

    @Test("Sixty-four machines at once each get their own answer")
    func manyMachines() async throws {
      let site = try await Site.serving()
      let replies = try await withThrowingTaskGroup(of: (Int, Reply).self) { group in
        let port = site.port
        for index in 0..<64 {
          group.addTask {
            let id = "com.example.app\(index)"
            return (index, try HTTPRequest(App.request(appID: id, "<updatecheck/>")).send(to: port))
          }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(replies.count == 64)
      for (index, reply) in replies {
        #expect(reply.status == 200)
        #expect(reply.text.contains("appid=\"com.example.app\(index)\""))
      }
    }

    @Test("A thousand checks from many clients are all answered")
    func load() async throws {
      let site = try await Site.serving()
      let result = try await Load.on(port: site.port, clients: 32) { try await $0.answered(1000) }
      #expect(result.statuses.keys.sorted() == [200], "\(result.failures)")
    }
  }
}
