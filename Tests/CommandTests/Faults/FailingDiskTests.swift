import Foundation
import Testing
import TestSupport

/// Every command that changes a repository, with its Nth call of a kind refused by the system.
@Suite("A command on a disk that fails", .enabled(if: Strace.isUsable), .enabled(if: FullRun.isOn))
struct FailingDiskTests {
  private static let faults = [
    ("write", "error=ENOSPC"), ("fsync", "error=EIO"), ("linkat", "error=ENOSPC"), ("renameat", "error=EIO"),
    ("mkdirat", "error=ENOSPC"), ("unlinkat", "error=EROFS"), ("flock", "error=EIO"),
  ]

  @Test("says so, ends with an error, and leaves the repository whole and without litter", arguments: Change.all)
  func refused(change: Change) throws {
    let strace = try #require(Program.installed("strace"))
    let states = try change.states()
    let template = try Change.workshop()
    var failures = 0
    var seen: Set<RepositoryState> = []
    for (call, fault) in Self.faults {
      for number in 1...40 {
        let shop = try Workshop(copying: template)
        let run = try shop.run(change.command, under: strace, Faults.injection(call, fault, number: number))
        let left = try Snapshot(shop)
        #expect(change.isWhole(left, states), "\(call) \(number): \(left.catalog)")
        #expect(run.status == 0 || (64...78).contains(run.status), "\(call) \(number): \(run.status) \(run.errors)")
        if run.status == 0 {
          // It was never reached, or there was another way.
          #expect(left.catalog == states.last?.catalog, "\(call) \(number)")
        } else {
          failures += 1
          #expect(run.errors.contains("omaha-pkg: error: ") || call == "write", "\(call) \(number): \(run.errors)")
        }
        #expect(
          shop.folder.files().filter { $0.contains("omaha-tmp") } == [] || call == "unlinkat", "\(call) \(number)")
        if seen.insert(try RepositoryState(shop)).inserted { try shop.expect("check") }
        if run.status == 0 { break }
        #expect(number < 40)
      }
    }
    #expect(failures > 3, "\(failures) failures")
  }
}
