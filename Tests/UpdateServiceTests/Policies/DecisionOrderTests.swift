@testable import Catalog
import Foundation
import Omaha
import Testing
import UpdateService

/// The order of the rules is a specification: whatever combination of policies holds a machine back, the first rule in the
/// order gives the reason.
@Suite("Order of the decision")
struct DecisionOrderTests {
  /// What can hold a machine back, in the order of the rules.
  enum Obstacle: CaseIterable {
    case invalidAppID, unknownApp, invalidVersion, noUpdateCheck, noGroup, paused, disabledByClient, noTarget, upToDate
    case floorAhead, blocked, prefix, window, rollout, noBaseURL

    var reason: Reason {
      switch self {
      case .invalidAppID: .invalidAppID
      case .unknownApp: .unknownApp
      case .invalidVersion: .invalidVersion
      case .noUpdateCheck: .noUpdateCheck
      case .noGroup: .noGroup
      case .paused: .updatesOff
      case .disabledByClient: .disabledByClient
      case .noTarget: .noRelease
      case .upToDate: .upToDate
      case .floorAhead: .floorAhead
      case .blocked: .blocked
      case .prefix: .prefixMismatch
      case .window: .outsideWindow
      case .rollout: .rolloutPending
      case .noBaseURL: .noBaseURL
      }
    }
  }

  private func catalog(_ obstacles: Set<Obstacle>) throws -> PolicyCatalog {
    try PolicyCatalog(
      """
      <channel name="stable"><target arch="amd64" version="2.0"/>\
      \(obstacles.contains(.floorAhead) ? "<floor version=\"1.5\"/><block version=\"1.5\"/>" : "")\
      \(obstacles.contains(.blocked) ? "<block version=\"2.0\" reason=\"boot loop\"/>" : "")</channel>
      <group name="fleet" track="stable" channel="stable"\(obstacles.contains(.paused) ? " updates=\"off\"" : "")>
        \(obstacles.contains(.window) ? "<window from=\"01:00\" to=\"02:00\"/>" : "<window from=\"11:00\" to=\"13:00\"/>")
        <rollout percent="\(obstacles.contains(.rollout) ? "0" : "100")"/>
      </group>
      """, releases: ["2.0"])
  }

  private func decide(_ obstacles: Set<Obstacle>, _ catalog: PolicyCatalog) throws -> Decision {
    let check = UpdateCheck(
      targetVersionPrefix: obstacles.contains(.prefix) ? TargetVersionPrefix("1.") : TargetVersionPrefix("2."),
      updateDisabled: obstacles.contains(.disabledByClient))
    return try catalog.decide(
      obstacles.contains(.invalidVersion) ? "x" : obstacles.contains(.upToDate) ? "2.0" : "1.0",
      track: obstacles.contains(.noGroup) ? "nightly" : "stable",
      board: obstacles.contains(.noTarget) ? "arm64-usr" : "amd64-usr",
      check: obstacles.contains(.noUpdateCheck) ? nil : check,
      baseURL: obstacles.contains(.noBaseURL) ? nil : BaseURL("http://updates.example"),
      appID: obstacles.contains(.invalidAppID)
        ? "{bad" : obstacles.contains(.unknownApp) ? "com.example.other" : PolicyCatalog.appID,
      isSyncer: obstacles.contains(.floorAhead))
  }

  @Test("The first rule in the order gives the reason, in every combination of obstacles")
  func combinations() throws {
    let all = Obstacle.allCases
    var catalogs: [Set<Obstacle>: PolicyCatalog] = [:]
    for mask in 0..<(1 << all.count) {
      let obstacles = Set(all.indices.filter { mask >> $0 & 1 == 1 }.map { all[$0] })
      let expected = all.first { obstacles.contains($0) }?.reason ?? .offered
      let policies = obstacles.intersection([.floorAhead, .blocked, .paused, .window, .rollout])
      let catalog = try catalogs[policies] ?? catalog(policies)
      catalogs[policies] = catalog
      let decision = try decide(obstacles, catalog)
      // One comparison and no macro: 32,768 expectations would take longer than the decisions.
      if decision.reason != expected || (decision.release != nil) != obstacles.isEmpty {
        Issue.record("\(obstacles): \(decision.reason), expected \(expected)")
      }
    }
  }

  @Test("The page about policies lists the rules in their order, and every reason to hold a machine back")
  func page() throws {
    let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    let page = try String(
      contentsOf: source.appending(path: "../../../Sources/UpdateService/Policies.md"), encoding: .utf8)
    let rows = page.split(separator: "\n").filter { row in
      row.hasPrefix("| ") && row.contains(" | `") && row.dropFirst(2).first?.isNumber == true
    }
    let rules = rows.map { row in String(row.split(separator: "`")[1]) }
    #expect(rules == DecisionRule.allCases.map(\.rawValue))
    for reason in Reason.allCases where reason != .offered && reason != .rollback {
      #expect(rows.contains { $0.split(separator: "|").last?.contains("`\(reason.rawValue)`") == true }, "\(reason)")
    }
  }

  @Test("What the rules saw is told in their order, up to the one that decided")
  func trace() throws {
    let catalog = try PolicyCatalog(
      "<channel name=\"stable\"><target arch=\"amd64\" version=\"2.0\"/></channel>", releases: ["2.0"])
    let app = Request.App(
      appID: PolicyCatalog.appID, version: "1.0", track: "stable", board: "amd64-usr", updateCheck: UpdateCheck())
    let request = Request(apps: [app])
    let (decision, steps) = catalog.service.trace(
      app, of: request, at: Timestamp(seconds: 0), baseURL: BaseURL("http://updates.example"))
    #expect(decision.reason == .offered)
    #expect(steps.map(\.rule) == DecisionRule.allCases)
    let held = catalog.service.trace(
      Request.App(
        appID: PolicyCatalog.appID, version: "2.0", track: "stable", board: "amd64-usr", updateCheck: UpdateCheck()),
      of: request, at: Timestamp(seconds: 0), baseURL: nil)
    #expect(held.steps.last?.rule == .newer)
    #expect(held.steps.last?.text == "the machine runs 2.0")
  }
}
