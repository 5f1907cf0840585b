@testable import Catalog
import Omaha
import Testing

/// A catalog of one app with one release.
struct OfferedRelease {
  let catalog: Catalog

  init(_ text: String) throws {
    let version = try #require(Version(text))
    let release = Release(
      version: version, architecture: .amd64, codebases: [Codebase(unchecked: "/packages/os/\(text)/")],
      manifestXML: Array("      <manifest version=\"\(text)\"/>\n".utf8))
    let channel = Channel(name: "stable", targets: [Target(architecture: .amd64, version: version, since: nil)])
    let app = CatalogApp(
      id: try #require(ApplicationID("os")), name: nil, channels: [channel], groups: [],
      releases: [ReleaseKey(version: text, architecture: .amd64): release])
    catalog = Catalog(apps: [app])
  }

  /// A machine that is offered it.
  static let check = """
    <?xml version="1.0" encoding="UTF-8"?>
    <request protocol="3.0"><app appid="os" version="1.0" track="stable" board="amd64-usr"><updatecheck/></app></request>
    """
}
