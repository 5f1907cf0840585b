import Omaha
import Testing

@Suite("Request decoder")
struct RequestDecoderTests {
  /// What update_engine sends in every request of the fixtures.
  private func updateEngineRequest(
    ping: Ping? = nil, updateCheck: UpdateCheck? = nil, events: [Event] = []
  ) -> Request {
    Request(
      version: "update_engine-0.4.10", updaterVersion: "update_engine-0.4.10", installSource: "scheduler",
      isMachine: true,
      os: OperatingSystem(platform: "CoreOS", version: "Chateau", servicePack: "3510.2.0_x86_64"),
      apps: [
        Request.App(
          appID: "{9A1F0C57-3B1E-4E39-8C55-0D3A6A1B7E42}", version: "3510.2.0", track: "stable",
          bootID: "{1f2e3d4c-5b6a-4798-8123-456789abcdef}", oem: "vmware", oemVersion: "1.2.3",
          alephVersion: "3033.2.1", machineID: "0123456789abcdef0123456789abcdef", machineAlias: "rack 7",
          language: "en-US", board: "amd64-usr", hardwareClass: "", deltaOK: false, ping: ping,
          updateCheck: updateCheck, events: events)
      ])
  }

  @Test(
    "reads update_engine's checks and pings without a notice",
    arguments: [
      (
        "check-first", true, UpdateCheck(),
        Event(type: .updateComplete, result: .successReboot, previousVersion: "0.0.0.0")
      ),
      (
        "check-ordinary", true, UpdateCheck(), Event(type: .updateComplete, result: .successReboot, previousVersion: "")
      ),
      (
        "check-after-update", true, UpdateCheck(),
        Event(type: .updateComplete, result: .successReboot, previousVersion: "3374.2.5")
      ),
      (
        "check-after-rollback", true, UpdateCheck(),
        Event(type: .updateComplete, result: .error, errorCode: ErrorCode(rawValue: 44))
      ),
      ("check-complete", true, UpdateCheck(), Event(type: .updateComplete, result: .successReboot)),
      ("check-prefix", true, UpdateCheck(targetVersionPrefix: TargetVersionPrefix("3510.")), nil),
      ("ping-only", true, nil, nil),
    ] as [(String, Bool, UpdateCheck?, Event?)])
  func updateEngineChecks(_ name: String, _ hasPing: Bool, _ check: UpdateCheck?, _ event: Event?) throws {
    let decoded = try RequestDecoder().decode(Fixture.read("requests/\(name).xml"))
    let expected = updateEngineRequest(
      ping: hasPing ? Ping(active: 1) : nil, updateCheck: check, events: event.map { [$0] } ?? [])
    #expect(decoded.request == expected)
    #expect(decoded.notices.isEmpty)
  }

  @Test(
    "reads update_engine's events without a notice",
    arguments: [
      ("download-started", 13, 1, nil), ("download-finished", 14, 1, nil), ("installed", 3, 1, nil),
      ("installed-flatcar", 800, 1, nil), ("deferred", 3, 9, nil), ("failed", 3, 0, 268_435_465),
      ("failed-http", 3, 0, 1_073_744_228), ("failed-negative", 3, 0, -2_147_219_440),
    ] as [(String, Int, Int, Int?)])
  func updateEngineEvents(_ name: String, _ type: Int, _ result: Int, _ errorCode: Int?) throws {
    let decoded = try RequestDecoder().decode(Fixture.read("requests/event-\(name).xml"))
    let event = Event(
      type: EventType(rawValue: type), result: EventResult(rawValue: result),
      errorCode: errorCode.map { ErrorCode(rawValue: $0) })
    #expect(decoded.request == updateEngineRequest(events: [event]))
    #expect(decoded.notices.isEmpty)
  }

