import Omaha
import Testing
import TestSupport
import UpdateService
import XML

@testable import Catalog

/// Nebraska's syncers against generated channels: whatever they are told, their own machines jump over no floor.
@Suite("Properties of mirrors")
struct MirrorPropertyTests {
  /// How a version of Nebraska takes an answer.
  enum Syncer: CaseIterable {
    /// Takes the only manifest for the target, and knows no floors.
    case simple
    /// Takes all manifests; of a single one it does not read the marks.
    case several
    /// The same, but goes on from the highest floor when there is no target.
    case severalInTurn
    /// Takes the first manifest by its marks.
    case firstOnly
  }

  /// What a Nebraska has of a channel.
  private struct Copy {
    var target: String
    /// The version that it asks with.
    var cursor: String
    var floors: Set<String> = []

    init(_ version: String) {
      target = version
      cursor = version
    }

    mutating func take(_ manifests: [Manifest], as syncer: Syncer) {
      func move(to version: String) {
        target = version
        cursor = version
      }
      switch syncer {
      case .simple: move(to: manifests[0].version)
      case .several where manifests.count == 1, .severalInTurn where manifests.count == 1:
        move(to: manifests[0].version)
      case .several, .severalInTurn:
        floors.formUnion(manifests.filter(\.isFloor).map(\.version))
        let target = manifests.first(where: \.isTarget) ?? manifests.last { !$0.isFloor }
        if let target {
          move(to: target.version)
        } else if syncer == .severalInTurn {
          cursor = manifests[manifests.count - 1].version
        }
      case .firstOnly:
        let first = manifests[0]
        if first.isFloor { floors.insert(first.version) }
        if first.isFloor, !first.isTarget { cursor = first.version } else { move(to: first.version) }
      }
    }
  }

  private static let versions = (1...9).map { "\($0).0" }

  /// A channel with floors, blocks and releases on three hosts.
  private func catalog(_ random: inout SeededGenerator) throws -> PolicyCatalog {
    func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }
    let floors = Self.versions.filter { _ in chance(35) }
    let blocked = Self.versions.filter { _ in chance(15) }
    let target = Self.versions.suffix(4).randomElement(using: &random) ?? "9.0"
    var codebases: [String: [String]] = [:]
    let hosts = ["https://a.example/os/", "https://b.example/", "/packages/os/"].prefix(
      Int.random(in: 1...3, using: &random))
    for version in Self.versions {
      let chosen = hosts.shuffled(using: &random).prefix(Int.random(in: 1...2, using: &random))
      codebases[version] = chosen.map { "\($0)\(version)/" }
    }
    let rules =
      floors.map { "<floor version=\"\($0)\"/>" }.joined() + blocked.map { "<block version=\"\($0)\"/>" }.joined()
    return try PolicyCatalog(
      "<channel name=\"stable\"><target arch=\"amd64\" version=\"\(target)\"/>\(rules)</channel>",
      releases: Self.versions, codebases: { version, _ in codebases[version] ?? ["/"] })
  }

  /// What a syncer that asks with this version is told.
  private func manifests(_ catalog: PolicyCatalog, _ version: String, _ syncer: Syncer) throws -> [Manifest] {
    let name = "CoreOSUpdateEngine-0.1.0.0"
    let app = Request.App(
      appID: PolicyCatalog.appID, version: version, track: "stable", board: "amd64-usr",
      multiManifestOK: syncer == .simple ? nil : true, updateCheck: UpdateCheck())
    let answer = catalog.service.answer(
      to: Request(version: name, updaterVersion: name, installSource: "scheduler", apps: [app]),
      at: Timestamp(seconds: 0), baseURL: BaseURL("http://u.example"))
    var writer = XMLWriter()
    try answer.render(into: &writer)
    return try #require(ResponseDecoder().decode(writer.bytes).apps.first?.updateCheck).manifests
  }

  @Test(
    "No syncer misses a floor or takes one for the target, and the newest come to the target",
    arguments: Syncer.allCases)
  func syncers(syncer: Syncer) throws {
    var random = SeededGenerator(seed: 7)
    var reached = 0
    var held = 0
    for _ in 0..<600 {
      let catalog = try catalog(&random)
      let channel = try #require(catalog.app.channels.first)
      let floors = channel.floors.map(\.version)
      let target = try #require(channel.targets.first?.version)
      let start = Self.versions.randomElement(using: &random) ?? "1.0"
      var copy = Copy(start)
      for _ in 0..<12 {
        let manifests = try manifests(catalog, copy.cursor, syncer)
        if manifests.isEmpty { break }
        let versions = manifests.compactMap { Version($0.version) }
        if zip(versions, versions.dropFirst()).contains(where: { $0 >= $1 }) {
          Issue.record("not ascending: \(versions)")
        }
        if versions.contains(where: { channel.block(of: $0, for: .amd64) != nil }) {
          Issue.record("blocked: \(versions)")
        }
        let previous = copy
        copy.take(manifests, as: syncer)
        // Only one that does not go on from a floor asks the same again.
        if copy.cursor == previous.cursor, syncer != .several { Issue.record("no step from \(copy.cursor)") }
        if copy.cursor == previous.cursor { break }
      }
      let (first, last) = (try #require(Version(start)), try #require(Version(copy.target)))
      for floor in floors where first < floor && floor < last && !copy.floors.contains(floor.text) {
        Issue.record("\(syncer) from \(start) to \(last) misses the floor \(floor)")
      }
      if last != first, last != target, floors.contains(last), !copy.floors.contains(last.text) {
        Issue.record("\(syncer) takes the floor \(last) for the target")
      }
      if last == target { reached += 1 }
      if last == first, first < target { held += 1 }
    }
    #expect(
      reached > 100 && held > 20, "the generator is worth something only if it comes to both: \(reached), \(held)")
  }
}
