import Foundation
import Testing
import TestSupport

extension IntegrationTests {
  /// Policies as a fleet sees them, through the web server, while the operator changes them.
  @Suite struct PolicyFlow {
    private static let machines = (0..<200).map { "machine-\($0)" }

    /// The machines whose place, found with the command that the page about policies shows, is below a percentage.
    private func expected(below percent: Double, version: String) throws -> Set<String> {
      let script = """
        for machine in \(Self.machines.joined(separator: " ")); do
          printf '%s ' $machine; printf '%s\\n%s\\n%s' \(App.id) \(version) $machine | sha256sum | cut -c1-8
        done
        """
      let lines = try Program.output(of: "sh", ["-c", script]).split(separator: "\n")
      return Set(
        try lines.compactMap { line in
          let words = line.split(separator: " ")
          let place = try #require(UInt32(words[1], radix: 16))
          return Double(place) / 4_294_967_296 * 100 < percent ? String(words[0]) : nil
        })
    }

    /// What each machine is offered, from one request with an app for each.
    private func offered(_ site: Site, version: String = "1.0.0") throws -> [String: String] {
      let apps = Self.machines.map { machine in
        """
        <app appid="{\(App.id)}" version="\(version)" track="stable" machineid="\(machine)" board="amd64-usr"><updatecheck/></app>
        """
      }
      let reply = try site.post("<request protocol=\"3.0\">\(apps.joined())</request>")
      let answers = reply.text.components(separatedBy: "<app ").dropFirst()
      try #require(answers.count == Self.machines.count)
      var offers: [String: String] = [:]
      for (machine, answer) in zip(Self.machines, answers) where answer.contains("<updatecheck status=\"ok\"") {
        let rest = try #require(answer.components(separatedBy: "<manifest version=\"").last)
        offers[machine] = String(rest.prefix { $0 != "\"" })
      }
      return offers
    }

    private func write(_ site: Site, group: String, _ policies: String) throws {
      let text = """
        <app appid="\(App.id)">
          <channel name="stable">
            <target arch="amd64" version="4.0.0" since="2026-01-01T00:00:00Z"/>
            <floor version="2.0.0" reason="new boot loader"/>
          </channel>
          <group name="canary" track="stable" channel="stable" poll-interval="3600"><machines file="canary.txt"/></group>
          <group name="fleet" track="stable" channel="stable" poll-interval="3600"\(group)>\(policies)</group>
        </app>
        """
      let folder = "\(site.root)/catalog/\(App.id)"
      try "# the lab\n\(Self.machines[0])\n".write(toFile: "\(folder)/canary.txt", atomically: true, encoding: .utf8)
      try text.write(toFile: "\(folder)/app.xml", atomically: true, encoding: .utf8)
    }

    @Test(
      "A rollout reaches exactly the machines whose place is below its share, over a floor, until it is paused",
      arguments: [FrontDoor.nginx, .lighttpd, .busybox])
    func rollout(door: FrontDoor) async throws {
      let site = try await Site.serving(through: door)
      try site.release("2.0.0", payload: Array("payload 2.0.0".utf8))

      for percent in [25.0, 60, 100] {
        let expected = try expected(below: percent, version: "4.0.0").union([Self.machines[0]])
        try write(site, group: "", "<rollout percent=\"\(percent)\"/>")
        try await wait(until: "\(percent)% are offered the floor") {
          try Set(self.offered(site).keys) == expected
        }
        #expect(try Set(offered(site).values) == ["2.0.0"], "the floor comes first")
        #expect(try Set(offered(site, version: "2.0.0").values) == ["4.0.0"])
        let answer = try UpdateResponse(site.post(App.check(version: "1.0.0")).body)
        #expect(try answer("/response/app/updatecheck/@PollInterval") == "3600")
      }

      try write(site, group: " updates=\"off\"", "<rollout percent=\"100\"/>")
      try await wait(until: "only the canary is offered anything") {
        try Set(self.offered(site).keys) == [Self.machines[0]]
      }
    }
  }
}
