@testable import Catalog
import Omaha
import Testing
import TestSupport
import UpdateService

/// What holds for every catalog and every machine, tried on generated ones.
@Suite("Properties of the decision")
struct PolicyPropertyTests {
  private static let versions = (1...9).map { "\($0).0" } + ["3.5-rc1", "5.0.1", "6.0-beta"]

  /// A catalog with every policy, each with some probability.
  private static func catalog(
    _ random: inout SeededGenerator
  ) throws -> (PolicyCatalog, blocked: Set<String>, floors: [Version]) {
    let releases = versions.filter { _ in Int.random(in: 0..<4, using: &random) > 0 } + ["9.0"]
    let target = releases.randomElement(using: &random) ?? "9.0"
    let blocked = Set(versions.filter { _ in Int.random(in: 0..<5, using: &random) == 0 })
    let floors = Set(releases).filter { _ in Int.random(in: 0..<5, using: &random) == 0 }.sorted()
    let deltas = releases.flatMap { new in versions.filter { $0 < new }.prefix(2).map { "\(new)_amd64_from_\($0)" } }
    let rules =
      blocked.sorted().map { "<block version=\"\($0)\"/>" }.joined()
      + floors.map { "<floor version=\"\($0)\"/>" }.joined()
    func chance(_ percent: Int, _ text: String) -> String {
      Int.random(in: 0..<100, using: &random) < percent ? text : ""
    }
    let minimum = Int.random(in: 1...9, using: &random)
    let pin = releases.randomElement(using: &random) ?? target
    let attributes = chance(30, " rollback=\"allowed\"") + chance(10, " updates=\"off\"")
    let policies =
      chance(40, "<rollout percent=\"50\"/>") + chance(30, "<window from=\"06:00\" to=\"18:00\"/>")
      + chance(20, "<pin version=\"\(pin)\"/>")
    let content = """
      <channel name="stable"><target arch="amd64" version="\(target)" since="2026-11-23T00:00:00Z"/>\(rules)</channel>
      <group name="a" track="stable" channel="stable" min-version="\(minimum)"\(attributes)>\(policies)</group>
      <group name="b" track="stable" channel="stable">\(chance(50, "<rollout over=\"P1D\"/>"))</group>
      """
    return (
      try PolicyCatalog(content, releases: Array(Set(releases)) + Array(Set(deltas))), blocked,
      floors.compactMap { Version($0) }
    )
  }

  @Test("Never a downgrade without both sides' leave, never a blocked release, never over a floor, always the same")
  func invariants() throws {
    var random = SeededGenerator(seed: 4)
    var seen: [Reason: Int] = [:]
    for _ in 0..<400 {
      let (catalog, blocked, floors) = try Self.catalog(&random)
      for _ in 0..<25 {
        let text = Self.versions.randomElement(using: &random) ?? "1.0"
        let version = try #require(Version(text))
        let rollback = Bool.random(using: &random)
        let hour = Int.random(in: 10...23, using: &random)
        let machine = "m\(Int.random(in: 0..<1_000, using: &random))"
        func decide() throws -> Decision {
          try catalog.decide(
            text, machine: machine, check: UpdateCheck(rollbackAllowed: rollback), deltaOK: true,
            at: "2026-11-23T\(hour):30:00Z")
        }
        let decision = try decide()
        seen[decision.reason, default: 0] += 1
        if try decide().short != decision.short { Issue.record("another answer to the same question") }
        guard let release = decision.release else {
          if decision.outcome == "update" { Issue.record("an offer of nothing") }
          continue
        }
        let offered = release.version
        if offered <= version {
          let isAllowed = decision.reason == .rollback && rollback && decision.group?.allowsRollback == true
          if !isAllowed || offered == version { Issue.record("\(text) gets \(offered)") }
        } else if floors.contains(where: { version < $0 && $0 < offered }) {
          Issue.record("\(text) gets \(offered) over a floor of \(floors)")
        }
        if blocked.contains(offered.text) { Issue.record("\(offered) is blocked") }
        if let previous = release.previousVersion, previous.text != text {
          Issue.record("a delta from \(previous) for \(text)")
        }
      }
    }
    // The generator is worth something only if it comes to every answer.
    for reason in [Reason.offered, .rollback, .upToDate, .updatesOff, .blocked, .outsideWindow, .rolloutPending] {
      #expect(seen[reason, default: 0] > 20, "\(reason): \(seen)")
    }
  }

