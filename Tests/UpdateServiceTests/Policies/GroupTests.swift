@testable import Catalog
import Omaha
import Testing
import UpdateService
import XML

@Suite("Groups")
struct GroupTests {
  @Test(
    "A group takes the machines that fit everything it selects by",
    arguments: [
      ("track=\"stable\"", true), ("track=\"beta\"", false), ("arch=\"amd64\"", true), ("arch=\"x86_64\"", true),
      ("arch=\"arm64\"", false), ("arch=\"all\"", true), ("board=\"amd64-usr\"", true), ("board=\"amd64\"", false),
      ("oem=\"azure\"", true), ("oem=\"ami\"", false), ("platform=\"CoreOS\"", true), ("platform=\"Chrome OS\"", false),
      ("min-version=\"1.0\"", true), ("min-version=\"1.0.1\"", false), ("min-version=\"1.0-rc1\"", true),
      ("max-version=\"1.0\"", true), ("max-version=\"0.9\"", false), ("min-version=\"0.5\" max-version=\"1\"", true),
      ("alias-prefix=\"rack-7\"", true), ("alias-prefix=\"rack-8\"", false), ("alias-prefix=\"Rack\"", false),
      ("machine-prefix=\"abce\"", true), ("machine-prefix=\"{ABCE\"", true), ("machine-prefix=\"b\"", false),
      ("machine-prefix=\"abce671d-6177\"", true), ("machine-prefix=\"{abce671d-6177-4703-ac7b-e6\"", true),
      ("machine-prefix=\"abce-671d\"", false), ("machine-prefix=\"{abce671d-6177-4703-ac7b-e60715220bfe}\"", true),
      ("machine-prefix=\"{abce671d-6177-4703-ac7b-e60715220bff}\"", false),
      ("track=\"stable\" arch=\"amd64\" oem=\"azure\" alias-prefix=\"rack\"", true),
      ("track=\"stable\" arch=\"amd64\" oem=\"ami\" alias-prefix=\"rack\"", false),
    ])
  func selectors(attributes: String, isTaken: Bool) throws {
    let catalog = try PolicyCatalog(
      "<group name=\"g\" channel=\"c\" \(attributes)/><group name=\"rest\" channel=\"c\"/><channel name=\"c\"/>",
      releases: [])
    let decision = try catalog.decide(
      "1.0", machine: "ABCE671D61774703AC7BE60715220BFE", alias: "rack-7-unit-3", oem: "azure", platform: "CoreOS")
    #expect(decision.group?.name == (isTaken ? "g" : "rest"))
  }

  @Test(
    "A dash where a GUID would have one stays in the beginning of an ID that is no GUID",
    arguments: [("frontend-0", true), ("FRONTEND-", true), ("frontend", true), ("frontend0", false)])
  func namesWithDashes(prefix: String, isTaken: Bool) throws {
    let catalog = try PolicyCatalog(
      "<group name=\"g\" channel=\"c\" machine-prefix=\"\(prefix)\"/><group name=\"rest\" channel=\"c\"/><channel name=\"c\"/>",
      releases: [])
    #expect(try catalog.decide("1.0", machine: "frontend-01").group?.name == (isTaken ? "g" : "rest"))
  }

  @Test(
    "A machine that tells nothing fits no selector but those for the empty text, which is what it says then",
    arguments: [
      ("track=\"\"", true), ("board=\"\"", true), ("oem=\"\"", true), ("platform=\"\"", true), ("track=\" \"", true),
      ("track=\"x\"", false), ("board=\"x\"", false), ("oem=\"x\"", false), ("platform=\"x\"", false),
      ("alias-prefix=\"x\"", false), ("machine-prefix=\"x\"", false), ("arch=\"amd64\"", false),
    ])
  func untold(attribute: String, isTaken: Bool) throws {
    let catalog = try PolicyCatalog(
      "<group name=\"g\" channel=\"c\" \(attribute)/><channel name=\"c\"/>", releases: [])
    for text in [nil, "", " \t"] {
      let decision = try catalog.decide("1.0", track: text, board: text, oem: text, platform: text)
      #expect(decision.group?.name == (isTaken ? "g" : nil))
    }
  }

