@testable import Catalog
import Omaha
import Testing
import UpdateService
import XML

struct AnswerRenderingTests {
  private let manifest = Manifest(
    version: "2.0",
    packages: [
      Package(
        name: "update.gz", size: 5, sha1: "c2hhMQ==", sha256: "00ff", attributes: [Attribute(name: "fp", value: "1.0")])
    ],
    actions: [
      Action(
        event: "postinstall",
        attributes: [Attribute(name: "sha256", value: "eA=="), Attribute(name: "Free", value: "a&b")])
    ])

  private func service() throws -> UpdateService {
    var writer = XMLWriter()
    try manifest.render(into: &writer)
    let version = try #require(Version("2.0"))
    let release = Release(
      version: version, architecture: .amd64,
      codebases: ["/packages/os/2.0/", "https://cdn.example.com/os/?a=1&b=2/"].map { Codebase(unchecked: $0) },
      manifestXML: writer.bytes)
    let app = CatalogApp(
      id: try #require(ApplicationID("os")), name: nil,
      channels: [Channel(name: "stable", targets: [Target(architecture: .amd64, version: version, since: nil)])],
      groups: [], releases: [ReleaseKey(version: "2.0", architecture: .amd64): release])
    return UpdateService(catalog: Catalog(apps: [app]))
  }

  @Test("What is rendered piece by piece is byte for byte what the protocol library writes")
  func equalsTheLibrary() throws {
    let event = Event(type: .updateComplete, result: .success)
    let apps = [
      Request.App(
        appID: "OS", version: "1.0", track: "stable", ping: Ping(), updateCheck: UpdateCheck(), events: [event]),
      Request.App(appID: "{os}", version: "2.0", track: "stable", updateCheck: UpdateCheck()),
      Request.App(appID: "os", version: "2.0", track: "stable", ping: Ping()),
      Request.App(appID: "os", version: "2.0", track: "stable", events: [event, event]),
      Request.App(appID: "os", version: "2.0", track: "stable"),
      Request.App(appID: "<&\"'>\n", version: "1.0", ping: Ping(), updateCheck: UpdateCheck(), events: [event]),
      Request.App(appID: "a", version: "1.0", ping: Ping(), updateCheck: UpdateCheck(), events: [event]),
      Request.App(appID: "os", version: "?", ping: Ping(), updateCheck: UpdateCheck(), events: [event]),
      Request.App(appID: "os", version: "?", events: [event]),
      Request.App(appID: "\t{OS}\r\n", version: "2.0", track: "stable", updateCheck: UpdateCheck()),
    ]
    let now = try #require(Timestamp("2026-11-23T10:11:12Z"))
    let answer = try service().answer(
      to: Request(protocolVersion: "3.1", apps: apps), at: now, baseURL: BaseURL("http://[::1]:8000/"))
    var writer = XMLWriter()
    try answer.render(into: &writer)

    let expected = Response(
      protocolVersion: "3.1", server: "omaha", daystart: Daystart(elapsedSeconds: 36_672, elapsedDays: 7_266),
      apps: [
        Response.App(
          appID: "OS", status: .ok, ping: .ok,
          updateCheck: UpdateCheckResult(
            status: .ok,
            codebases: ["http://[::1]:8000/packages/os/2.0/", "https://cdn.example.com/os/?a=1&b=2/"],
            manifests: [manifest]),
          events: [.ok]),
        Response.App(appID: "{os}", status: .ok, updateCheck: UpdateCheckResult(status: .noUpdate)),
        Response.App(appID: "os", status: .ok, ping: .ok),
        Response.App(appID: "os", status: .ok, events: [.ok, .ok]),
        Response.App(appID: "os", status: .ok),
        Response.App(appID: "<&\"'>\n", status: .invalidAppID),
        Response.App(appID: "a", status: .unknownApplication),
        Response.App(
          appID: "os", status: .ok, ping: .ok, updateCheck: UpdateCheckResult(status: .noUpdate), events: [.ok]),
        Response.App(appID: "os", status: .ok, events: [.ok]),
        Response.App(appID: "\t{OS}\r\n", status: .ok, updateCheck: UpdateCheckResult(status: .noUpdate)),
      ])
    #expect(String(decoding: writer.bytes, as: UTF8.self) == String(decoding: try expected.encode(), as: UTF8.self))
    #expect(try ResponseDecoder().decode(writer.bytes) == expected)
  }
}
