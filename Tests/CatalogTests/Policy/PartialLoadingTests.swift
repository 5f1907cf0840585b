import Foundation
import Omaha
import Testing
import TestSupport

@testable import Catalog

/// A process that answers one request reads less than a server; both must come to the same.
@Suite("Loading for one request")
struct PartialLoadingTests {
  let test: TestRepository

  init() throws { test = try TestRepository() }

  private func delta(_ version: String, from previous: String) throws {
    let text = TestRepository.release(version: version)
      .replacingOccurrences(of: "arch=\"amd64\"", with: "arch=\"amd64\" previousversion=\"\(previous)\"")
      .replacingOccurrences(of: "DisablePayloadBackoff", with: "IsDeltaPayload")
    try test.directory.write(text, to: "catalog/\(TestRepository.app)/releases/\(version)_amd64_from_\(previous).xml")
  }

  @Test("every machine comes to the same release, by floors, blocks, pins and deltas", arguments: ["track", "pinned"])
  func same(track: String) throws {
    for version in ["1.0", "2.0", "3.0", "4.0", "5.0"] { try test.writeRelease(version) }
    try delta("4.0", from: "2.0")
    try delta("2.0", from: "1.0")
    try test.directory.write("abc\n", to: "catalog/\(TestRepository.app)/list.txt")
    try test.writeApp(
      """
      <channel name="track"><target arch="amd64" version="5.0"/><floor version="2.0"/><block version="5.0"/></channel>
      <group name="pinned" track="pinned" channel="track"><pin version="3.0"/></group>
      <group name="listed" track="listed" channel="track"><machines file="list.txt"/></group>
      """)
    #expect(test.errors() == [])
    for version in ["1.0", "2.0", "3.0", "4.5", "5.0"] {
      let app = Request.App(appID: TestRepository.app, version: version, track: track, updateCheck: UpdateCheck())
      let request = Request(apps: [app])
      let own = try #require(Version(version))
      let machine = Machine(app, of: request, version: own)
      func step(_ catalog: Catalog) throws -> String {
        let path = catalog.apps.first?.group(for: machine)?.path(for: .known(.amd64))
        let step = try #require(path?.step(for: own))
        let release = step.delta(from: own) ?? step.release
        return "\(release?.version.text ?? "nothing") from \(release?.previousVersion?.text ?? "anything")"
      }
      let partial = try Catalog.load(root: test.root, for: request)
      #expect(try step(partial) == step(try Catalog.load(root: test.root)), "\(version)")
      #expect(partial.releaseCount < 7, "not everything is read")
    }
  }

  @Test("an app that a request names twice, with two versions, finds the delta from each")
  func twoVersions() throws {
    for version in ["1.0", "2.0", "3.0"] { try test.writeRelease(version) }
    try delta("3.0", from: "1.0")
    try delta("3.0", from: "2.0")
    try test.writeApp("<channel name=\"stable\"><target arch=\"amd64\" version=\"3.0\"/></channel>")
    let apps = ["none", "1.0", "2.0", "2.0"].map {
      Request.App(appID: TestRepository.app, version: $0, track: "stable", updateCheck: UpdateCheck())
    }
    let catalog = try Catalog.load(root: test.root, for: Request(apps: apps))
    let step = try #require(catalog.apps.first?.groups.first?.paths.first?.steps.last)
    #expect(step.deltas.compactMap { $0.previousVersion?.text } == ["1.0", "2.0"])
  }
}
