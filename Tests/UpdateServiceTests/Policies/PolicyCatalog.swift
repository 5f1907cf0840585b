@testable import Catalog
import Omaha
import Testing
import UpdateService
import XML

/// A catalog of one app from the text of its `app.xml` and the names of its releases, without files.
struct PolicyCatalog {
  static let appID = "com.example.os"

  let service: UpdateService
  let app: CatalogApp

  /// - Parameters:
  ///   - content: What stands inside `<app>`.
  ///   - releases: As their files are named: `2.0_amd64`, `2.0_amd64_from_1.0`; `2.0` is `2.0_amd64`.
  ///   - updates: The attribute of `<app>`.
  ///   - attributes: Further attributes of `<app>`.
  ///   - codebases: Where a release is fetched from, by its version and architecture.
  init(
    _ content: String, releases: [String], updates: String = "on", attributes: String = "",
    codebases: (String, Architecture) -> [String] = { _, _ in ["/packages/x/"] }
  ) throws {
    var reader = AppReader(file: "app.xml", root: "")
    let text = "<app appid=\"\(Self.appID)\" updates=\"\(updates)\" \(attributes)>\(content)</app>"
    reader.read(try XMLParser().parse(Array(text.utf8)))
    var known: [ReleaseKey: Release] = [:]
    for name in releases {
      let file = name.contains("_") ? name : name + "_amd64"
      let key = try #require(ReleaseKey(fileName: file + ".xml"))
      var writer = XMLWriter()
      try Manifest(
        version: key.version,
        packages: ["update.gz", "oem-azure.gz"].map { Package(name: $0, size: 1) },
        actions: [
          Action(event: "postinstall", attributes: [Attribute(name: "MoreInfo", value: "<package name=\"a\"/>")])
        ],
        attributes: [Attribute(name: "more", value: "x")]
      ).render(into: &writer)
      known[key] = Release(
        version: try #require(Version(key.version)), architecture: key.architecture,
        previousVersion: key.previousVersion.flatMap { Version($0) },
        codebases: codebases(key.version, key.architecture).map { Codebase(unchecked: $0) },
        manifestXML: writer.bytes)
    }
    try #require(reader.diagnostics.errors == [])
    app = CatalogApp(
      id: try #require(reader.definition.id), name: nil,
      defaultArchitecture: reader.definition.defaultArchitecture, isPaused: reader.definition.isPaused,
      channels: reader.definition.channels, groups: reader.definition.groups, releases: known)
    service = UpdateService(catalog: Catalog(apps: [app]))
  }

  /// What a machine is told; `offered` names the release.
  func decide(
    _ version: String, track: String? = "stable", board: String? = "amd64-usr", machine: String? = nil,
    alias: String? = nil, oem: String? = nil, platform: String? = nil, arch: String? = nil, sp: String? = nil,
    check: UpdateCheck? = UpdateCheck(),
    deltaOK: Bool? = nil, at time: String = "2026-11-23T12:00:00Z",
    baseURL: BaseURL? = BaseURL("http://updates.example"),
    appID: String = Self.appID, isSyncer: Bool = false
  ) throws -> Decision {
    let app = Request.App(
      appID: appID, version: version, track: track, oem: oem, machineID: machine, machineAlias: alias, board: board,
      deltaOK: deltaOK, updateCheck: check)
    let system = OperatingSystem(platform: platform, servicePack: sp, architecture: arch)
    let request = Request(
      updaterVersion: isSyncer ? "CoreOSUpdateEngine-0.1.0.0" : "update_engine-0.4.10", installSource: "scheduler",
      os: [platform, arch, sp].contains { $0 != nil } ? system : nil, apps: [app])
    let now = try #require(Timestamp(time))
    let decision = service.decide(app, of: request, at: now, baseURL: baseURL)
    let traced = service.trace(app, of: request, at: now, baseURL: baseURL)
    #expect(traced.decision.reason == decision.reason, "watching does not change the decision")
    #expect(traced.decision.release === decision.release)
    #expect(traced.steps.allSatisfy { !$0.text.isEmpty })
    return decision
  }
}

extension Decision {
  /// `offered 2.0`, `offered 2.0 from 1.0`, `blocked`: reason and release in short.
  var short: String {
    guard let release else { return reason.rawValue }
    let architecture = release.architecture == .amd64 ? "" : " \(release.architecture)"
    return "\(reason.rawValue) \(release.version)\(architecture)"
      + (release.previousVersion.map { " from \($0)" } ?? "")
  }
}
