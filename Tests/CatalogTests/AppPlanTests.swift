import Omaha
import Testing

@testable import Catalog

@Suite("Plans of an app")
struct AppPlanTests {
  /// Counts how often all releases are asked for, which are ten thousand in a catalog that has grown.
  private final class CountingIndex: ReleaseIndex {
    private let keys: ReleaseKeys
    private(set) var count = 0

    init(_ keys: ReleaseKeys) { self.keys = keys }

    func contains(_ key: ReleaseKey) -> Bool { keys.contains(key) }

    var fullReleases: [(key: ReleaseKey, version: Version)] {
      count += 1
      return keys.fullReleases
    }

    func deltas(to key: ReleaseKey) -> [ReleaseKey] { keys.deltas(to: key) }
  }

  private static func version(_ text: String) throws -> Version { try #require(Version(text)) }

  @Test("A thousand groups of one channel go one way, those with a pin their own")
  func shared() throws {
    let (old, new) = (try Self.version("1.0"), try Self.version("2.0"))
    var content = AppDefinition()
    content.channels = ["stable", "beta"].map {
      Channel(
        name: $0, targets: [Target(architecture: .amd64, version: new, since: nil)], blocks: [Block(version: new)])
    }
    content.groups = (0..<1_000).map { number in
      Group(
        name: "g\(number)", channelName: number % 2 == 0 ? "stable" : "beta",
        pins: number < 3 ? [Pin(version: old)] : [])
    }
    let index = CountingIndex(
      ReleaseKeys([old, new].map { ReleaseKey(version: $0.text, architecture: .amd64) }))
    let plan = content.plan(over: index)
    #expect(plan.groups.count == 1_002 && plan.plannedPaths.count == 5)
    #expect(index.count == 2, "the release in place of a blocked one is looked for once for each channel")
    for entry in plan.groups {
      let way = plan.plannedPaths[entry.planned]
      #expect(way.channel == entry.channel)
      #expect(way.paths.map(\.target.version) == [entry.group.pins.isEmpty ? new : old])
    }
  }
}
