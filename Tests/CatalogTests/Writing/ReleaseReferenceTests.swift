import Omaha
import Testing
import TestSupport

@testable import Catalog
@testable import CatalogEditing

/// What keeps a release from being removed: whatever would come to nothing, or to another release, without it.
@Suite("References to releases")
struct ReleaseReferenceTests {
  let test: TestRepository
  let app: ApplicationID

  init() throws {
    test = try TestRepository()
    app = try #require(ApplicationID(TestRepository.app))
    try RepositoryWriter.create(test.repository)
  }

  private static let channel = "channel \"stable\""
  private static let floor = "a floor of channel \"stable\""
  private static let pin = "the pin of group \"g\""

  @Test(
    "a target, a floor and a pin keep the releases that their machines come to, and no others",
    arguments: [
      ("", "", "2.0_amd64", []), ("<target arch=\"amd64\" version=\"2.0\"/>", "", "2.0_amd64", [channel]),
      ("<target arch=\"amd64\" version=\"2.0\"/>", "", "2.0_arm64", []),
      ("<target arch=\"amd64\" version=\"3.0\"/>", "", "2.0_amd64", []),
      ("<floor version=\"2.0\"/>", "", "2.0_amd64", [floor]), ("<floor version=\"2.0\"/>", "", "2.0_arm64", [floor]),
      ("<floor version=\"2.0\"/>", "", "2.0_all", [floor]),
      ("<floor version=\"2.0\" arch=\"amd64\"/>", "", "2.0_amd64", [floor]),
      ("<floor version=\"2.0\" arch=\"amd64\"/>", "", "2.0_arm64", []),
      ("<floor version=\"3.0\"/>", "", "2.0_amd64", []), ("<block version=\"2.0\"/>", "", "2.0_amd64", []),
      ("", "<pin version=\"2.0\"/>", "2.0_arm64", [pin]), ("", "<pin version=\"2.0\"/>", "2.0_all", [pin]),
      ("", "<pin version=\"2.0\" arch=\"arm64\"/>", "2.0_arm64", [pin]),
      ("", "<pin version=\"2.0\" arch=\"arm64\"/>", "2.0_amd64", []), ("", "<pin version=\"3.0\"/>", "2.0_amd64", []),
      (
        "<target arch=\"all\" version=\"2.0\"/><floor version=\"2.0\"/>", "<pin version=\"2.0\" arch=\"all\"/>",
        "2.0_all",
        [channel, floor, pin]
      ),
      // Only the release for all is there for the floor of one architecture.
      ("<floor version=\"4.0\" arch=\"amd64\"/>", "", "4.0_all", [floor]),
      ("<floor version=\"2.0\" arch=\"amd64\"/>", "", "2.0_all", []),
    ] as [(String, String, String, [String])])
  func references(rules: String, pin: String, name: String, expected: [String]) throws {
    let key = try #require(ReleaseKey(fileName: name + ".xml"))
    for arch in ["amd64", "arm64", "all"] { try test.writeRelease("2.0", arch) }
    for name in ["3.0", "4.0"] { try test.writeRelease(name, "all") }
    for arch in ["amd64", "arm64"] { try test.writeRelease("3.0", arch) }
    try test.writeApp(
      "<channel name=\"stable\">\(rules)</channel><group name=\"g\" channel=\"stable\">\(pin)</group>")
    #expect(test.errors() == [])
    let writer = try RepositoryWriter(test.repository)
    #expect(try writer.references(of: app, to: key) == expected)
    let file = "catalog/\(TestRepository.app)/releases/\(name).xml"
    if expected.isEmpty {
      try writer.removeRelease(of: app, key)
      #expect(throws: (any Error).self) { try test.directory.text(file) }
    } else {
      let error = #expect(throws: RepositoryError.self) { try writer.removeRelease(of: app, key) }
      #expect(error?.reason == .rule("\(expected.joined(separator: ", ")) points to it"))
      #expect(throws: Never.self) { try test.directory.text(file) }
    }
    #expect(test.errors() == [], "the catalog loads whatever was removed")
  }

  @Test("a floor below a target keeps its release also where only the one for all architectures is there")
  func floorOfOneArchitecture() throws {
    for version in ["2.0", "5.0"] { try test.writeRelease(version, "all") }
    try test.writeApp(
      """
      <channel name="stable"><target arch="all" version="5.0"/><floor version="2.0" arch="amd64"/></channel>
      """)
    #expect(test.errors() == [])
    let writer = try RepositoryWriter(test.repository)
    #expect(throws: RepositoryError.self) {
      try writer.removeRelease(of: app, ReleaseKey(version: "2.0", architecture: .all))
    }
    #expect(test.errors() == [])
  }
}
