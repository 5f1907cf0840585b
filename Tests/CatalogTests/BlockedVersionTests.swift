import Omaha
import Testing

@testable import Catalog

/// What stands in for a blocked version must not depend on the order in which releases are found: a directory, and a set in
/// memory, have another one on every host.
@Suite("In place of a blocked version")
struct BlockedVersionTests {
  /// Releases in the order in which they are given.
  private struct Index: ReleaseIndex {
    let keys: [ReleaseKey]

    func contains(_ key: ReleaseKey) -> Bool { keys.contains(key) }
    var fullReleases: [(key: ReleaseKey, version: Version)] { keys.full }
    func deltas(to key: ReleaseKey) -> [ReleaseKey] { keys.filter { $0.previousVersion != nil && $0.full == key } }
  }

  /// The names of files, first that of what is expected.
  @Test(
    "the newest is taken, of one version the machine's own architecture's, of two spellings always the same",
    arguments: [
      ["4.0_amd64", "4.0_all"], ["4.0_all", "3.0_amd64"], ["4.0_amd64", "3.0_all"],
      ["4.0_amd64", "4.0_all", "4.0_arm64", "3.0_amd64"], ["4.0_all", "4.0_arm64", "3.0_all", "3.0_amd64"],
      // Versions that compare alike: nightlies differ behind the plus sign only.
      ["4.0+b_amd64", "4.0+a_amd64"], ["4.0.0_amd64", "4.0_amd64"], ["4.0+b_amd64", "4.0+a_amd64", "4.0+c_all"],
      ["4.0+b_all", "4.0+a_all", "3.0_amd64"],
      // Neither what is not older nor a pre-release.
      ["3.0_amd64", "5.0_amd64", "5_all", "6.0_amd64", "4.0-rc1_amd64", "2.0_all"],
      // A delta is no release to machines of other versions.
      ["3.0_all", "4.0_amd64_from_3.0"],
    ])
  func newest(names: [String]) throws {
    let keys = try names.map { try #require(ReleaseKey(fileName: $0 + ".xml")) }
    let five = try #require(Version("5.0"))
    let channel = Channel(
      name: "stable", targets: [Target(architecture: .amd64, version: five, since: nil)], blocks: [Block(version: five)]
    )
    for order in permutations(of: keys) {
      let plan = try #require(Index(keys: order).plans(of: Group(channel: channel), over: channel).first)
      #expect(plan.steps.map(\.release) == [keys[0]], "\(order.map(\.fileName))")
    }
  }

  private func permutations(of keys: [ReleaseKey]) -> [[ReleaseKey]] {
    guard keys.count > 1 else { return [keys] }
    return keys.indices.flatMap { index in
      var rest = keys
      let first = rest.remove(at: index)
      return permutations(of: rest).map { [first] + $0 }
    }
  }
}
