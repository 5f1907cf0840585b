import Foundation
import Omaha
import Testing
import TestSupport

@testable import Catalog

@Suite("Catalog")
struct CatalogTests {
  let test: TestRepository

  init() throws { test = try TestRepository() }

  private func writeFlatcar() throws {
    try test.writeRelease("3815.2.0")
    try test.writeRelease("3815.2.0", "arm64")
    try test.writeRelease("3900.0.0")
    try test.writeApp(
      """
        <group name="canary" track="stable" channel="beta"/>
        <channel name="stable">
          <target arch="amd64" version="3815.2.0" since="2026-11-23T10:00:00Z"/>
          <target arch="aarch64" version="3815.2.0"/>
        </channel>
        <channel name="beta"><target arch="amd64" version="3900.0.0"/></channel>
      """)
  }

  @Test("holds apps, channels, targets and releases as they are written")
  func loads() throws {
    try writeFlatcar()
    let catalog = try Catalog.load(root: test.root)
    #expect(catalog.apps.count == 1)
    #expect(catalog.releaseCount == 3)
    let app = try #require(catalog.apps.first)
    #expect(app.name == "flatcar")
    #expect(app.channels.map(\.name) == ["stable", "beta"])
    let target = try #require(app.channel(named: "stable")?.target(for: .amd64))
    #expect(target.version.text == "3815.2.0")
    #expect(target.since?.description == "2026-11-23T10:00:00Z")
    let arm = try #require(app.channel(named: "stable")?.target(for: .arm64))
    #expect(arm.since == nil)
    let release = try #require(app.release(for: arm))
    #expect(release.architecture == .arm64)
    #expect(release.codebases.map(\.text) == ["/packages/\(TestRepository.app)/3815.2.0/arm64/"])
    #expect(app.releases.map(\.version) == ["3815.2.0", "3815.2.0", "3900.0.0"])
  }

  @Test("renders the manifest once, with everything that the file says")
  func manifest() throws {
    let text = TestRepository.release(more: " flavour=\"dark &amp; &quot;bitter&quot;\"")
    try test.directory.write(text, to: "catalog/\(TestRepository.app)/releases/3815.2.0_amd64.xml")
    try test.writeApp("<channel name=\"stable\"><target arch=\"amd64\" version=\"3815.2.0\"/></channel>")
    let app = try #require(try Catalog.load(root: test.root).apps.first)
    let release = try #require(app.channels.first?.targets.first.flatMap(app.release))
    let served = String(decoding: release.manifestXML, as: UTF8.self)
    #expect(served.hasPrefix("      <manifest version=\"3815.2.0\""))
    #expect(served.hasSuffix("      </manifest>\n"))
    for part in [
      "flavour=\"dark &amp; &quot;bitter&quot;\"", "name=\"update.gz\"", "hash=\"\(TestRepository.sha1)\"",
      "hash_sha256=\"\(TestRepository.sha256)\"", "size=\"5\"", "required=\"true\"", "event=\"postinstall\"",
      "sha256=\"\(TestRepository.sha256Base64)\"", "DisablePayloadBackoff=\"true\"",
    ] {
      #expect(served.contains(part))
    }
  }

  @Test(
    "finds an app however its ID is written",
    arguments: [
      "e96281a6-d1af-4bde-9a0a-97b76e56dc57", "{E96281A6-D1AF-4BDE-9A0A-97B76E56DC57}",
      "{e96281a6-d1af-4bde-9a0a-97b76e56dc57}",
    ])
  func found(id: String) throws {
    try test.writeApp("")
    #expect(try Catalog.load(root: test.root).app(named: id) != nil)
  }

  @Test(
    "finds no app by what is no ID", arguments: ["", "../\(TestRepository.app)", "com.example", "a/b", "a\0b", ".."])
  func notFound(id: String) throws {
    try test.writeApp("")
    #expect(try Catalog.load(root: test.root).app(named: id) == nil)
  }