  @Test("reads Nebraska's syncer, which knows floors or does not", arguments: [false, true])
  func syncer(knowsFloors: Bool) throws {
    let name = knowsFloors ? "nebraska-syncer-floors" : "nebraska-syncer"
    let decoded = try RequestDecoder().decode(Fixture.read("requests/\(name).xml"))
    let engine = "CoreOSUpdateEngine-0.1.0.0"
    #expect(
      decoded.request
        == Request(
          version: engine, updaterVersion: engine, installSource: "scheduler", isMachine: true,
          os: OperatingSystem(
            platform: "CoreOS", version: "Chateau", servicePack: "3510.2.0_x86_64", architecture: "x64"),
          apps: [
            Request.App(
              appID: "{9A1F0C57-3B1E-4E39-8C55-0D3A6A1B7E42}", version: "3510.2.0", track: "stable",
              bootID: "{5bd6ee63-1f8c-4d3e-a3b5-0c0e3c3f9a11}", machineID: "{0e2ad9c4-7f0b-4c60-9d26-6f7a52c2b0f7}",
              multiManifestOK: knowsFloors ? true : nil, updateCheck: UpdateCheck())
          ]))
    #expect(decoded.notices.isEmpty)
  }

  @Test("reads a forced update")
  func forced() throws {
    let decoded = try RequestDecoder().decode(Fixture.read("requests/check-forced.xml"))
    let app = try #require(decoded.request.apps.first)
    #expect(Version(app.version)?.isForcedUpdate == true)
    #expect(app.track == "")
    #expect(app.fromTrack == "developer-build")
    #expect(decoded.request.installSource == "ondemandupdate")
    #expect(decoded.request.architecture(of: app) == .amd64)
    #expect(decoded.notices.isEmpty)
  }

  @Test("reads every attribute of the protocol")
  func windows() throws {
    let decoded = try RequestDecoder().decode(Fixture.read("requests/windows-two-apps.xml"))
    #expect(decoded.request == windowsRequest)
    let passedOver = decoded.notices.map { [$0.element, $0.attribute].compactMap(\.self).joined(separator: " ") }
    #expect(passedOver == ["request updater", "request shell_version", "data", "data", "app _total"])
  }

  @Test("reads protocol 3.1")
  func protocol31() throws {
    let decoded = try RequestDecoder().decode(Fixture.read("requests/protocol-3.1.xml"))
    let app = Request.App(appID: "com.example.agent", version: "1.0.0-beta.1", updateCheck: UpdateCheck())
    #expect(decoded.request == Request(protocolVersion: "3.1", apps: [app]))
    #expect(decoded.notices.map(\.description) == ["line 5: unknown element: packages"])
  }

  @Test("treats what is malformed or unknown as absent, and says so")
  func tolerated() throws {
    let decoded = try RequestDecoder().decode(Fixture.read("requests/tolerated.xml"))
    let unknown = Event(type: EventType(rawValue: 999), result: EventResult(rawValue: -3))
    let expected = Request(
      os: OperatingSystem(platform: "a"),
      apps: [
        Request.App(
          appID: "", version: "1", ping: Ping(),
          updateCheck: UpdateCheck(targetVersionPrefix: TargetVersionPrefix(sent: "1.*")),
          events: [Event(type: nil, result: nil), unknown, Event(type: nil, result: nil)]),
        Request.App(appID: "two"),
      ])
    #expect(decoded.request == expected)
    #expect(
      decoded.notices.map(\.description) == [
        "line 1: malformed value: request ismachine=\"maybe\"",
        "line 1: unknown attribute: request x:y",
        "line 3: repeated element: os",
        "line 4: missing attribute: app appid",
        "line 5: malformed value: ping active=\"yes\"",
        "line 5: unknown attribute: ping status",
        "line 6: repeated element: ping",
        "line 7: malformed value: updatecheck targetversionprefix=\"1.*\"",
        "line 7: malformed value: updatecheck rollback_allowed=\"perhaps\"",
        "line 8: repeated element: updatecheck",
        "line 9: malformed value: event eventtype=\"x\"",
        "line 9: malformed value: event eventresult=\"\"",
        "line 10: unknown number: event eventtype=\"999\"",
        "line 10: unknown number: event eventresult=\"-3\"",
        "line 10: malformed value: event errorcode=\"99999999999999999999\"",
        "line 14: malformed value: app delta_okay=\"maybe\"",
        "line 14: malformed value: app installage=\"1.5\"",
        "line 15: unknown element: surprise",
      ])
  }

  @Test(
    "reads truth values as clients write them",
    arguments: [
      ("1", true), ("0", false), ("true", true), ("false", false), ("True", true), ("FALSE", false), ("", nil),
      ("2", nil), ("yes", nil), ("tru", nil), (" true", true), ("0&#13;", false), ("t rue", nil), (" ", nil),
      ("-1", nil),
    ] as [(String, Bool?)])
  func truthValues(_ text: String, _ expected: Bool?) throws {
    let decoded = try decode("<app appid='a' version='1' delta_okay='\(text)'/>")
    #expect(decoded.request.apps[0].deltaOK == expected)
    #expect(decoded.notices.count == (expected == nil ? 1 : 0))
  }

  @Test(
    "reads 64-bit numbers and nothing else as numbers",
    arguments: [
      ("0", 0), ("-0", 0), ("007", 7), ("-1", -1), ("9223372036854775807", .max), ("-9223372036854775808", .min),
      ("9223372036854775808", nil), ("-9223372036854775809", nil), ("", nil), ("-", nil), ("+1", nil), ("1.0", nil),
      (" 1", 1), ("1&#13;&#10;", 1), ("1 2", nil), (" ", nil), ("0x1", nil), ("１", nil), ("--1", nil), ("1e3", nil),
    ] as [(String, Int64?)])
  func numbers(_ text: String, _ expected: Int64?) throws {
    let decoded = try decode("<app appid='a' version='1'><event extracode1='\(text)'/></app>")
    #expect(decoded.request.apps[0].events == [Event(type: nil, result: nil, extraCode1: expected)])
    #expect(decoded.notices.count == (expected == nil ? 1 : 0))
  }

  @Test("keeps values up to 1024 bytes and an app ID of any length")
  func overlong() throws {
    let longest = String(repeating: "x", count: 1_024)
    let decoded = try decode("<app appid='a' version='1' track='\(longest)' oem='\(longest)x'/>")
    #expect(decoded.request.apps[0].track == longest)
    #expect(decoded.request.apps[0].oem == nil)
    #expect(decoded.notices.map(\.description) == ["line 2: overlong value: app oem"])
    let appID = String(repeating: "../", count: 65_536 / 3)
    #expect(try decode("<app appid='\(appID)' version='1'/>").request.apps[0].appID == appID)
  }

  @Test("takes a version that is overlong as none, and not as absent")
  func overlongVersion() throws {
    for count in [1_025, 100_000] {
      let decoded = try decode("<app appid='a' version='\(String(repeating: "1", count: count))'/>")
      #expect(Version(decoded.request.apps[0].version) == nil)
      #expect(decoded.request.apps[0].version.utf8.count <= 1_024)
      #expect(decoded.notices.map(\.description) == ["line 2: overlong value: app version"])
    }
    let decoded = try RequestDecoder().decode(
      Array("<request protocol='3.0' version='\(String(repeating: "1", count: 1_025))'><app appid='a'/></request>".utf8)
    )
    #expect(decoded.request.version == nil)
  }

  @Test(
    "reads a number that an attribute of a ping cannot have as absent, and says so",
    arguments: [
      ("active", "0", 0), ("active", "1", 1), ("active", "-1", nil), ("active", "2", nil), ("active", "true", nil),
      ("active", " 1&#13;", 1), ("active", "01", 1),
      ("a", "-1", -1), ("a", "0", 0), ("a", "400", 400), ("a", "-2", nil),
      ("r", "-1", -1), ("r", "7", 7), ("r", "-2", nil),
      ("ad", "-2", -2), ("ad", "-1", -1), ("ad", "7266", 7_266), ("ad", "-3", nil),
      ("rd", "-2", -2), ("rd", "7266", 7_266), ("rd", "-3", nil),
    ] as [(String, String, Int64?)])
  func pings(name: String, value: String, expected: Int64?) throws {
    let decoded = try decode("<app appid='a'><ping \(name)='\(value)'/></app>")
    let ping = try #require(decoded.request.apps[0].ping)
    let read = [
      "active": ping.active, "a": ping.daysSinceActive, "r": ping.daysSinceRollCall, "ad": ping.activeDay,
      "rd": ping.rollCallDay,
    ]
    #expect(read[name] == expected)
    #expect(read.values.compactMap(\.self).count == (expected == nil ? 0 : 1))
    #expect(decoded.notices.count == (expected == nil ? 1 : 0))
  }

  @Test("gives what is absent the specification's default where a server acts on it")
  func defaults() throws {
    let decoded = try decode("<app appid='a'><event/><event eventtype='3'/><updatecheck/></app><app version=' '/>")
    let app = decoded.request.apps[0]
    #expect(app.version == "0.0.0.0")
    #expect(app.events[0].type == .unknown)
    #expect(app.events.map(\.result) == [.error, .error])
    #expect(app.events.map(\.errorCode.rawValue) == [0, 0])
    #expect(app.events[1].type == .updateComplete)
    #expect(app.updateCheck?.targetVersionPrefix == nil)
    #expect(decoded.request.apps[1].version == "0.0.0.0")
    #expect(decoded.notices.map(\.description) == ["line 2: missing attribute: app appid"])
    // It is not written out: what was absent stays so.
    let written = try String(decoding: decoded.request.encode(), as: UTF8.self)
    #expect(written.contains("<app appid=\"a\">") && written.contains("<event/>"))
    #expect(written.contains("<event eventtype=\"3\"/>"))
  }

  @Test(
    "finds the channel where update_engine and where Omaha for Windows name it",
    arguments: [
      ("track='stable' ap='x64-beta' release_channel='dev'", "release_channel='canary'", "stable"),
      ("track='' ap='x64-beta' release_channel='dev'", "release_channel='canary'", "canary"),
      ("ap='x64-beta' release_channel='dev'", "release_channel=' '", "dev"),
      ("track='&#13;' ap=' x64-beta&#13;'", "", "x64-beta"), ("ap='x64-beta'", "", "x64-beta"),
      ("track='' ap=''", "", ""), ("ap=''", "", nil), ("", "", nil),
    ] as [(String, String, String?)])
  func channels(app: String, check: String, track: String?) throws {
    let decoded = try decode("<app appid='a' version='1' \(app)><updatecheck \(check)/></app>")
    #expect(decoded.request.apps[0].track == track)
    #expect(decoded.notices.isEmpty)
    #expect(try RequestDecoder().decode(decoded.request.encode()).request == decoded.request)
  }

  @Test("leaves out the white space around every value but an application ID's")
  func whiteSpace() throws {
    let decoded = try decode(
      "<app appid=' a&#13;' version='1.0&#13;' track='&#9;stable&#13;&#10;' board=' amd64-usr ' machineid=' m' oem='o p '/>"
    )
    let app = decoded.request.apps[0]
    #expect(app.appID == " a\r")
    #expect(app.applicationID?.key == "a")
    #expect([app.version, app.track, app.board, app.machineID, app.oem] == ["1.0", "stable", "amd64-usr", "m", "o p"])
    #expect(decoded.request.architecture(of: app) == .amd64)
    #expect(decoded.notices.isEmpty)
    #expect(
      app
        == Request.App(
          appID: " a\r", version: "1.0", track: "stable", oem: "o p", machineID: "m", board: "amd64-usr"))
    let spaced = Array("<request protocol=' 3.0'><os arch='x64&#13;' sp=' 1_i686'/><app appid='a'/></request>".utf8)
    let request = try RequestDecoder().decode(spaced).request
    #expect(request.architecture(of: request.apps[0]) == .amd64)
    #expect(request.protocolVersion == "3.0")
  }

  @Test("bounds the notices of a request, in number and in length")
  func manyNotices() throws {
    let name = String(repeating: "y", count: 1_000)
    let decoded = try decode("<app appid='a' version='1'>" + String(repeating: "<\(name)/>", count: 900) + "</app>")
    #expect(decoded.notices.count == RequestDecoder.maximumNotices)
    #expect(decoded.notices.allSatisfy { $0.element == String(repeating: "y", count: 64) })
  }

  @Test("is reusable after a request that failed")
  func reuse() throws {
    let decoder = RequestDecoder()
    let good = try Fixture.read("requests/check-ordinary.xml")
    let bad = try Fixture.read("requests/alias-with-quote.xml")
    let first = try decoder.decode(good)
    for _ in 0..<3 {
      #expect(throws: RequestError.self) { try decoder.decode(bad) }
      #expect(try decoder.decode(good) == first)
    }
  }

  private func decode(_ apps: String) throws(RequestError) -> DecodedRequest {
    try RequestDecoder().decode(Array("<request protocol='3.0'>\n\(apps)\n</request>".utf8))
  }
}