  @Test(
    "White space around what a machine or a group says does not count",
    arguments: [
      "track=\"beta\"", "board=\"b\"", "oem=\"o\"", "platform=\"p\"", "alias-prefix=\"rack \"",
      "machine-prefix=\"abc\"",
      "track=\"&#13;&#10;beta\t\"", "board=\" b&#9;\"", "oem=\"o \"", "platform=\"&#13;p\"", "machine-prefix=\" abc \"",
    ])
  func whiteSpace(attribute: String) throws {
    let catalog = try PolicyCatalog(
      "<group name=\"g\" channel=\"c\" \(attribute)/><channel name=\"c\"/>", releases: [])
    for (before, after) in [("", ""), ("", "\r"), (" ", " "), ("\t\n", "\r\n"), ("  ", "")] {
      func said(_ text: String) -> String { before + text + after }
      let decision = try catalog.decide(
        said("1.0"), track: said("beta"), board: said("b"), machine: said("abcd"), alias: said("rack 7"),
        oem: said("o"),
        platform: said("p"))
      #expect(decision.group?.name == "g")
      // Only around it.
      let inside = try catalog.decide(
        "1.0", track: "be\rta", board: "\u{A0}b", machine: "a bcd", alias: "ra ck 7", oem: "\u{85}o", platform: "p.")
      #expect(inside.group == nil)
    }
  }

  @Test(
    "The group IDs of CoreOS and Flatcar are names of the public tracks",
    arguments: [
      ("5b810680-e36a-4879-b98a-4f989e80b899", "alpha"), ("e641708d-fb48-4260-8bdf-ba2074a1147a", "alpha"),
      ("3fe10490-dd73-4b49-b72a-28ac19acfcdc", "beta"), ("d112ec01-ba34-4a9e-9d4b-9814a685f266", "beta"),
      ("9a2deb70-37be-4026-853f-bfdd6b347bbe", "stable"), ("11a585f6-9418-4df0-8863-78b2fd3240f8", "stable"),
      ("72834a2b-ad86-4d6d-b498-e08a19ebe54e", "edge"), ("b4b2fa22-c1ea-498c-a8ac-c1dc0b1d7c17", "edge"),
      ("{9A2DEB70-37BE-4026-853F-BFDD6B347BBE}", "stable"), ("9a2deb70-37be-4026-853f-bfdd6b347bbf", nil),
    ] as [(String, String?)])
  func wellKnown(track: String, name: String?) throws {
    let catalog = try PolicyCatalog(
      ["alpha", "beta", "stable", "edge"].map { "<channel name=\"\($0)\"/>" }.joined(), releases: [])
    #expect(try catalog.decide("1.0", track: track).group?.name == name)
  }

  @Test("A group for a well-known ID itself takes the machines that send it")
  func literalID() throws {
    let id = "9a2deb70-37be-4026-853f-bfdd6b347bbe"
    let catalog = try PolicyCatalog(
      "<channel name=\"stable\"/><group name=\"old\" track=\"\(id)\" channel=\"stable\"/>", releases: [])
    #expect(try catalog.decide("1.0", track: id).group?.name == "old")
    #expect(try catalog.decide("1.0", track: "stable").group?.name == "stable")
  }

  @Test(
    "A group for a well-known ID takes its machines however the two write it",
    arguments: [
      "9a2deb70-37be-4026-853f-bfdd6b347bbe", "{9a2deb70-37be-4026-853f-bfdd6b347bbe}",
      "9A2DEB70-37BE-4026-853F-BFDD6B347BBE", "{9A2DEB70-37BE-4026-853F-BFDD6B347BBE}",
    ])
  func spelledID(id: String) throws {
    for sent in ["{9A2DEB70-37BE-4026-853F-BFDD6B347BBE}", "9a2deb70-37be-4026-853f-bfdd6b347bbe"] {
      let catalog = try PolicyCatalog(
        "<channel name=\"stable\"/><group name=\"old\" track=\"\(id)\" channel=\"stable\"/>", releases: [])
      #expect(try catalog.decide("1.0", track: sent).group?.name == "old")
    }
    // Two spellings are one ID, so that the first group takes its machines.
    let both = try PolicyCatalog(
      "<channel name=\"c\"/><group name=\"a\" track=\"{\(WellKnownTrackID.stable)}\" channel=\"c\"/>"
        + "<group name=\"b\" track=\"\(WellKnownTrackID.stable)\" channel=\"c\"/>", releases: [])
    #expect(try both.decide("1.0", track: WellKnownTrackID.stable).group?.name == "a")
    // The other ID of the same name is not that ID.
    #expect(try both.decide("1.0", track: "11a585f6-9418-4df0-8863-78b2fd3240f8").group == nil)
  }

