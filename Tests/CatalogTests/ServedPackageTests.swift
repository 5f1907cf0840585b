import Omaha
import Testing
import TestSupport

@testable import Catalog

/// What a release file leaves out is served all the same: readers such as ue-rs take a package with everything, or nothing.
@Suite("Packages as they are served")
struct ServedPackageTests {
  @Test(
    "a package that does not say whether it is required is",
    arguments: [(" required=\"true\"", true), (" required=\"false\"", false), ("", true)])
  func required(attribute: String, isRequired: Bool) throws {
    let test = try TestRepository()
    let text = TestRepository.release().replacing(" required=\"true\"", with: attribute)
    try test.directory.write(text, to: "catalog/\(TestRepository.app)/releases/3815.2.0_amd64.xml")
    try test.writeApp("<channel name=\"stable\"><target arch=\"amd64\" version=\"3815.2.0\"/></channel>")
    #expect(test.errors() == [])
    let app = try #require(ApplicationID(TestRepository.app))
    let key = ReleaseKey(version: "3815.2.0", architecture: .amd64)
    #expect(try ReleaseFile.read(test.repository, app, key)?.manifest.packages.map(\.isRequired) == [isRequired])
    let release = try #require(
      try Catalog.load(root: test.root).apps.first?.groups.first?.paths.first?.steps.last?.release)
    let served = String(decoding: release.manifestXML, as: UTF8.self)
    #expect(served.contains(" size=\"5\" required=\"\(isRequired)\"/>"), "\(served)")
  }
}
