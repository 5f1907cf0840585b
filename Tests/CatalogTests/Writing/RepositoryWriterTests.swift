import Foundation
import Omaha
import Testing
import TestSupport

@testable import Catalog
@testable import CatalogEditing

@Suite("RepositoryWriter")
struct RepositoryWriterTests {
  let test: TestRepository
  let app: ApplicationID

  init() throws {
    test = try TestRepository()
    app = try #require(ApplicationID(TestRepository.app))
    try RepositoryWriter.create(test.repository)
  }

  private func release(_ version: String, _ architecture: Architecture = .amd64, name: String = "update.gz") throws
    -> ReleaseFile
  {
    let version = try #require(Version(version))
    let package = Package(
      name: name, size: 5, sha1: TestRepository.sha1, sha256: TestRepository.sha256,
      attributes: [Attribute(name: "note", value: "<&\"'>\t")])
    let action = Action(
      event: "postinstall", attributes: [Attribute(name: "sha256", value: TestRepository.sha256Base64)])
    return ReleaseFile(
      appID: app, version: version, architecture: architecture,
      codebases: [
        test.repository.defaultCodebase(
          app, ReleaseKey(version: version.text, architecture: architecture))
      ],
      manifest: Manifest(version: version.text, packages: [package], actions: [action]))
  }

  @Test("a new repository is empty and valid, and making it again changes nothing")
  func create() throws {
    #expect(try RepositoryWriter.create(test.repository) == false)
    #expect(try Catalog.load(root: test.root).apps.isEmpty)
    #expect(test.directory.names() == ["catalog", "payloads"])
  }

  @Test("a release that is published reads back as it was")
  func publish() throws {
    let writer = try RepositoryWriter(test.repository)
    #expect(try writer.createApp(app))
    #expect(try writer.createApp(app) == false)
    let release = try release("1.0.0")
    try writer.publish(release)
    #expect(try writer.release(of: app, release.key) == release)
    #expect(try Catalog.load(root: test.root).releaseCount == 1)
  }

  @Test("a new app says what machines count as that tell no architecture")
  func newDefault() throws {
    let writer = try RepositoryWriter(test.repository)
    #expect(try writer.createApp(app, defaultArchitecture: .arm64))
    #expect(try Catalog.load(root: test.root).apps.first?.statedDefaultArchitecture == .arm64)
    try writer.setDefaultArchitecture(.amd64, ofEmptyApp: app)
    #expect(try Catalog.load(root: test.root).apps.first?.statedDefaultArchitecture == .arm64, "it stays what it is")
  }

  @Test("an app that a person wrote is told so before its first release, and keeps its layout")
  func defaultOfWritten() throws {
    let file = "catalog/\(app.key)/app.xml"
    // The target has no release yet.
    let text = """
      <!-- ours -->
      <app appid="\(app.key)"\("\n     ")name='x'>
        <channel name="stable"><target arch="arm64" version="1.0.0"/></channel>
      </app>

      """
    try test.directory.write(text, to: file)
    let writer = try RepositoryWriter(test.repository)
    try writer.setDefaultArchitecture(.arm64, ofEmptyApp: app)
    let written = try String(contentsOfFile: test.root + "/" + file, encoding: .utf8)
    #expect(written == text.replacing("name='x'", with: "name='x'\n     default-arch=\"arm64\""))
    try test.directory.write(text, to: file)
    try test.writeRelease("1.0.0", "arm64", app: app.key)
    try writer.setDefaultArchitecture(.arm64, ofEmptyApp: app)
    #expect(try String(contentsOfFile: test.root + "/" + file, encoding: .utf8) == text, "it has a release")
  }

  @Test("a release that is there is never overwritten")
  func immutable() throws {
    let writer = try RepositoryWriter(test.repository)
    _ = try writer.createApp(app)
    try writer.publish(try release("1.0.0"))
    let other = try release("1.0.0", name: "other.gz")
    let error = #expect(throws: RepositoryError.self) { try writer.publish(other) }
    #expect(error?.code == EEXIST)
    #expect(try writer.release(of: app, other.key)?.manifest.packages.first?.name == "update.gz")
  }

  @Test("a release that would not load is not published")
  func invalid() throws {
    let writer = try RepositoryWriter(test.repository)
    _ = try writer.createApp(app)
    let release = try release("1.0.0", name: "../../x")
    #expect(throws: RepositoryError.self) { try writer.publish(release) }
    #expect(test.errors() == [])
    #expect(try Catalog.load(root: test.root).releaseCount == 0)
  }

