import Foundation
import Glibc
import TestDatabases
import Testing
import TestSupport

extension IntegrationTests {
  /// Hosts that share a database, each with a network of its own.
  @Suite struct SeveralHosts {
    /// Hosts, a server of PostgreSQL that they reach, and nginx before them.
    private func start(_ count: Int, on site: Site) async throws -> ([Host], PostgreSQLServer) {
      // Another test, or another run of this one, may have taken a network.
      let network = "10.\(Int.random(in: 64..<256)).\(Int.random(in: 0..<256))"
      let hosts = try (0..<count).map { try Host(site, network: network, number: $0) }
      let server = try PostgreSQLServer(addresses: hosts.map(\.databaseAddress))
      for host in hosts { try host.startService() }
      try await site.startNginx { site in
        let servers = hosts.map { "server \($0.address) max_fails=0;" }.joined(separator: " ")
        try Program.output(
          of: "sed", ["-i", "s|server \"unix:.*|\(servers)|", "\(site.nginxFolder)/omaha/omaha.conf"])
        // Who does not answer is given up sooner than in production.
        try Program.output(
          of: "sed",
          ["-i", "s|fastcgi_read_timeout .*|fastcgi_read_timeout 1s;|", "\(site.nginxFolder)/omaha/fastcgi.conf"])
      }
      return (hosts, server)
    }

    /// How far each host is, and what the server does.
    private func state(of hosts: ArraySlice<Host>, _ server: PostgreSQLServer) -> String {
      let sessions = try? server.psql(
        """
        SELECT pid, client_addr, state, wait_event_type, wait_event, now() - state_change, left(query, 60)
        FROM pg_stat_activity WHERE application_name = 'omaha-fleet'
        """)
      let places = try? server.psql("SELECT segment, position FROM omaha.place WHERE finished = 0")
      let lines = hosts.map(\.loaderState) + ["sessions:", sessions ?? "?", "places:", places ?? "?"]
      return lines.joined(separator: "\n")
    }

    @Test(
      "Three hosts share PostgreSQL, one of them is cut off for a while, a fourth ships its journal: what was answered is counted, once",
      .enabled(if: Site.isRoot, "only root may make networks"), .enabled(if: FullRun.isOn))
    func cutOff() async throws {
      var random = SeededGenerator()
      let site = try Site()
      try site.release("4.0.0", payload: Array("payload".utf8))
      let (hosts, server) = try await start(4, on: site)
      let loading = hosts[..<3]
      let shipping = hosts[3]
      for host in loading { try host.startLoader("postgresql://postgres@\(host.databaseAddress)/postgres") }
      func counted() -> Int { Int((try? server.psql("SELECT sum(total) FROM omaha.checkins")) ?? "") ?? 0 }
      /// Ships what is complete, as the guide says.
      func ship() throws {
        try Program.output(
          of: "sh",
          [
            "-c",
            "\"$0\" journal complete --fleet \"$1\" | rsync -a --remove-source-files --files-from=- \"$1/journal/\" \"$2/journal/\"",
            Program.omahaFleet, shipping.fleet, hosts[0].fleet,
          ])
      }
      /// Kills one omaha-fcgi, or stops it for so long that nginx asks another host; then it goes on with what it has.
      func disturb(_ host: Host, _ load: Load) async throws {
        if Bool.random(using: &random) {
          host.stopService(SIGKILL)
          try host.startService()
        } else {
          host.signalService(SIGSTOP)
          let before = site.serverLog.count { $0 == "\n" }
          try await wait(until: "nginx gives up") { site.serverLog.count { $0 == "\n" } > before }
          try await load.answered(10)
          host.signalService(SIGCONT)
        }
        try await load.answered(20 + random.next(80))
      }
      let result = try await Load.on(port: site.port, clients: 4, numbered: NumberedReports.request) { load in
        try await wait(until: "something is counted") { counted() > 0 }
        for _ in 0..<3 { try await disturb(hosts.random(using: &random), load) }
        try hosts[2].setDatabaseLink(isUp: false)
        for _ in 0..<3 { try await disturb(hosts.random(using: &random), load) }
        // Whatever else happens, this one has answered what others have answered, too.
        try await wait(until: "something is answered twice", within: .seconds(60)) {
          hosts[2].signalService(SIGSTOP)
          try await load.answered(30)
          hosts[2].signalService(SIGCONT)
          try await load.answered(30)
          let others = try [hosts[0], hosts[1], shipping].flatMap { try $0.journal() }
          return try !Set(hosts[2].journal()).isDisjoint(with: others)
        }
        try ship()
        let before = counted()
        try await wait(until: "the others count") { counted() > before }
        // The connection is given up soon, so that the network's return is noticed soon.
        try await wait(until: "the host is cut off; \(hosts[2].loaderState)", within: .seconds(30)) {
          hosts[2].isLoaderHeldUp
        }
        try hosts[2].setDatabaseLink(isUp: true)
        try await wait(until: "it loads again; \(hosts[2].loaderState)", within: .seconds(30)) {
          !hosts[2].isLoaderHeldUp
        }
        for _ in 0..<2 { try await disturb(hosts.random(using: &random), load) }
      }
      for host in hosts { host.stopService(SIGTERM) }
      try ship()
      #expect(try NumberedReports.isLoaded(shipping.fleet))
      try await wait(until: "everything is loaded; \(state(of: loading, server))", within: .seconds(60)) {
        try loading.allSatisfy { try NumberedReports.isLoaded($0.fleet) }
      }
      let faults = try NumberedReports.faults(
        in: server.uri(of: "postgres"), fleet: hosts[0].fleet, answered: result.answered,
        unanswered: result.unanswered)
      #expect(faults == [], "seed \(random.seed); \(state(of: hosts[...], server))")
      #expect(result.answered.count > 300, "\(result.statuses)")
      for host in loading { #expect(host.stopLoader() == 0) }
    }
  }
}