  @Test("Every one of many apps is found, however its ID is written, and nothing else is")
  func manyApps() throws {
    // Some begin like others, or differ in a character that sorts before or behind the rest.
    let keys = ["a", "a-b", "a.b", "a_b", "ab", "b", "zz"] + (0..<50).map { "com.example.app\($0)" }
    let apps = try keys.map {
      CatalogApp(id: try #require(ApplicationID($0)), name: nil, channels: [], groups: [], releases: [:])
    }
    let catalog = Catalog(apps: apps.shuffled())
    for key in keys {
      for spelling in [key, key.uppercased(), "{\(key)}", " {\(key)}\r\n"] {
        #expect(catalog.app(named: spelling)?.id.key == key)
        #expect(catalog.app(for: Request.App(appID: spelling, version: "1"))?.id.key == key)
      }
    }
    for unknown in [
      "", "{}", "{a", "a}", "{{a}}", "{ a}", "a a", "aa", "com.example.app", "com.example.app50", "zzz", "é", "`",
    ] {
      #expect(catalog.app(named: unknown) == nil)
    }
  }

  @Test(
    "the first group that matches wins, then every channel is the group of its own track",
    arguments: [("stable", "canary"), ("beta", "beta"), ("nightly", nil), (nil, nil)] as [(String?, String?)])
  func groups(track: String?, expected: String?) throws {
    try writeFlatcar()
    let app = try #require(try Catalog.load(root: test.root).apps.first)
    #expect(app.group(for: try machine(track: track))?.group.name == expected)
  }

  @Test("a group without selectors takes every machine")
  func matchAll() throws {
    try test.writeApp("<channel name=\"stable\"/><group name=\"everyone\" channel=\"stable\"/>")
    let app = try #require(try Catalog.load(root: test.root).apps.first)
    for track in ["stable", "other", "", nil] {
      #expect(app.group(for: try machine(track: track))?.group.name == "everyone")
    }
  }

  @Test("a target for all architectures serves those that have none of their own")
  func all() throws {
    try test.writeRelease("1.0", "all")
    try test.writeRelease("2.0", "arm64")
    try test.writeApp(
      "<channel name=\"stable\"><target arch=\"all\" version=\"1.0\"/><target arch=\"arm64\" version=\"2.0\"/></channel>"
    )
    let channel = try #require(try Catalog.load(root: test.root).apps.first?.channel(named: "stable"))
    #expect(channel.target(for: .arm64)?.version.text == "2.0")
    #expect(channel.target(for: .amd64)?.version.text == "1.0")
    #expect(channel.target(for: nil)?.version.text == "1.0")
  }

  @Test("ignores hidden names, other files and what an interrupted writer leaves")
  func ignores() throws {
    try writeFlatcar()
    for name in [
      ".lock", ".git/config", "README", "\(TestRepository.app)/releases/.omaha-tmp-1.xml",
      "\(TestRepository.app)/releases/1_amd64.xml~", "\(TestRepository.app)/.app.xml.swp", "lost+found/x",
      "com.example.new/releases/.omaha-tmp-2",
    ] {
      try test.directory.write("not XML", to: "catalog/" + name)
    }
    #expect(test.errors() == [])
    #expect(try Catalog.load(root: test.root).apps.count == 1)
  }

  @Test("a directory that can be no app's is not opened, whoever owns it and whatever its name is")
  func foreignDirectories() throws {
    try writeFlatcar()
    // What nobody may open is a link to itself for this process too, which may be root.
    for name in [
      "lost+found", ".git", "@eaDir", ".snapshot", "System Volume Information", "{braces}", "line\nbreak", "é",
    ] {
      let path = "\(test.root)/catalog/\(name)"
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      try FileManager.default.createSymbolicLink(atPath: path + "/app.xml", withDestinationPath: "app.xml")
      try FileManager.default.createSymbolicLink(atPath: path + "/releases", withDestinationPath: "releases")
    }
    for directory in ["catalog", "catalog/\(TestRepository.app)/releases"] {
      for name in ["caf\u{e9}", "caf\u{e9}.xml"] {
        // Latin-1, as old archives have names.
        let path = "\(test.root)/\(directory)/\(name)".unicodeScalars.map { CChar(truncatingIfNeeded: $0.value) } + [0]
        #expect(unsafe mkdir(path, 0o700) == 0)
      }
    }
    #expect(test.errors() == [])
    let catalog = try Catalog.load(root: test.root)
    #expect(catalog.apps.count == 1)
    #expect(catalog.skipped == [])
  }

  @Test("what editors and desktops leave in a folder of releases is no release")
  func leftovers() throws {
    try writeFlatcar()
    for name in [
      "1.0_amd64.xml~", ".1.0_amd64.xml.swp", "#1.0_amd64.xml#", ".#1.0_amd64.xml", "1.0_amd64.xml.bak",
      "1.0_amd64.xml.dpkg-old", ".DS_Store", "._1.0_amd64.xml", "Thumbs.db", "4913", "lost+found/1.0_amd64.xml",
    ] {
      try test.directory.write("not XML", to: "catalog/\(TestRepository.app)/releases/\(name)")
    }
    #expect(test.errors() == [])
    #expect(try Catalog.load(root: test.root).releaseCount == 3)
  }

  @Test(
    "a copy of an app's directory is not read, and told",
    arguments: ["\(TestRepository.app).bak", "00-copy", "\(TestRepository.app.uppercased())"])
  func copies(name: String) throws {
    try writeFlatcar()
    let folder = "\(test.root)/catalog/"
    try FileManager.default.copyItem(atPath: folder + TestRepository.app, toPath: folder + name)
    // Whatever is wrong in it.
    try test.directory.write("broken", to: "catalog/\(name)/releases/9_amd64.xml")
    #expect(test.errors() == [])
    let catalog = try Catalog.load(root: test.root)
    #expect(catalog.apps.map(\.id.key) == [TestRepository.app])
    #expect(
      catalog.skipped.map(\.description) == [
        "\(folder)\(name): warning: this directory is not read: its app.xml is that of \(TestRepository.app), which has a directory of its own"
      ])
    #expect(try Catalog.load(root: test.root, for: request([name])).apps.count == (name.count == 36 ? 1 : 0))
    // Without the original it is an app in the wrong directory.
    try FileManager.default.removeItem(atPath: folder + TestRepository.app)
    #expect(test.errors().first?.contains("does not belong in the directory \"\(name)\"") == true)
  }