/// What `windows-two-apps.xml` says.
private let windowsRequest = Request(
  version: nil, updaterVersion: "1.3.36.1", installSource: "scheduler", isMachine: false,
  requestID: "{99990000-AAAA-4BBB-8CCC-DDDDEEEEFFFF}", sessionID: "{0B1C2D3E-4F50-4162-8374-95A6B7C8D9EA}",
  testSource: "dev", userID: "{11112222-3333-4444-8555-666677778888}", dedup: "cr",
  os: OperatingSystem(platform: "win", version: "10.0", servicePack: "", architecture: "x64"),
  hardware: [Attribute(name: "physmemory", value: "16"), Attribute(name: "sse2", value: "1")],
  apps: [
    Request.App(
      appID: "{AAAAAAAA-0000-4000-8000-000000000001}", version: "1.0.7", nextVersion: "", language: "de",
      client: "", brand: "ACME", installAge: -1, installDate: 4_321, cohort: "1:c:", cohortHint: "beta",
      cohortName: "Beta \"<2>\"",
      ping: Ping(
        active: 0, daysSinceActive: -1, daysSinceRollCall: 5, activeDay: -1, rollCallDay: 2_535,
        freshness: "{12345678-0000-4000-8000-000000000000}"),
      updateCheck: UpdateCheck(
        targetVersionPrefix: TargetVersionPrefix("1.0.7$"), rollbackAllowed: true, updateDisabled: false,
        sameVersionUpdate: true)),
    Request.App(
      appID: "{AAAAAAAA-0000-4000-8000-000000000002}", version: "", nextVersion: "13.0.782.112",
      events: [
        Event(
          type: .newApplicationInstallStarted, result: .success, errorCode: ErrorCode(rawValue: 0), extraCode1: 0),
        Event(
          type: .updateDownloadFinished, result: .success, previousVersion: "12", nextVersion: "13",
          downloadTime: 9_000, downloaded: 23_963_192, total: 23_963_192, updateCheckTime: 120, installTime: 0,
          sourceURLIndex: 1, stateCancelled: 6, timeSinceUpdateAvailable: 100, timeSinceDownloadStart: -5),
        Event(
          type: .installComplete, result: .cancelled, errorCode: ErrorCode(rawValue: -2_147_219_440),
          extraCode1: 268_435_463),
      ]),
  ])
