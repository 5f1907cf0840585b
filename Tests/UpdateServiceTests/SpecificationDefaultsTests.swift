@testable import Catalog
import Omaha
import Testing
import UpdateService
import XML

/// What a request leaves out has the value that the Omaha 3.0 specification gives it.
@Suite("Defaults of the specification")
struct SpecificationDefaultsTests {
  private let id = "e96281a6-d1af-4bde-9a0a-97b76e56dc57"
  private let catalog: Catalog

  init() throws {
    catalog = Catalog(apps: [
      try TestCatalog.app(channels: [("stable", [.amd64: "2.0"])], groups: [Group(name: "all", channelName: "stable")])
    ])
  }

  private func answer(_ app: String, os: String = "") throws -> (text: String, decisions: [Decision]) {
    let body = Array("<request protocol=\"3.0\">\(os)\(app)</request>".utf8)
    let answer = UpdateService(catalog: catalog).answer(
      to: try RequestDecoder().decode(body).request, at: Timestamp(seconds: 0),
      baseURL: BaseURL("http://updates.example"))
    var writer = XMLWriter()
    try answer.render(into: &writer)
    return (String(decoding: writer.bytes, as: UTF8.self), answer.apps.map(\.decision))
  }

  @Test(
    "A machine without a version is offered an update, and its events are acknowledged",
    arguments: [
      "", "version=\"\"", "version=\" \"", "version=\"&#13;&#10;\"", "version=\"0.0.0.0\"", "version=\"0.0.0.0&#13;\"",
    ])
  func newInstall(version: String) throws {
    let (text, decisions) = try answer(
      "<app appid=\"{\(id)}\" \(version)><ping/><updatecheck/><event eventtype=\"2\" eventresult=\"1\"/><event/></app>")
    #expect(decisions.map(\.reason) == [.offered])
    #expect(
      text.contains("<app appid=\"{\(id)}\" status=\"ok\">\n    <ping status=\"ok\"/>\n    <updatecheck status=\"ok\">")
    )
    #expect(text.contains("    <event status=\"ok\"/>\n    <event status=\"ok\"/>\n  </app>"))
    #expect(text.contains("<manifest version=\"2.0\"/>"))
  }

  @Test(
    "What is no version stops the update check and nothing else",
    arguments: [
      "13729.0.2020_12_01_1234", "11.254.2011_03_09_1814", "Prod", "v1.0", "1.0 beta", "1.", "-", "1,0",
      String(repeating: "1", count: 257), String(repeating: "1", count: 1_025), String(repeating: "1", count: 70_000),
    ])
  func noVersion(version: String) throws {
    let app = "<app appid=\"\(id)\" version=\"\(version)\">"
    let checked = try answer(app + "<event eventtype=\"3\"/><ping active=\"1\"/><updatecheck/></app>")
    #expect(
      checked.text.contains(
        """
          <app appid="\(id)" status="ok">
            <ping status="ok"/>
            <updatecheck status="noupdate"/>
            <event status="ok"/>
          </app>

        """))
    #expect(checked.decisions.map(\.reason) == [.invalidVersion])
    #expect(checked.decisions.map(\.outcome) == ["noupdate"])
    let reported = try answer(app + "<event eventtype=\"3\"/></app>")
    #expect(reported.text.contains("<app appid=\"\(id)\" status=\"ok\">\n    <event status=\"ok\"/>\n  </app>"))
    #expect(reported.decisions.map(\.outcome) == ["none"])
    #expect(try answer(app + "<ping/></app>").text.contains("<ping status=\"ok\"/>\n  </app>"))
  }

  @Test("An ID that cannot be one is invalid, gets nothing acknowledged, and comes back as it was sent")
  func invalidIDs() throws {
    for sent in ["{bad", "", " ", "a b", "&quot;&lt;&#13;&#10;", "{\(id)", "..", "&#9;"] {
      let text = try answer("<app appid=\"\(sent)\"><ping/><updatecheck/><event/></app>").text
      // The writer escapes as the request did, and a space needs none.
      #expect(text.contains("  <app appid=\"\(sent)\" status=\"error-invalidAppId\"/>\n"), "\(text)")
    }
    #expect(try answer("<app><updatecheck/></app>").text.contains("<app appid=\"\" status=\"error-invalidAppId\"/>"))
    let unknown = try answer("<app appid=\"{bad}\"><updatecheck/></app>").text
    #expect(unknown.contains("<app appid=\"{bad}\" status=\"error-unknownApplication\"/>"))
    for spaced in ["\(id)&#13;&#10;", " \(id)", "&#9;{\(id.uppercased())} "] {
      let text = try answer("<app appid=\"\(spaced)\"><updatecheck/></app>").text
      #expect(text.contains("  <app appid=\"\(spaced)\" status=\"ok\">\n    <updatecheck status=\"ok\">"), "\(text)")
    }
  }

  @Test(
    "An attribute that is absent, empty or its default makes no difference",
    arguments: [
      ("request", "dedup", ""), ("request", "ismachine", "0"), ("request", "installsource", ""),
      ("request", "requestid", ""), ("request", "testsource", ""), ("request", "userid", ""),
      ("os", "platform", ""), ("os", "version", ""), ("os", "sp", ""), ("os", "arch", ""),
      ("app", "version", "0.0.0.0"), ("app", "lang", ""), ("app", "brand", ""), ("app", "client", ""),
      ("app", "installage", "0"), ("app", "installdate", "-2"), ("app", "cohort", ""), ("app", "track", ""),
      ("app", "ap", ""), ("app", "board", ""), ("app", "machineid", ""), ("app", "nextversion", "0.0.0.0"),
      ("app", "delta_okay", "false"),
      ("ping", "active", "0"), ("ping", "r", "0"), ("ping", "ad", "-2"), ("ping", "rd", "-2"),
      ("ping", "ping_freshness", ""),
      ("event", "eventtype", "0"), ("event", "eventresult", "0"), ("event", "errorcode", "0"),
      ("event", "extracode1", "0"), ("event", "previousversion", "0.0.0.0"), ("event", "nextversion", "0.0.0.0"),
      ("event", "download_time_ms", "0"), ("event", "downloaded", "0"), ("event", "total", "0"),
      ("event", "state_cancelled", "0"), ("event", "time_since_update_available_ms", "-2"),
      ("updatecheck", "updatedisabled", "false"), ("updatecheck", "targetversionprefix", ""),
      ("updatecheck", "rollback_allowed", "false"), ("updatecheck", "sameversionupdate", "false"),
      ("updatecheck", "release_channel", ""),
    ])
  func noDifference(element: String, name: String, standard: String) throws {
    func text(_ attribute: String) throws -> String {
      func with(_ name: String) -> String { name == element ? "\(name) \(attribute)" : name }
      let body =
        "<\(with("request")) protocol=\"3.0\"><\(with("os"))/><\(with("app")) appid=\"\(id)\"><\(with("ping"))/>"
        + "<\(with("updatecheck"))/><\(with("event"))/></app></request>"
      let answer = UpdateService(catalog: catalog).answer(
        to: try RequestDecoder().decode(Array(body.utf8)).request, at: Timestamp(seconds: 0),
        baseURL: BaseURL("http://updates.example"))
      #expect(answer.apps.map(\.decision.reason) == [.offered], "\(body)")
      var writer = XMLWriter()
      try answer.render(into: &writer)
      return String(decoding: writer.bytes, as: UTF8.self)
    }
    let absent = try text("")
    for value in ["", standard, standard + "&#13;", " "] { #expect(try text("\(name)=\"\(value)\"") == absent) }
  }
}
