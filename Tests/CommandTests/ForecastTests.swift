import Foundation
import Testing
import TestSupport

/// What check, list and explain say of the same catalog.
@Suite("Forecasts of omaha-pkg")
struct ForecastTests {
  /// Rules of a channel at 1.2, and what machines of each version are offered; releases are 1.0, 1.1 and 1.2.
  static let cases: [(rules: [String], offers: [String: String?], list: String, check: String?)] = [
    (["floor add 1.1"], ["0.9": "1.1", "1.0": "1.1", "1.1": "1.2", "1.2": nil], "1.2 from stable", nil),
    (
      ["floor add 1.1", "block add 1.2"], ["0.9": "1.1", "1.0": "1.1", "1.1": nil, "1.2": nil], "1.1, 1.2 is blocked",
      "1.1 is offered instead"
    ),
    (["block add 1.2"], ["0.9": "1.1", "1.0": "1.1", "1.1": nil], "1.1, 1.2 is blocked", "1.1 is offered instead"),
    (
      ["floor add 1.1", "block add 1.1", "block add 1.2"], ["0.9": "1.0", "1.0": nil, "1.1": nil],
      "1.0, 1.2 is blocked, below 1.1 only 1.0", "1.0 is offered instead"
    ),
    (
      ["floor add 1.1", "block add 1.1"], ["0.9": "1.0", "1.0": nil, "1.1": "1.2"],
      "1.2 from stable, below 1.1 only 1.0",
      "machines below it get 1.0 and no further"
    ),
    (
      ["floor add 1.0", "block add 1.0"], ["0.9": nil, "1.0": "1.2", "1.1": "1.2"],
      "1.2 from stable, below 1.0 nothing",
      "machines below it are offered nothing"
    ),
    (
      ["floor add 1.0", "floor add 1.1", "block add 1.1"], ["0.9": "1.0", "1.0": nil, "1.1": "1.2"],
      "1.2 from stable, below 1.1 only 1.0", "machines below it get 1.0 and no further"
    ),
    (
      ["block add 1.0", "block add 1.1", "block add 1.2"], ["0.9": nil, "1.1": nil], "nothing, 1.2 is blocked",
      "nothing is offered instead"
    ),
  ]