  @Test("Who was offered a release keeps being offered it while the rollout grows, and in the end everybody is")
  func monotone() throws {
    let catalog = try PolicyCatalog(
      """
      <channel name="stable"><target arch="amd64" version="2.0" since="2026-11-23T00:00:00Z"/></channel>
      <group name="ramp" track="ramp" channel="stable"><rollout over="P1D"/></group>
      <group name="steps" track="steps" channel="stable"><rollout over="P1D" steps="1,5,25,100"/></group>
      """, releases: ["2.0"])
    for track in ["ramp", "steps"] {
      var offered: Set<Int> = []
      for hour in 0...24 {
        let time = hour == 24 ? "2026-11-24T00:00:00Z" : "2026-11-23T\(hour < 10 ? "0" : "")\(hour):00:00Z"
        let now = Set(
          try (0..<400).filter {
            try catalog.decide("1.0", track: track, machine: "machine-\($0)", at: time).reason == .offered
          })
        #expect(now.isSuperset(of: offered), "\(track) at \(time)")
        offered = now
      }
      #expect(offered.count == 400)
    }
  }

  @Test("Nobody is offered by a rollout what is promised for later, by channel or by pin, until its moment comes")
  func ahead() throws {
    for rollout in [
      "percent=\"100\"", "percent=\"50\"", "over=\"P1D\"", "over=\"P1D\" steps=\"50,100\"",
      "over=\"P1D\" steps=\"100\"",
    ] {
      for isPinned in [false, true] {
        let since = "since=\"2026-11-23T12:00:00Z\""
        let catalog = try PolicyCatalog(
          """
          <channel name="stable"><target arch="amd64" version="\(isPinned ? "1.5" : "2.0")" \(since)/></channel>
          <group name="g" track="stable" channel="stable"><rollout \(rollout)/>
          \(isPinned ? "<pin version=\"2.0\" \(since)/>" : "")</group>
          """, releases: ["1.5", "2.0"])
        func offers(at time: String) throws -> Int {
          try (0..<100).filter { try catalog.decide("1.0", machine: "\($0)", at: time).reason == .offered }.count
        }
        #expect(try offers(at: "2026-11-23T11:59:59Z") == 0)
        #expect(try catalog.decide("1.0", machine: "1", at: "2026-11-01T00:00:00Z").reason == .rolloutPending)
        let isRamp = rollout == "over=\"P1D\""
        #expect(try offers(at: isRamp ? "2026-11-23T18:00:00Z" : "2026-11-23T12:00:00Z") > 0)
      }
    }
  }

  @Test("A demotion, a block or a pause stops everyone who has not begun, at once")
  func stopped() throws {
    func offers(_ channel: String, group: String = "") throws -> Int {
      let catalog = try PolicyCatalog(
        channel + "<group name=\"g\" track=\"stable\" channel=\"stable\"\(group)><rollout percent=\"50\"/></group>",
        releases: ["1.0", "2.0"])
      return try (0..<200).filter { try catalog.decide("1.0", machine: "\($0)").release != nil }.count
    }
    func channel(_ version: String, _ rules: String = "") -> String {
      "<channel name=\"stable\"><target arch=\"amd64\" version=\"\(version)\"/>\(rules)</channel>"
    }
    #expect((80...120).contains(try offers(channel("2.0"))))
    #expect(try offers(channel("1.0")) == 0)
    #expect(try offers(channel("2.0", "<block version=\"2.0\"/>")) == 0)
    #expect(try offers(channel("2.0"), group: " updates=\"off\"") == 0)
  }
}
