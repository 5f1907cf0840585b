import Foundation
import Testing
import TestSupport

@testable import Catalog

@Suite("The digest of a catalog")
struct CatalogDigestTests {
  private let test: TestRepository

  init() throws {
    test = try TestRepository()
    try test.writeApp(
      """
      <channel name="stable"><target arch="amd64" version="2.0"/></channel>
      <group name="lab" channel="stable"><machines file="lab.txt"/></group>
      <group name="again" channel="stable" oem="x"><machines file="lab.txt"/></group>
      """)
    try test.directory.write("m1\n", to: "catalog/\(TestRepository.app)/lab.txt")
    for version in ["1.0", "2.0"] { try test.writeRelease(version) }
    try test.writeApp("<channel name=\"stable\"/>", app: TestRepository.other)
  }

  private func digest(_ root: String? = nil) throws -> CatalogDigest {
    try #require(try Catalog.load(root: root ?? test.root, hasDigest: true).digest)
  }

  @Test("It is what sha256sum says of the files, in the order of their paths")
  func oracle() throws {
    let script = """
      cd '\(test.root)/catalog' && sha256sum */app.xml */lab.txt */releases/*.xml | LC_ALL=C sort -k2 | sha256sum | cut -c1-64
      """
    #expect(try digest().text == Program.output(of: "sh", ["-c", script]))
    let one = "cd '\(test.root)/catalog' && sha256sum \(TestRepository.other)/app.xml | sha256sum | cut -c1-64"
    #expect(try digest()[TestRepository.other] == Program.output(of: "sh", ["-c", one]))
    #expect(try digest().apps.map(\.key) == [TestRepository.other, TestRepository.app])
  }

  @Test("A time zone counts that the repository brings along and a window is in, and no other")
  func zones() throws {
    let window = "<window from=\"09:00\" to=\"17:00\" timezone=\"Europe/Berlin\"/>"
    try test.writeApp(
      "<channel name=\"stable\"/><group name=\"g\" channel=\"stable\">\(window)</group>", app: TestRepository.other)
    let system = try digest()
    let zones = "/usr/share/zoneinfo"
    try test.directory.write(
      Array(try Data(contentsOf: URL(filePath: "\(zones)/Asia/Tokyo"))), to: "zoneinfo/Asia/Tokyo")
    #expect(try digest() == system)
    var seen = [system.text]
    for zone in ["Europe/Berlin", "Pacific/Auckland"] {
      let bytes = Array(try Data(contentsOf: URL(filePath: "\(zones)/\(zone)")))
      try test.directory.write(bytes, to: "zoneinfo/Europe/Berlin")
      let own = try digest()
      #expect(!seen.contains(own.text))
      seen.append(own.text)
      #expect(own[TestRepository.app] == system[TestRepository.app])
      #expect(own[TestRepository.other] != system[TestRepository.other])
      let script = """
        cd '\(test.root)/catalog' && sha256sum */app.xml */lab.txt */releases/*.xml ../zoneinfo/Europe/Berlin |
          LC_ALL=C sort -k2 | sha256sum | cut -c1-64
        """
      #expect(own.text == (try Program.output(of: "sh", ["-c", script])))
    }
  }

  @Test("Times, permissions, the order in which files were made and files that no server reads do not count")
  func indifferent() throws {
    let before = try digest()
    let copy = try TemporaryFolder()
    for file in test.directory.files().reversed() { try copy.write(test.directory.bytes(file), to: file) }
    try Program.output(of: "touch", ["-d", "2001-01-01", copy.path(of: "catalog/\(TestRepository.app)/app.xml")])
    try copy.setPermissions(0o600, of: "catalog/\(TestRepository.app)/lab.txt")
    for name in ["history.jsonl", "other.txt", "releases/.1.0_amd64.xml.swp", "releases/3.0_amd64.xml~"] {
      try copy.write("x", to: "catalog/\(TestRepository.app)/\(name)")
    }
    try copy.write("x", to: "catalog/.lock")
    try copy.write("x", to: "payloads/\(TestRepository.app)/x")
    #expect(try digest(copy.path) == before)
  }

  @Test("Every file that is read counts", arguments: ["app.xml", "lab.txt", "releases/1.0_amd64.xml"])
  func sensitive(name: String) throws {
    let before = try digest()
    let file = "catalog/\(TestRepository.app)/\(name)"
    try test.directory.write(try test.directory.text(file) + "\n", to: file)
    let after = try digest()
    #expect(after.text != before.text)
    #expect(after[TestRepository.app] != before[TestRepository.app])
    #expect(after[TestRepository.other] == before[TestRepository.other])
  }

  @Test("A release that goes changes it, and nothing is worked out unless it is asked for")
  func removal() throws {
    let before = try digest()
    try FileManager.default.removeItem(
      atPath: test.directory.path(of: "catalog/\(TestRepository.app)/releases/1.0_amd64.xml"))
    #expect(try digest() != before)
    #expect(try Catalog.load(root: test.root).digest == nil)
  }
}
