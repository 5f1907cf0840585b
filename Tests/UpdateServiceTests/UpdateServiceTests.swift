@testable import Catalog
import Omaha
import Testing
import UpdateService

struct UpdateServiceTests {
  private let base = BaseURL("http://updates.example.com")
  private let now = Timestamp(seconds: 1_795_424_400)

  private func service(
    _ channels: [(String, [Architecture: String])], groups: [Group] = [], codebases: [String] = ["/packages/os/"]
  ) throws -> UpdateService {
    UpdateService(
      catalog: Catalog(apps: [try TestCatalog.app(channels: channels, groups: groups, codebases: codebases)]))
  }

  private func app(
    _ version: String?, id: String = TestCatalog.appID, track: String? = "stable", board: String? = "amd64-usr",
    check: UpdateCheck? = UpdateCheck(), events: [Event] = [], ping: Ping? = nil
  ) -> Request.App {
    Request.App(appID: id, version: version, track: track, board: board, ping: ping, updateCheck: check, events: events)
  }

  private func decide(_ service: UpdateService, _ app: Request.App, os: OperatingSystem? = nil) -> Decision {
    service.decide(app, of: Request(os: os, apps: [app]), at: now, baseURL: base)
  }

  @Test(
    "Only what is newer is offered",
    arguments: [
      ("3510.2.0", .offered), ("3815.1.9", .offered), ("3815.2.0", .upToDate), ("3815.2", .upToDate),
      ("3815.2.0+build5", .upToDate), ("3815.2.0-rc1", .offered), ("3815.2.1", .upToDate), ("4000.0.0", .upToDate),
      ("ForcedUpdate", .offered), ("0", .offered), ("0.0.0", .offered), ("3815.10.0", .upToDate),
      ("99999999999999999999999999.0", .upToDate), ("03815.02.00", .upToDate),
      ("", .offered), (nil, .offered), ("1.2 ", .offered), ("\t3815.2.0\r\n", .upToDate), (" ", .offered),
      ("x", .invalidVersion), ("1..2", .invalidVersion), ("1 .2", .invalidVersion), ("v1", .invalidVersion),
      ("11.254.2011_03_09_1814", .invalidVersion), ("-1", .invalidVersion), ("1.0-", .invalidVersion),
      ("1.0+", .invalidVersion), ("forcedupdate", .invalidVersion),
    ] as [(String?, Reason)])
  func versions(version: String?, reason: Reason) throws {
    let decision = decide(try service([("stable", [.amd64: "3815.2.0"])]), app(version))
    #expect(decision.appStatus == .ok)
    #expect(decision.reason == reason)
    #expect((decision.release != nil) == (reason == .offered))
    #expect(decision.release?.version.text == (reason == .offered ? "3815.2.0" : nil))
  }

  @Test(
    "An application is found whatever its case, its braces and the white space around it",
    arguments: [
      "e96281a6-d1af-4bde-9a0a-97b76e56dc57", "{E96281A6-D1AF-4BDE-9A0A-97B76E56DC57}",
      "{e96281a6-d1af-4bde-9a0a-97b76e56dc57}", " e96281a6-d1af-4bde-9a0a-97b76e56dc57",
      "\t{e96281a6-d1af-4bde-9a0a-97b76e56dc57}\r\n",
    ])
  func applications(id: String) throws {
    let decision = decide(try service([("stable", [.amd64: "2.0"])]), app("1.0", id: id))
    #expect(decision.reason == .offered)
    #expect(decision.appStatus == .ok)
  }

  @Test(
    "An ID that the catalog does not have is unknown, what cannot be an ID is invalid",
    arguments: [
      ("e96281a6-d1af-4bde-9a0a-97b76e56dc5", .unknownApp), ("{430FD4D0-B729-4F61-AA34-91526481799D}", .unknownApp),
      ("com.example.agent", .unknownApp), ("{com.example}", .unknownApp), ("a", .unknownApp), ("-_.", .unknownApp),
      (" com.example.agent\t", .unknownApp), (String(repeating: "a", count: 128), .unknownApp),
      ("", .invalidAppID), (" ", .invalidAppID), ("{", .invalidAppID), ("{}", .invalidAppID), ("{bad", .invalidAppID),
      ("bad}", .invalidAppID), ("}bad{", .invalidAppID), ("{{bad}}", .invalidAppID), ("{ bad }", .invalidAppID),
      ("{e96281a6-d1af-4bde-9a0a-97b76e56dc57", .invalidAppID), ("a b", .invalidAppID), ("..", .invalidAppID),
      (".hidden", .invalidAppID), ("{.hidden}", .invalidAppID), ("../../etc/passwd", .invalidAppID),
      ("a/b", .invalidAppID), ("\u{E4}", .invalidAppID), ("a\u{0301}", .invalidAppID),
      (String(repeating: "a", count: 129), .invalidAppID), (String(repeating: "a", count: 65_536), .invalidAppID),
    ] as [(String, Reason)])
  func otherApplications(id: String, reason: Reason) throws {
    let service = try service([("stable", [.amd64: "2.0"])])
    for check in [nil, UpdateCheck()] {
      let decision = decide(service, app("1.0", id: id, check: check))
      #expect(decision.reason == reason)
      #expect(decision.appStatus == (reason == .unknownApp ? .unknownApplication : .invalidAppID))
      #expect(decision.outcome == "error")
    }
  }

