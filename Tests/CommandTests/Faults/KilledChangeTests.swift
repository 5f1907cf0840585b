import Foundation
import Testing
import TestSupport

/// Every command that changes a repository, killed when it is about to make its Nth call of a kind, for every N and kind.
@Suite("A command killed at any step", .enabled(if: Strace.isUsable), .enabled(if: FullRun.isOn))
struct KilledChangeTests {
  @Test("leaves the repository as it was, as it is to be, or as a shorter command leaves it", arguments: Change.all)
  func killed(change: Change) throws {
    let strace = try #require(Program.installed("strace"))
    let states = try change.states()
    let template = try Change.workshop()
    var kills = 0
    var seen: Set<RepositoryState> = []
    for call in Change.calls {
      for number in 1...40 {
        let shop = try Workshop(copying: template)
        let run = try shop.run(
          change.command, under: strace, Faults.injection(call, "signal=KILL", number: number))
        let wasKilled = run.status == 128 + SIGKILL
        #expect(wasKilled || run.status == 0, "\(call) \(number): \(run.errors)")
        let left = try Snapshot(shop)
        #expect(change.isWhole(left, states), "\(call) \(number): \(left.catalog)")
        if seen.insert(try RepositoryState(shop)).inserted {
          try complete(change, in: shop, states, "\(call) \(number)")
        }
        guard wasKilled else { break }
        kills += 1
        #expect(number < 40)
      }
    }
    #expect(kills > 5, "\(kills) kills")
  }

  /// The same command completes what was left, and nothing temporary stays.
  private func complete(_ change: Change, in shop: Workshop, _ states: [Snapshot], _ step: String) throws {
    try shop.expect("check")
    try shop.expect(change.command)
    #expect(try Snapshot(shop) == states.last, "\(step)")
    #expect(shop.folder.files().filter { $0.contains("omaha-tmp") } == [], "\(step)")
  }
}