  @Test("an app's directory that is a link to nothing is told")
  func deadLink() throws {
    try writeFlatcar()
    let link = "\(test.root)/catalog/\(TestRepository.other)"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "/nowhere/agent")
    #expect(
      try Catalog.load(root: test.root).skipped.map(\.description) == [
        "\(link): warning: this symbolic link is not followed: \"/nowhere/agent\" is not there"
      ])
  }

  @Test("for one app reads that app and the releases its channels point to, and nothing else")
  func one() throws {
    try writeFlatcar()
    try test.directory.write("broken", to: "catalog/\(TestRepository.app)/releases/9_amd64.xml")
    try test.directory.write("broken", to: "catalog/\(TestRepository.other)/app.xml")
    let id = try #require(ApplicationID("{\(TestRepository.app.uppercased())}"))
    let catalog = try Catalog.load(root: test.root, for: request([id.text, "..", "missing"]))
    #expect(catalog.apps.count == 1)
    #expect(catalog.releaseCount == 3)
    #expect(test.errors().count == 2, "the whole catalog has the faults of both files")
    let unknown = try #require(ApplicationID("com.example.unknown"))
    #expect(try Catalog.load(root: test.root, for: request([unknown.text])).apps.isEmpty)
  }

  private func request(_ apps: [String]) -> Request {
    Request(apps: apps.map { Request.App(appID: $0, version: "1.0") })
  }

  private func machine(track: String?) throws -> Machine {
    let app = Request.App(appID: TestRepository.app, version: "1.0", track: track)
    return Machine(app, of: Request(apps: [app]), version: try #require(Version("1.0")))
  }

  @Test("a root without a catalog is an error that names it")
  func missing() throws {
    #expect(test.errors() == ["\(test.root)/catalog: cannot read: no such file or directory"])
  }
}