  @Test(
    "The first group whose track matches wins, then the channel of the track's name",
    arguments: [
      ("stable", "canary", "2.0"), ("beta", "beta", "3.0"), ("alpha", nil, nil), ("", nil, nil), (nil, nil, nil),
    ] as [(String?, String?, String?)])
  func groups(track: String?, group: String?, offered: String?) throws {
    let canary = Group(name: "canary", selector: Selector(track: "stable"), channelName: "next")
    let later = Group(name: "later", selector: Selector(track: "stable"), channelName: "stable")
    let service = try service(
      [("stable", [.amd64: "1.0"]), ("beta", [.amd64: "3.0"]), ("next", [.amd64: "2.0"])], groups: [canary, later])
    let decision = decide(service, app("0.1", track: track))
    #expect(decision.group?.name == group)
    #expect(decision.release?.version.text == offered)
    #expect(decision.reason == (group == nil ? .noGroup : .offered))
  }

  @Test("A group without a track takes every machine")
  func openGroup() throws {
    let service = try service(
      [("stable", [.amd64: "2.0"])], groups: [Group(name: "fleet", channelName: "stable")])
    for track in [nil, "", "anything"] { #expect(decide(service, app("1.0", track: track)).group?.name == "fleet") }
  }

  @Test("A channel without a target offers nothing")
  func emptyChannel() throws {
    #expect(decide(try service([("stable", [:])]), app("1.0")).reason == .noRelease)
  }

  @Test("A machine that disables updates, or allows other versions only, is not offered any")
  func clientPolicies() throws {
    let service = try service([("stable", [.amd64: "2.1.0"])])
    func reason(_ check: UpdateCheck) -> Reason { decide(service, app("1.0", check: check)).reason }
    #expect(reason(UpdateCheck(updateDisabled: true)) == .disabledByClient)
    #expect(reason(UpdateCheck(updateDisabled: false)) == .offered)
    #expect(reason(UpdateCheck(targetVersionPrefix: TargetVersionPrefix("2."))) == .offered)
    #expect(reason(UpdateCheck(targetVersionPrefix: TargetVersionPrefix("2.1.0$"))) == .offered)
    #expect(reason(UpdateCheck(targetVersionPrefix: TargetVersionPrefix("2.10"))) == .prefixMismatch)
    #expect(reason(UpdateCheck(targetVersionPrefix: TargetVersionPrefix("1."))) == .prefixMismatch)
    #expect(reason(UpdateCheck(sameVersionUpdate: true)) == .offered)
    #expect(decide(service, app("2.1.0", check: UpdateCheck(sameVersionUpdate: true))).reason == .upToDate)
  }

  @Test("Without an update check nothing is decided")
  func noCheck() throws {
    let decision = decide(try service([("stable", [.amd64: "2.0"])]), app("1.0", check: nil))
    #expect(decision.reason == .noUpdateCheck)
    #expect(decision.appStatus == .ok)
  }

  @Test("A relative codebase is offered only when the server's URL is known, an absolute one always")
  func missingBaseURL() throws {
    let app = app("1.0")
    let request = Request(apps: [app])
    let relative = try service([("stable", [.amd64: "2.0"])])
    #expect(relative.decide(app, of: request, at: now, baseURL: nil).reason == .noBaseURL)
    #expect(relative.decide(app, of: request, at: now, baseURL: base).reason == .offered)
    let absolute = try service([("stable", [.amd64: "2.0"])], codebases: ["https://cdn.example.com/os/"])
    #expect(absolute.decide(app, of: request, at: now, baseURL: nil).reason == .offered)
    let mixed = try service([("stable", [.amd64: "2.0"])], codebases: ["https://cdn.example.com/os/", "/os/"])
    #expect(mixed.decide(app, of: request, at: now, baseURL: nil).reason == .noBaseURL)
  }

  @Test("Nobody is ever offered a version that is not newer than its own")
  func neverDowngraded() throws {
    let texts = [
      "0", "1", "1.0", "1.0-rc1", "1.0.1", "2.0.0+x", "10.0", "3815.2.0", "3815.2.0-alpha.1", "ForcedUpdate",
    ]
    for target in texts where target != "ForcedUpdate" {
      let service = try service([("stable", [.amd64: target])])
      for own in texts {
        let decision = decide(service, app(own))
        let isNewer = try #require(Version(target)) > #require(Version(own))
        #expect((decision.reason == .offered) == isNewer, "\(own) -> \(target)")
      }
    }
  }

  @Test("Every app of a request has its own answer, in the order of the request")
  func manyApps() throws {
    let first = try TestCatalog.app("com.example.one", channels: [("stable", [.amd64: "2.0"])])
    let second = try TestCatalog.app("com.example.two", channels: [("stable", [.amd64: "2.0"])])
    let service = UpdateService(catalog: Catalog(apps: [first, second]))
    let apps = [
      app("2.0", id: "com.example.two"), app("1.0", id: "missing"), app("1.0", id: "COM.example.ONE"),
      app("nonsense", id: "com.example.one"), app("1.0", id: "com.example.two", check: nil),
    ]
    let answer = service.answer(to: Request(apps: apps), at: Timestamp(seconds: 0), baseURL: base)
    #expect(answer.apps.map(\.request.appID) == apps.map(\.appID))
    #expect(answer.apps.map(\.decision.reason) == [.upToDate, .unknownApp, .offered, .invalidVersion, .noUpdateCheck])
  }
}
