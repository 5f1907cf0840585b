import Omaha
import Testing
import TestSupport

@testable import Catalog
@testable import CatalogEditing

@Suite("Selectors that cover others")
struct SelectorCoveringTests {
  private static let list = MachineList(file: "list.txt", text: Array("abc1\nx\n".utf8)) { _, _ in }
  private static let versions = ["1.0", "2.0", "3.0"].compactMap { Version($0) }

  /// A selector with about a third of the criteria, of few values each so that they often meet.
  private static func selector(_ dice: inout SeededGenerator) -> Selector {
    func maybe<Value>(_ values: [Value]) -> Value? { dice.next(3) == 0 ? values[dice.next(values.count)] : nil }
    return Selector(
      track: maybe(["a", "b"]), architecture: maybe([.amd64, .arm64]), board: maybe(["amd64-usr", "arm64-usr", "odd"]),
      oem: maybe(["o", "p"]), platform: maybe(["CoreOS"]), minimumVersion: maybe(versions),
      maximumVersion: maybe(versions), aliasPrefix: maybe(["w", "we", "x"]),
      machinePrefix: maybe([MachineID("a"), MachineID("ab"), MachineID("x")]), machines: maybe([list]))
  }

  private static func machine(_ dice: inout SeededGenerator) throws -> (Machine, String?) {
    func maybe(_ values: [String]) -> String? { dice.next(4) > 0 ? values[dice.next(values.count)] : nil }
    let version = try #require(Version(["0.9", "1.0", "1.5", "2.0", "2.5", "3.0", "3.1"][dice.next(7)]))
    let app = Request.App(
      appID: "a", version: "1.0", track: maybe(["a", "b"]), oem: maybe(["o", "p"]),
      machineID: maybe(["abc1", "abd", "axe", "x"]), machineAlias: maybe(["w1", "web", "x"]),
      board: maybe(["amd64-usr", "arm64-usr", "odd"]))
    let system = OperatingSystem(platform: maybe(["CoreOS", "other"]), architecture: maybe(["x64", "arm64", "vax"]))
    let machine = Machine(app, of: Request(os: system, apps: [app]), version: version)
    return (machine, app.track)
  }

  @Test("no machine that a covered selector takes is left over by the one that covers it")
  func property() throws {
    var dice = SeededGenerator(seed: 9)
    let machines = try (0..<400).map { _ in try Self.machine(&dice) }
    var covered = 0
    var taken = 0
    for _ in 0..<6_000 {
      let (first, second) = (Self.selector(&dice), Self.selector(&dice))
      guard first.covers(second) else { continue }
      covered += 1
      for (machine, track) in machines where second.mismatch(machine, track: track) == nil {
        taken += 1
        #expect(first.mismatch(machine, track: track) == nil, "\(first) \(second) \(machine)")
      }
    }
    #expect(covered > 100 && taken > 1_000, "\(covered) \(taken)")
  }
}