  @Test("promoting points every architecture of the release there, once")
  func promote() throws {
    let writer = try RepositoryWriter(test.repository)
    _ = try writer.createApp(app)
    for architecture in [Architecture.arm64, .amd64] { try writer.publish(try release("1.0.0", architecture)) }
    try writer.publish(try release("2.0.0"))
    let version = try #require(Version("1.0.0"))
    let first = try writer.promote(app, to: version, now: Timestamp(seconds: 1_801_000_000))
    #expect(first.isNewChannel)
    #expect(first.promotions.map(\.architecture) == [.amd64, .arm64])
    #expect(first.promotions.allSatisfy { $0.isChange && $0.previous == nil })
    let before = try test.directory.text("catalog/\(TestRepository.app)/app.xml")

    let again = try writer.promote(app, to: version, now: Timestamp(seconds: 1_802_000_000))
    #expect(!again.isNewChannel)
    #expect(again.promotions.allSatisfy { !$0.isChange && $0.target.since == Timestamp(seconds: 1_801_000_000) })
    #expect(try test.directory.text("catalog/\(TestRepository.app)/app.xml") == before)

    let newer = try #require(Version("2.0.0"))
    let second = try writer.promote(app, to: newer, now: Timestamp(seconds: 1_803_000_000))
    #expect(second.promotions.map(\.previous?.version.text) == ["1.0.0"])
    let channel = try #require(try Catalog.load(root: test.root).apps.first?.channel(named: "stable"))
    #expect(channel.target(for: .amd64)?.version.text == "2.0.0")
    #expect(channel.target(for: .arm64)?.version.text == "1.0.0", "there is no 2.0.0 for it")
  }

  @Test("a release that a channel points to is not removed")
  func remove() throws {
    let writer = try RepositoryWriter(test.repository)
    _ = try writer.createApp(app)
    for version in ["1.0.0", "2.0.0"] { try writer.publish(try release(version)) }
    let old = try #require(Version("1.0.0"))
    let new = try #require(Version("2.0.0"))
    _ = try writer.promote(app, to: old, now: Timestamp(seconds: 0))
    let error = #expect(throws: RepositoryError.self) {
      try writer.removeRelease(of: app, ReleaseKey(version: old.text, architecture: .amd64))
    }
    #expect(error?.reason == .rule("channel \"stable\" points to it"))
    _ = try writer.promote(app, to: new, now: Timestamp(seconds: 0))
    try writer.removeRelease(of: app, ReleaseKey(version: old.text, architecture: .amd64))
    #expect(try Catalog.load(root: test.root).releaseCount == 1)
  }

  @Test("the next writer removes the temporary files of a killed one, and nothing else")
  func leftovers() throws {
    let id = TestRepository.app
    for name in [".omaha-tmp-1", "\(id)/.omaha-tmp-2", "\(id)/releases/.omaha-tmp-3", "\(id)/.app.xml.swp"] {
      try test.directory.write("x", to: "catalog/" + name)
    }
    withExtendedLifetime(try RepositoryWriter(test.repository)) {}
    #expect(test.directory.names("catalog") == [".lock", id])
    #expect(test.directory.names("catalog/\(id)") == [".app.xml.swp", "releases"])
    #expect(test.directory.names("catalog/\(id)/releases").isEmpty)
  }

  @Test("a reader beside a writer sees a whole catalog at every moment")
  func readers() async throws {
    let root = test.root
    let writer = try RepositoryWriter(test.repository)
    _ = try writer.createApp(app)
    try writer.publish(try release("1.0"))
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        for _ in 0..<200 { _ = try Catalog.load(root: root) }
      }
      var current = "1.0"
      for number in 0..<60 {
        let next = "2.\(number)"
        try writer.publish(try release(next))
        let version = try #require(Version(next))
        _ = try writer.promote(app, to: version, now: Timestamp(seconds: 0))
        try writer.removeRelease(of: app, ReleaseKey(version: current, architecture: .amd64))
        current = next
      }
      try await group.waitForAll()
    }
  }
}

extension RepositoryWriter {
  /// Points the channel stable to every architecture of a release.
  fileprivate func promote(
    _ app: ApplicationID, to version: Version, now: Timestamp
  ) throws -> (promotions: [Promotion], isNewChannel: Bool) {
    var editor = try editor(of: app)
    let outcome = try editor.promote(to: version, channel: "stable", architecture: nil, now: now)
    try save(editor)
    return outcome
  }
}