  @Test(
    "A track that is any GUID is matched in any case, with or without braces, by groups and by channels",
    arguments: [
      "0a1b2c3d-4e5f-4071-8293-a4b5c6d7e8f9", "{0a1b2c3d-4e5f-4071-8293-a4b5c6d7e8f9}",
      "0A1B2C3D-4E5F-4071-8293-A4B5C6D7E8F9", "{0A1B2C3D-4E5F-4071-8293-A4B5C6D7E8F9}",
      " {0A1b2C3d-4E5f-4071-8293-A4B5c6D7e8F9}&#13;",
    ])
  func anyGUID(written: String) throws {
    let group = try PolicyCatalog(
      "<channel name=\"stable\"/><group name=\"g\" track=\"\(written)\" channel=\"stable\"/>", releases: [])
    for sent in [
      "0a1b2c3d-4e5f-4071-8293-a4b5c6d7e8f9", "{0A1B2C3D-4E5F-4071-8293-A4B5C6D7E8F9}",
      "{0a1b2c3d-4e5f-4071-8293-a4b5c6d7e8f9}\r",
    ] {
      #expect(try group.decide("1.0", track: sent).group?.name == "g")
      if !written.contains(" ") {
        let channel = try PolicyCatalog("<channel name=\"\(written)\"/>", releases: [])
        #expect(try channel.decide("1.0", track: sent).group?.name == written)
      }
    }
    #expect(try group.decide("1.0", track: "{0a1b2c3d-4e5f-4071-8293-a4b5c6d7e8f8}").group == nil)
    #expect(try group.decide("1.0", track: "{0a1b2c3d-4e5f-4071-8293-a4b5c6d7e8f9").group == nil)
  }

  @Test("A track that is as long as a GUID and none is compared as it is")
  func longNames() throws {
    let name = "Team-Blue-of-the-northern-datacentre"
    #expect(name.utf8.count == 36)
    let catalog = try PolicyCatalog("<channel name=\"\(name)\"/>", releases: [])
    #expect(try catalog.decide("1.0", track: name).group?.name == name)
    #expect(try catalog.decide("1.0", track: name.lowercased()).group == nil)
    #expect(try catalog.decide("1.0", track: "{\(name)}").group == nil)
  }

  private enum WellKnownTrackID { static let stable = "9a2deb70-37be-4026-853f-bfdd6b347bbe" }

  @Test("Nothing is offered while the app, the channel or the group is paused, also to who was offered it before")
  func paused() throws {
    func decide(app: String = "on", channel: String = "on", group: String = "on") throws -> Reason {
      try PolicyCatalog(
        """
        <channel name="c" updates="\(channel)"><target arch="amd64" version="2.0"/></channel>
        <group name="g" track="stable" channel="c" updates="\(group)"/>
        """, releases: ["2.0"], updates: app
      ).decide("1.0").reason
    }
    #expect(try decide() == .offered)
    #expect(try decide(app: "off") == .updatesOff)
    #expect(try decide(channel: "off") == .updatesOff)
    #expect(try decide(group: "off") == .updatesOff)
  }

  @Test("The interval of a group is on every answer to its machines, and within what clients accept")
  func pollInterval() throws {
    let catalog = try PolicyCatalog(
      """
      <channel name="c"><target arch="amd64" version="2.0"/></channel>
      <group name="plain" track="plain" channel="c"/>
      <group name="fixed" track="fixed" channel="c" poll-interval="3600"/>
      <group name="spread" track="spread" channel="c" poll-interval="14000" poll-jitter="1000"/>
      """, releases: ["2.0"])
    #expect(try catalog.decide("1.0", track: "plain").pollInterval == nil)
    for version in ["1.0", "2.0"] {
      #expect(try catalog.decide(version, track: "fixed", machine: "m").pollInterval == 3_600)
    }
    let spread = try (0..<500).map { number in
      try #require(try catalog.decide("1.0", track: "spread", machine: "machine-\(number)").pollInterval)
    }
    #expect(spread.allSatisfy { (13_000...14_400).contains($0) })
    #expect(Set(spread).count > 200)
    #expect(spread.contains(14_400), "cut off at the longest that clients accept")
    let again = try catalog.decide("1.0", track: "spread", machine: "machine-7").pollInterval
    #expect(again == spread[7])
    let later = try catalog.decide("1.0", track: "spread", machine: "machine-7", at: "2026-11-23T12:00:01Z")
      .pollInterval
    #expect(later != spread[7])
  }

  @Test("The interval stands in the answer with an update as in that without", arguments: ["1.0", "2.0"])
  func renderedInterval(version: String) throws {
    let catalog = try PolicyCatalog(
      """
      <channel name="c"><target arch="amd64" version="2.0"/></channel>
      <group name="g" track="stable" channel="c" poll-interval="3600"/>
      """, releases: ["2.0"])
    let app = Request.App(
      appID: PolicyCatalog.appID, version: version, track: "stable", board: "amd64-usr", updateCheck: UpdateCheck())
    let answer = catalog.service.answer(
      to: Request(apps: [app]), at: Timestamp(seconds: 0), baseURL: BaseURL("http://updates.example"))
    var writer = XMLWriter()
    try answer.render(into: &writer)
    let status = version == "1.0" ? "ok" : "noupdate"
    #expect(
      String(decoding: writer.bytes, as: UTF8.self).contains("<updatecheck status=\"\(status)\" PollInterval=\"3600\""))
  }
}