  @Test("check, list and explain say the same of floors and blocks", arguments: cases.indices)
  func same(index: Int) throws {
    let (rules, offers, list, check) = Self.cases[index]
    let app = "--app com.example.agent"
    let shop = try Workshop()
    for version in ["1.0", "1.1", "1.2"] {
      try shop.folder.write(version, to: "\(version)/update.gz")
      try shop.expect("add @\(version)/update.gz \(app) --version \(version) --channel stable")
    }
    for rule in rules { try shop.expect("\(rule) \(app) --channel stable") }
    for (version, offer) in offers {
      let answer = try shop.expect("explain \(app) --version \(version) --track stable --board amd64-usr").output
      let manifest = answer.firstMatch(of: #/<manifest version="([^"]*)"/#).map { String($0.1) }
      #expect(manifest == offer, "a machine of \(version)")
    }
    let shown = try shop.expect("show \(app)").output
    #expect(shown.contains("gets      amd64: \(list)\n"), "\(shown)")
    let warnings = try shop.expect("check").output
    if let check {
      #expect(warnings.contains(check), "\(warnings)")
    } else {
      #expect(!warnings.contains("warning"), "\(warnings)")
    }
  }

  @Test("a group is not promised what none of its machines gets: nothing newer, or floors and deltas from below them")
  func minimum() throws {
    let shop = try Workshop()
    let app = "--app com.example.agent"
    for version in ["1.0", "1.5", "2.0"] {
      try shop.folder.write(version, to: "\(version)/update.gz")
      try shop.expect("add @\(version)/update.gz \(app) --version \(version) --channel stable")
    }
    try shop.expect("add @1.0/update.gz \(app) --version 2.0 --previous 1.5")
    try shop.expect("floor add 1.5 \(app)")
    try shop.expect("group add g \(app) --channel stable --track g --over 3d")
    for (minimum, rollback, gets, first, deltas, offer) in [
      ("1.0", "", "2.0 from stable", true, true, "1.5"), ("1.5", "", "2.0 from stable", false, true, "2.0"),
      ("1.7", "", "2.0 from stable", false, false, "2.0"),
      ("2.0", "", "nothing, its machines run 2.0 or newer", false, false, nil),
      ("3.0", "", "nothing, its machines run 2.0 or newer", false, false, nil),
      ("3.0", "allowed", "2.0 from stable", false, false, nil),
    ] as [(String, String, String, Bool, Bool, String?)] {
      let rollbackOption = rollback.isEmpty ? ["--rollback", "forbidden"] : ["--rollback", rollback]
      try shop.expect("group set g \(app) --min-version \(minimum)", rollbackOption)
      let shown = try shop.expect("show \(app) --at 2099-01-01").output
      let group = try #require(shown.ranges(of: "group     g\n").first).upperBound
      let part = String(shown[group...].split(separator: "\n\n")[0])
      #expect(part.contains("gets      amd64: \(gets)\n"), "\(minimum) \(part)")
      #expect(part.contains("first 1.5") == first && part.contains("deltas from") == deltas, "\(minimum) \(part)")
      #expect(part.contains("now       nothing") == gets.hasPrefix("nothing"), "\(minimum) \(part)")
      let listed = try shop.expect("rollout list \(app)").lines.last?.contains("nothing")
      #expect(listed == gets.hasPrefix("nothing"))
      let answer = try shop.expect("explain \(app) --version \(minimum) --track g --board amd64-usr --at 2099-01-01")
        .output
      #expect(answer.firstMatch(of: #/<manifest version="([^"]*)"/#).map { String($0.1) } == offer, "\(minimum)")
    }
    // What stands in for a blocked version is not promised either to those who would go back to it.
    try shop.expect("block add 2.0 \(app)")
    #expect(try shop.expect("rollout list \(app)").output.contains("nothing, 2.0 is blocked"))
  }

  @Test("a rollout is called after what its machines get, also while its target is blocked")
  func rollout() throws {
    let app = "--app com.example.agent"
    let shop = try Workshop()
    for version in ["1.0", "1.1", "1.2"] {
      try shop.folder.write(version, to: "\(version)/update.gz")
      try shop.expect("add @\(version)/update.gz \(app) --version \(version) --channel stable")
    }
    try shop.expect("group add fleet \(app) --channel stable --track stable --over 4d --steps 50,100")
    try shop.folder.write(
      "machine,version,track,board\n" + (0..<40).map { "m\($0),1.0,stable,amd64-usr\n" }.joined(), to: "fleet.csv")
    let explain = "explain \(app) --fleet @fleet.csv"
    #expect(try shop.expect(explain).output.contains("\n  rollout of 1.2 for amd64, 50%, 100% over 4 days"))
    try shop.expect("block add 1.2 \(app)")
    let text = try shop.expect(explain).output
    #expect(text.contains("\n  rollout of 1.1 (1.2 is blocked) for amd64, 50%, 100% over 4 days"), "\(text)")
    #expect(text.contains("  1.1    amd64") && !text.contains("  1.2    amd64"), "\(text)")
    let json = try shop.expect("\(explain) --format json").output
    #expect(json.contains("\"target\" : \"1.2\"") && !json.contains("\"version\" : \"1.2\""), "\(json)")
    #expect(try shop.expect("rollout list \(app)").output.contains("amd64: 1.1, 1.2 is blocked"))
    // What a floor brings first is no other rollout.
    try shop.expect("block remove 1.2 \(app)")
    try shop.expect("floor add 1.1 \(app)")
    #expect(try shop.expect(explain).output.contains("\n  rollout of 1.2 for amd64, 50%, 100% over 4 days"))
  }
}
