@testable import Catalog
import Omaha
import Testing
import UpdateService

@Suite("Rollouts in the decision")
struct RolloutDecisionTests {
  private static func bucket(_ machine: String, _ version: String) throws -> Int {
    RolloutBucket(
      app: try #require(ApplicationID(PolicyCatalog.appID)), version: try #require(Version(version)),
      machineID: machine
    ).millionths
  }

  @Test("On the path over a floor, and in place of a blocked version, the bucket is that of the target")
  func bucketOfTheTarget() throws {
    let rollout = "<rollout percent=\"50\"/>"
    let floor = try PolicyCatalog(
      "<channel name=\"stable\"><target arch=\"amd64\" version=\"3.0\"/><floor version=\"2.0\"/></channel>"
        + "<group name=\"g\" track=\"stable\" channel=\"stable\">\(rollout)</group>",
      releases: ["1.0", "2.0", "3.0"])
    let block = try PolicyCatalog(
      "<channel name=\"stable\"><target arch=\"amd64\" version=\"3.0\"/><block version=\"3.0\"/></channel>"
        + "<group name=\"g\" track=\"stable\" channel=\"stable\">\(rollout)</group>",
      releases: ["1.0", "2.0", "3.0"])
    var differing = 0
    for number in 0..<100 {
      let machine = "machine-\(number)"
      let isReached = try Self.bucket(machine, "3.0") < 500_000
      if try (Self.bucket(machine, "2.0") < 500_000) != isReached { differing += 1 }
      let held = "rollout-pending"
      #expect(try floor.decide("1.0", machine: machine).short == (isReached ? "offered 2.0" : held), "\(machine)")
      #expect(try floor.decide("2.0", machine: machine).short == (isReached ? "offered 3.0" : held), "\(machine)")
      #expect(try block.decide("1.0", machine: machine).short == (isReached ? "offered 2.0" : held), "\(machine)")
    }
    #expect(differing > 20, "the bucket of the floor's version must tell many machines apart from the target's")
  }

  @Test("A machine that is held at a floor is told of its target, and explain shows the target's bucket")
  func heldAtAFloor() throws {
    let catalog = try PolicyCatalog(
      "<channel name=\"stable\"><target arch=\"amd64\" version=\"3.0\"/><floor version=\"2.0\"/></channel>"
        + "<group name=\"g\" track=\"stable\" channel=\"stable\"><rollout percent=\"0\"/></group>",
      releases: ["1.0", "2.0", "3.0"])
    let decision = try catalog.decide("1.0", machine: "machine-1")
    #expect(decision.reason == .rolloutPending)
    #expect(decision.target?.version.text == "3.0")
    #expect(decision.release == nil)
    let app = Request.App(
      appID: PolicyCatalog.appID, version: "1.0", track: "stable", machineID: "machine-1", board: "amd64-usr",
      updateCheck: UpdateCheck())
    let (_, steps) = catalog.service.trace(
      app, of: Request(apps: [app]), at: Timestamp(seconds: 0), baseURL: BaseURL("http://updates.example"))
    // printf '%s\n%s\n%s' com.example.os 3.0 machine-1 | sha256sum: 0c487cfc, 4.798%; with 2.0: d50e3aa8, 83.22%.
    #expect(steps.last?.rule == .rollout)
    #expect(steps.last?.text.contains("the machine is at 4.79%,") == true, "\(steps.last?.text ?? "")")
  }

  @Test(
    "A bucket is told with two decimals, and nobody's is 100%",
    arguments: [
      ("machine-1488", "0.00%"), ("machine-116", "0.09%"), ("machine-2869", "0.10%"), ("machine-3509", "6.03%"),
      ("machine-1014", "50.00%"), ("machine-1721", "99.99%"),
    ])
  func percent(machine: String, expected: String) throws {
    let catalog = try PolicyCatalog(
      "<channel name=\"stable\"><target arch=\"amd64\" version=\"3.0\"/></channel>"
        + "<group name=\"g\" track=\"stable\" channel=\"stable\"><rollout percent=\"50\"/></group>",
      releases: ["3.0"])
    let app = Request.App(
      appID: PolicyCatalog.appID, version: "1.0", track: "stable", machineID: machine, board: "amd64-usr",
      updateCheck: UpdateCheck())
    let (_, steps) = catalog.service.trace(
      app, of: Request(apps: [app]), at: Timestamp(seconds: 0), baseURL: BaseURL("http://updates.example"))
    let words = steps.first { $0.rule == .rollout }?.text ?? ""
    #expect(words.hasPrefix("50%, 50% now; the machine is at \(expected)"), "\(words)")
  }

  @Test("A rollout of a pinned group counts from the pin, and from nothing else")
  func beginningOfThePin() throws {
    func decide(_ pin: String, at time: String) throws -> String {
      let catalog = try PolicyCatalog(
        "<channel name=\"stable\"><target arch=\"amd64\" version=\"3.0\" since=\"2026-11-01T00:00:00Z\"/></channel>"
          + "<group name=\"g\" track=\"stable\" channel=\"stable\"><rollout over=\"P2D\"/>"
          + "<pin version=\"2.0\"\(pin) since=\"2026-11-20T00:00:00Z\"/></group>",
        releases: ["1.0", "2.0", "3.0"])
      return try catalog.decide("1.0", at: time).short
    }
    // A machine without an ID comes last: exactly when the period is over.
    for pin in ["", " arch=\"amd64\""] {
      #expect(try decide(pin, at: "2026-11-10T00:00:00Z") == "rollout-pending", "the pin is not yet")
      #expect(try decide(pin, at: "2026-11-21T23:59:59Z") == "rollout-pending")
      #expect(try decide(pin, at: "2026-11-22T00:00:00Z") == "offered 2.0")
    }
  }

  @Test("A pin for one architecture leaves the others to the target's beginning")
  func beginningBesideAPin() throws {
    let catalog = try PolicyCatalog(
      """
      <channel name="stable"><target arch="amd64" version="3.0" since="2026-11-01T00:00:00Z"/>
      <target arch="arm64" version="3.0"/></channel>
      <group name="g" track="stable" channel="stable"><rollout over="P2D"/>
      <pin version="2.0" arch="arm64" since="2026-11-20T00:00:00Z"/></group>
      """, releases: ["2.0_amd64", "3.0_amd64", "2.0_arm64", "3.0_arm64"])
    #expect(try catalog.decide("1.0", at: "2026-11-02T23:59:59Z").short == "rollout-pending")
    #expect(try catalog.decide("1.0", at: "2026-11-03T00:00:00Z").short == "offered 3.0")
    #expect(try catalog.decide("1.0", board: "arm64-usr", at: "2026-11-21T23:59:59Z").short == "rollout-pending")
    #expect(try catalog.decide("1.0", board: "arm64-usr", at: "2026-11-22T00:00:00Z").short == "offered 2.0 arm64")
  }
}
