import Omaha
import Testing

@Suite("Response")
struct ResponseCodingTests {
  @Test(
    "is read from and written as the golden files, byte by byte",
    arguments: goldenResponses.keys.sorted())
  func golden(_ name: String) throws {
    let response = try #require(goldenResponses[name])
    let bytes = try Fixture.read("responses/\(name).xml")
    #expect(try ResponseDecoder().decode(bytes) == response)
    #expect(try String(decoding: response.encode(), as: UTF8.self) == String(decoding: bytes, as: UTF8.self))
  }

  @Test("is read although much is missing, unknown or malformed")
  func tolerated() throws {
    let response = try ResponseDecoder().decode(Fixture.read("responses/tolerated.xml"))
    let manifest = Manifest(
      version: "", packages: [Package(name: "", size: 0, isRequired: true)], actions: [Action(event: "")])
    let check = UpdateCheckResult(
      status: UpdateCheckStatus(rawValue: ""), codebases: [""], manifests: [manifest])
    let app = Response.App(
      appID: "", status: AppStatus(rawValue: ""), ping: PingStatus(rawValue: ""), updateCheck: check,
      events: [EventStatus(rawValue: "")])
    let daystart = Daystart(elapsedSeconds: nil, elapsedDays: 7)
    #expect(response == Response(protocolVersion: "", server: "x", daystart: daystart, apps: [app]))
  }

  @Test(
    "is refused with the line when it is none",
    arguments: [
      ("<request protocol='3.0'/>", "line 1: the root element is not a response"),
      ("", "line 1"), ("<response>\n<app></response>", "line 2"), ("\n<!DOCTYPE response>\n<response/>", "line 2"),
      ("<html>\n<p>502</html>", "line 2"),
    ])
  func refused(_ body: String, _ beginning: String) {
    let error = #expect(throws: ResponseError.self) { try ResponseDecoder().decode(Array(body.utf8)) }
    #expect(error?.description.hasPrefix(beginning) == true)
  }

  @Test("gives typed access to what update_engine reads of an action")
  func postinstall() throws {
    let response = try ResponseDecoder().decode(Fixture.read("responses/offer-delta-two-urls.xml"))
    let action = try #require(response.apps.first?.updateCheck?.manifest?.postinstall)
    #expect(action.sha256 == "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")
    #expect(action.isDeltaPayload)
    #expect(!action.disablePayloadBackoff)
    #expect(action.maxFailureCountPerURL == 3)
    #expect(action.deadline == "now")
    #expect(!action.needsAdmin)
    #expect(action.prompt)
    #expect(action.moreInfo == "https://example.com/?a=1&b=2")
    #expect(action.metadataSize == 58_315)
    #expect(action.metadataSignature == "AAAA")
    #expect(action.displayVersion == "3815.2.0 \"LTS\"")
    #expect(action["sha256"] == action.sha256)
    #expect(action["SHA256"] == nil)
  }
}

private let appID = "{9A1F0C57-3B1E-4E39-8C55-0D3A6A1B7E42}"
private let sha1 = "2jmj7l5rSw0yVb/vlWAYkK/YBwk="
private let sha256 = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="

private func response(_ app: Response.App) -> Response {
  Response(server: "omaha", daystart: Daystart(elapsedSeconds: 36_000, elapsedDays: 7_266), apps: [app])
}

private let offer = UpdateCheckResult(
  status: .ok,
  codebases: ["https://updates.example.com/packages/9a1f0c57-3b1e-4e39-8c55-0d3a6a1b7e42/3815.2.0/amd64/"],
  manifests: [
    Manifest(
      version: "3815.2.0",
      packages: [
        Package(
          name: "update.gz", size: 374_082, sha1: sha1,
          sha256: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
      ],
      actions: [
        Action(
          event: "postinstall",
          attributes: [
            Attribute(name: "sha256", value: sha256), Attribute(name: "DisablePayloadBackoff", value: "true"),
          ])
      ])
  ])

private let offerDelta = UpdateCheckResult(
  status: .ok, pollInterval: 2_700,
  codebases: ["https://a.example.com/p/", "http://b.example.com/p/?x=1&y='2'/"],
  manifests: [
    Manifest(
      version: "3815.2.0",
      packages: [
        Package(name: "delta.gz", size: .max, sha1: sha1, attributes: [Attribute(name: "fp", value: "1.e3b0")]),
        Package(
          name: "oem <qemu>.gz", size: 2_282, sha1: "hMnRKkIEUJF7UmSyBkY+PGPwvGM=",
          sha256: "8ab630ee4079ecd5f8f512c05b44fec5e4f8db844db916c67c8d54a575cfe506", isRequired: false),
      ],
      actions: [
        Action(event: "update", attributes: [Attribute(name: "run", value: "delta.gz")]),
        Action(
          event: "postinstall",
          attributes: [
            Attribute(name: "sha256", value: sha256), Attribute(name: "IsDeltaPayload", value: "true"),
            Attribute(name: "MaxFailureCountPerUrl", value: "3"), Attribute(name: "deadline", value: "now"),
            Attribute(name: "needsadmin", value: "false"),
            Attribute(name: "MoreInfo", value: "https://example.com/?a=1&b=2"),
            Attribute(name: "Prompt", value: "true"), Attribute(name: "MetadataSize", value: "58315"),
            Attribute(name: "MetadataSignatureRsa", value: "AAAA"),
            Attribute(name: "DisplayVersion", value: "3815.2.0 \"LTS\""),
          ]),
      ],
      attributes: [Attribute(name: "is_target", value: "true")])
  ])

private let offerFloors = UpdateCheckResult(
  status: .ok, codebases: ["https://updates.example.com/"],
  manifests: [
    Manifest(
      version: "1.5.0", packages: [Package(name: "a.gz", size: 1, sha1: sha1)],
      actions: [Action(event: "postinstall", attributes: [Attribute(name: "sha256", value: sha256)])],
      isFloor: true, floorReason: "new partition layout", isTarget: false),
    Manifest(version: "2.0.0", packages: [], actions: [], isFloor: false, isTarget: true),
  ])

private let noUpdate = UpdateCheckResult(status: .noUpdate)

private let goldenResponses: [String: Response] = [
  "offer": response(Response.App(appID: appID, status: .ok, ping: .ok, updateCheck: offer, events: [.ok])),
  "noupdate": response(Response.App(appID: appID, status: .ok, ping: .ok, updateCheck: noUpdate, events: [.ok])),
  "noupdate-poll-interval": response(
    Response.App(
      appID: appID, status: .ok, ping: .ok, updateCheck: UpdateCheckResult(status: .noUpdate, pollInterval: 3_600))),
  "ping": response(Response.App(appID: appID, status: .ok, ping: .ok)),
  "event": response(Response.App(appID: appID, status: .ok, events: [.ok])),
  "offer-delta-two-urls": response(Response.App(appID: appID, status: .ok, updateCheck: offerDelta)),
  "offer-floors": response(Response.App(appID: appID, status: .ok, updateCheck: offerFloors)),
  "app-errors": Response(apps: [
    Response.App(appID: "../../etc/passwd", status: .unknownApplication),
    Response.App(appID: "", status: .invalidAppID),
    Response.App(
      appID: "b", status: .invalidVersion, cohort: "1:", cohortHint: "h", cohortName: "n", events: [.ok, .ok]),
    Response.App(appID: "c", status: .restricted),
    Response.App(
      appID: "d", status: .internalError,
      updateCheck: UpdateCheckResult(
        status: .osNotSupported, attributes: [Attribute(name: "_eol", value: "eol")])),
  ]),
]
