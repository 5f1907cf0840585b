import Catalog
import Testing
import TestSupport

@testable import omaha_fcgi

@Suite("What the log says has changed in a catalog")
struct CatalogChangesTests {
  private static let app = TestRepository.other

  private static let before = """
    <channel name="stable"><target arch="amd64" version="1.0"/></channel>
    <group name="lab" channel="stable" track="lab"/>
    """

  private func catalog(_ content: String, releases: [String] = ["1.0", "2.0"], more: [String] = []) throws -> Catalog {
    let test = try TestRepository()
    try test.writeApp(content, app: Self.app)
    for version in releases { try test.writeRelease(version, app: Self.app) }
    try test.directory.write("m1\n", to: "catalog/\(Self.app)/lab.txt")
    for app in more { try test.writeApp("<channel name=\"stable\"/>", app: app) }
    return try Catalog.load(root: test.root, hasDigest: true)
  }

  @Test(
    "Each change is named",
    arguments: [
      (before, "nothing"),
      (before.replacing("1.0", with: "2.0"), "stable amd64 1.0 to 2.0"),
      (
        before.replacing("\"1.0\"", with: "\"1.0\" since=\"2026-11-23T10:00:00Z\""),
        "stable amd64 1.0 since 2026-11-23T10:00:00Z"
      ),
      (before.replacing("<target arch=\"amd64\" version=\"1.0\"/>", with: ""), "stable amd64 1.0 to nothing"),
      (before.replacing("name=\"stable\">", with: "name=\"stable\" updates=\"off\">"), "channel stable updates off"),
      (before.replacing("</channel>", with: "<floor version=\"2.0\"/></channel>"), "floors of stable"),
      (before.replacing("</channel>", with: "<block version=\"2.0\"/></channel>"), "blocks of stable"),
      (before + "<channel name=\"beta\"/>", "channel beta added"),
      (before + "<group name=\"new\" channel=\"stable\" oem=\"x\"/>", "group new added"),
      (before.replacing("track=\"lab\"", with: "track=\"x\""), "group lab changed"),
      (before.replacing("track=\"lab\"", with: "track=\"lab\" updates=\"off\""), "group lab updates off"),
      (before.replacing("track=\"lab\"/>", with: "track=\"lab\"><pin version=\"1.0\"/></group>"), "pins of group lab"),
      (
        before.replacing("track=\"lab\"/>", with: "oem=\"x\" updates=\"off\"><rollout percent=\"5\"/></group>"),
        "group lab updates off, rollout of group lab, group lab changed"
      ),
      (
        before.replacing("track=\"lab\"/>", with: "track=\"lab\"><window days=\"mon\"/></group>"),
        "windows of group lab"
      ),
      (
        before.replacing("track=\"lab\"/>", with: "track=\"lab\"><machines file=\"lab.txt\"/></group>"),
        "list of group lab"
      ),
      (before.replacing("<group name=\"lab\" channel=\"stable\" track=\"lab\"/>", with: ""), "group lab removed"),
      (before + "<!-- a comment -->", "files"),
    ])
  func change(after: String, expected: String) throws {
    let changes = CatalogChanges(from: try catalog(Self.before), to: try catalog(after))
    #expect(changes.description == (expected == "nothing" ? expected : "\(Self.app): \(expected)"))
  }

  @Test("The order of groups, and what machines count as that tell no architecture")
  func order() throws {
    let groups = ["a", "b", "c"].map { "<group name=\"\($0)\" channel=\"stable\" track=\"\($0)\"/>" }
    let channel = "<channel name=\"stable\"/>"
    let old = try catalog(channel + groups.joined())
    let swapped = try catalog(channel + groups[2] + groups[0] + groups[1])
    #expect(CatalogChanges(from: old, to: swapped).description == "\(Self.app): order of groups")
    let fewer = try catalog(channel + groups[0] + groups[2])
    #expect(CatalogChanges(from: old, to: fewer).description == "\(Self.app): group b removed")
    let test = try TestRepository()
    try test.writeApp(channel + groups.joined(), app: Self.app)
    let file = "catalog/\(Self.app)/app.xml"
    try test.directory.write(
      try test.directory.text(file).replacing("<app ", with: "<app default-arch=\"arm64\" "), to: file)
    for version in ["1.0", "2.0"] { try test.writeRelease(version, app: Self.app) }
    let other = try Catalog.load(root: test.root, hasDigest: true)
    #expect(CatalogChanges(from: old, to: other).description == "\(Self.app): default-arch amd64 to arm64")
  }

  @Test("Releases are counted, apps are named, and of many the first five")
  func counts() throws {
    let old = try catalog(Self.before, releases: ["1.0", "2.0"])
    let new = try catalog(Self.before, releases: ["1.0", "3.0", "4.0"], more: ["com.example.b"])
    #expect(
      CatalogChanges(from: old, to: new).description
        == "\(Self.app): 2 releases added, 1 release removed; com.example.b added")
    #expect(
      CatalogChanges(from: new, to: old).description.hasSuffix(
        "1 release added, 2 releases removed; com.example.b removed"))
    let many = try catalog(Self.before, more: (1...9).map { "com.example.x\($0)" })
    #expect(CatalogChanges(from: old, to: many).description.hasSuffix("com.example.x5 added; 4 more"))
    let channels = (1...9).map { "<channel name=\"c\($0)\"/>" }.joined()
    #expect(
      CatalogChanges(from: old, to: try catalog(Self.before + channels)).description
        == "\(Self.app): " + (1...5).map { "channel c\($0) added" }.joined(separator: ", ") + ", 4 more")
  }
}
