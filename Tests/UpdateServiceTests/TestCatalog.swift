import Testing
@testable import Catalog
import Omaha

/// A catalog made by hand, without files: what the decision is tested with.
enum TestCatalog {
  static let appID = "e96281a6-d1af-4bde-9a0a-97b76e56dc57"

  /// An app whose channels are given as `name: [architecture: version]`; every version has a release.
  static func app(
    _ id: String = appID, channels: [(String, [Architecture: String])], groups: [Group] = [],
    codebases: [String] = ["/packages/os/"]
  ) throws -> CatalogApp {
    var releases: [ReleaseKey: Release] = [:]
    var made: [Channel] = []
    for (name, targets) in channels {
      for (architecture, text) in targets {
        let version = try #require(Version(text))
        releases[ReleaseKey(version: text, architecture: architecture)] = Release(
          version: version, architecture: architecture, codebases: codebases.map { Codebase(unchecked: $0) },
          manifestXML: Array("      <manifest version=\"\(text)\"/>\n".utf8))
      }
      made.append(
        Channel(
          name: name,
          targets: try targets.sorted { $0.key.rawValue < $1.key.rawValue }.map {
            Target(architecture: $0.key, version: try #require(Version($0.value)), since: nil)
          }))
    }
    return CatalogApp(
      id: try #require(ApplicationID(id)), name: nil, channels: made, groups: groups, releases: releases)
  }
}
