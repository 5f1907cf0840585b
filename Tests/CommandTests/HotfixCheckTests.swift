import Foundation
import Testing
import TestSupport

@Suite("check, and the group of a hotfix")
struct HotfixCheckTests {
  let shop: Workshop
  let app = "--app com.example.agent"

  /// Four days after 1.1 was promoted, whose rollout takes three; 1.1.1 mends it.
  init() throws {
    shop = try Workshop()
    try shop.folder.write("hello", to: "update.gz")
    for version in ["1.0", "1.1", "1.1.1", "1.1.2"] { try shop.expect("add @update.gz \(app) --version \(version)") }
    try shop.expect("promote 1.1 \(app) --channel stable")
    try shop.expect("group add fleet \(app) --channel stable --track stable --over 3d")
    try shop.expect("promote 1.1.1 \(app) --channel stable --first-to 1.1")
    try shop.age(since: 96)
  }

  /// What a machine on a version is offered; nil for nothing.
  private func offer(_ version: String) throws -> String? {
    let lines = try shop.expect("explain \(app) --track stable --version \(version) --arch amd64").lines
    return lines.first { $0.hasPrefix("offer ") }?.split(separator: " ").dropFirst().joined(separator: " ")
  }

  private func warnings() throws -> [String] {
    try shop.expect("check").lines.filter { $0.contains("fleet-first-1.1.1") }.map { String($0) }
  }

  /// The command in the only warning about the group.
  private func remedy(_ part: String) throws -> String {
    let all = try warnings()
    #expect(all.count == 1 && all.first?.contains(part) == true, "\(all)")
    return String(try #require(all.first?.firstMatch(of: #/`omaha-pkg ([^`]*)`/#)?.1))
  }

  @Test("it makes no difference when the rollout is complete, and its removal takes nothing from its machines")
  func complete() throws {
    let command = try remedy("makes no difference any more: group \"fleet\" gives its machines 1.1.1 too")
    #expect(try offer("1.1") == "1.1.1 amd64")
    try shop.expect(command)
    #expect(try offer("1.1") == "1.1.1 amd64")
    #expect(try warnings() == [])
  }

  @Test(
    "it makes a difference while the others are held back by something of their own",
    arguments: [
      ["pause --group fleet"], ["group set fleet --window", "sat 01:00-02:00"],
      ["group set fleet --blackout 2020-01-01..2090-01-01"], ["rollout set --group fleet --percent 50"],
      ["pin set 1.1 --group fleet"], ["group add late --channel stable --track stable --percent 50 --before fleet"],
    ])
  func heldBack(command: [String]) throws {
    try shop.expect("\(command[0])", command.dropFirst() + ["--app", "com.example.agent"])
    #expect(try warnings() == [])
    #expect(try offer("1.1") == "1.1.1 amd64")
  }

  @Test("it is not said to give what is blocked or paused")
  func blocked() throws {
    try shop.expect("block add 1.1.1 \(app)")
    #expect(try warnings().allSatisfy { $0.contains("which is blocked") })
    #expect(try offer("1.1") == nil)
    try shop.expect("undo \(app)")
    try shop.expect("pause --group fleet-first-1.1.1 \(app)")
    #expect(try warnings() == [])
  }

  @Test("whoever would take its machines is named: the channel, if its group has other machines by now")
  func channel() throws {
    try shop.expect("group set fleet --track nosuch \(app)")
    let command = try remedy("makes no difference any more: channel \"stable\" gives its machines 1.1.1 too")
    try shop.expect(command)
    #expect(try offer("1.1") == "1.1.1 amd64")
  }

  @Test("it is said to take its machines to the hotfix when others would take them further")
  func newer() throws {
    try shop.expect("promote 1.1.2 \(app) --channel stable")
    #expect(try warnings() == [])
    try shop.age(since: 96)
    #expect(try offer("1.1") == "1.1.1 amd64")
    let command = try remedy("takes its machines to 1.1.1, but group \"fleet\" would take them to 1.1.2;")
    try shop.expect(command)
    #expect(try offer("1.1") == "1.1.2 amd64")
  }

  @Test("a promotion to an older version names it, because its machines get the hotfix all the same")
  func takenBack() throws {
    let run = try shop.expect("promote 1.1 \(app) --channel stable --backwards")
    let part =
      "group \"fleet-first-1.1.1\" is pinned to 1.1.1, but channel \"stable\" points to 1.1: the machines of the group get 1.1.1 all the same; "
    #expect(run.errors.contains("omaha-pkg: warning: " + part), "\(run.errors)")
    #expect(try offer("1.1") == "1.1.1 amd64")
    let again = try shop.expect("promote 1.0 \(app) --channel stable --backwards")
    #expect(again.errors.contains("channel \"stable\" points to 1.0: "), "\(again.errors)")
    let command = try remedy("is pinned to 1.1.1, but channel \"stable\" points to 1.0: ")
    try shop.expect(command)
    #expect(try offer("1.1") == nil)
    #expect(try warnings() == [])
  }

  @Test("a promotion to an older version does not name a group that is offered nothing")
  func takenBackAndBlocked() throws {
    try shop.expect("block add 1.1.1 \(app)")
    let run = try shop.expect("promote 1.1 \(app) --channel stable --backwards")
    #expect(!run.errors.contains("all the same"), "\(run.errors)")
  }
}
