import TestSupport
import Testing

@testable import Fleet
@testable import FleetPages

/// What is counted, as metrics.
@Suite struct FleetTotalsTests {
  private func machines(
    app: String = "com.example.os", group: String = "fleet", _ version: String, target: String = "2.0",
    state: MachineState = .upToDate, reason: String = "up-to-date"
  ) -> MachineCount {
    MachineCount(app: app, group: group, version: version, target: target, state: state.rawValue, reason: reason)
  }

  /// The samples of a metric: `label label … value`.
  private func samples(_ totals: FleetTotals, _ name: String) -> [String] {
    let family = totals.families.first { $0.name == name }
    return (family?.samples ?? []).map { ($0.labels.map(\.value.text) + [$0.value]).joined(separator: " ") }
  }

  @Test("Machines are counted by version, by state and target, on target, and held by reason")
  func machines() {
    var totals = FleetTotals()
    totals.machines = [
      machines("2.0"): 5, machines("2.0", state: .complete): 2, machines("2.0.0", state: .complete): 1,
      machines("1.0", state: .held, reason: "rollout-pending"): 7,
      machines(group: "canary", "1.0", state: .held, reason: "rollout-pending"): 1,
      machines(group: "canary", "1.0", target: "3.0", state: .failed, reason: "offered"): 3,
      machines(app: "other", group: "", "", target: "", state: .unknown, reason: ""): 4,
    ]
    #expect(
      samples(totals, "omaha_machines") == [
        "com.example.os canary 1.0 4", "com.example.os fleet 1.0 7", "com.example.os fleet 2.0 7",
        "com.example.os fleet 2.0.0 1", "other   4",
      ])
    #expect(
      samples(totals, "omaha_machine_states") == [
        "com.example.os canary failed 3.0 3", "com.example.os canary held 2.0 1", "com.example.os fleet complete 2.0 3",
        "com.example.os fleet held 2.0 7", "com.example.os fleet up-to-date 2.0 5", "other  unknown  4",
      ])
    #expect(
      samples(totals, "omaha_machines_on_target") == [
        "com.example.os canary 0", "com.example.os fleet 8", "other  0",
      ])
    #expect(samples(totals, "omaha_machines_held") == ["com.example.os rollout-pending 8"])
  }

  @Test("Groups, versions and targets do not multiply without end, and no machine is missing")
  func product() {
    var totals = FleetTotals()
    for group in 0..<30 {
      for number in 0..<200 {
        let target = "2.\(number)"
        totals.machines[machines(group: "g\(group)", "1.\(number)", target: target)] = Int64(number + 1)
        totals.machines[machines(group: "g\(group)", "1.\(number)", target: target, state: .failed)] = 1
      }
    }
    for name in ["omaha_machines", "omaha_machine_states"] {
      let lines = samples(totals, name)
      #expect(lines.count < 520)
      #expect(Self.sum(lines) == 609_000)
    }
    let failed = samples(totals, "omaha_machine_states").filter { $0.contains(" failed ") }
    #expect(failed.count < 100)
    #expect(Self.sum(failed) == 6_000)
  }

  /// The sum of the values of samples.
  private static func sum(_ lines: [String]) -> Int {
    lines.reduce(0) { $0 + (Int(String($1.split(separator: " ").last ?? "")) ?? 0) }
  }

  @Test("Of an app the 50 most frequent versions are told apart, and no machine is missing")
  func versions() {
    var totals = FleetTotals()
    for number in 1...200 {
      totals.machines[machines("1.\(number)")] = Int64(number)
      totals.machines[machines(group: "canary", "1.\(number)")] = 1
    }
    totals.machines[machines(app: "com.example.rare", "0.1")] = 1
    let lines = samples(totals, "omaha_machines")
    #expect(lines.count == 2 * 51 + 1)
    #expect(lines.contains("com.example.os fleet 1.151 151") && !lines.contains { $0.contains(" 1.150 ") })
    #expect(lines.contains("com.example.os fleet other \((1...150).reduce(0, +))"))
    #expect(lines.contains("com.example.os canary other 150") && lines.contains("com.example.rare fleet 0.1 1"))
  }

  @Test("Whatever machines say, there are hundreds of series, each of them once, and they add up")
  func hostile() {
    var totals = FleetTotals()
    var random = Seeded(state: 4)
    let texts = ["\"", "\\", "\n", "\0", "\r", "ä", "a\u{308}", "}", "{", "other", "# EOF", "\u{202E}", "\u{FFFD}"]
    func text() -> String {
      (0..<Int.random(in: 0..<200, using: &random)).map { _ in texts.randomElement(using: &random) ?? "" }.joined()
    }
    for _ in 0..<1_500 {
      totals.machines[
        machines(
          app: text(), group: text(), text(), target: text(),
          state: MachineState.allCases.randomElement(using: &random) ?? .held), default: 0] += 1
    }
    for name in ["omaha_machines", "omaha_machine_states"] {
      let family = totals.families.first { $0.name == name }
      let samples = family?.samples ?? []
      #expect(Set(samples.map(\.labels)).count == samples.count)
      #expect(samples.reduce(0) { $0 + (Int64($1.value) ?? 0) } == 1_500)
      #expect(samples.count <= 21 * 21 * (name == "omaha_machines" ? 51 : 12 * 21))
      #expect(Set(samples.map { $0.labels[0] }).count <= 21)
    }
  }

  @Test("A number of events never goes down, however many kinds come, and failed updates keep their codes")
  func events() throws {
    var random = Seeded(state: 9)
    var totals: [[Int64]: Int64] = [[3, 0, 9]: 1, [3, 1, 0]: 1]
    var before: [String: Int64] = [:]
    for _ in 0..<12 {
      for _ in 0..<150 {
        let kind = [Int64.random(in: -1..<42, using: &random), Int64.random(in: -1..<11, using: &random)]
        totals[kind + [Int64.random(in: -1..<2_999, using: &random)], default: 0] += 1
      }
      var fleet = FleetTotals()
      fleet.events = totals.map { EventTotal(type: $0.key[0], result: $0.key[1], code: $0.key[2], total: $0.value) }
      let family = try #require(fleet.families.first { $0.name == "omaha_events" })
      var now: [String: Int64] = [:]
      for sample in family.samples {
        let key = sample.labels.map(\.value.text).joined(separator: " ")
        #expect(now.updateValue(Int64(sample.value) ?? 0, forKey: key) == nil)
      }
      #expect(now.count <= 501 && now["3 0 9"] ?? 0 >= 1 && now["3 1 0"] ?? 0 >= 1)
      #expect(now.values.reduce(0, +) == totals.values.reduce(0, +))
      for (key, value) in now { #expect(value >= before[key] ?? 0, "\(key)") }
      before.merge(now) { $1 }
    }
  }
}
