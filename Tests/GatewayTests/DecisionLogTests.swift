@testable import Catalog
import Gateway
import Testing

struct DecisionLogTests {
  private func lines(_ body: String) -> [String] {
    let log = TestLog()
    let worker = GatewayWorker(Gateway(catalog: .empty, log: log))
    var exchange = TestExchange(body)
    _ = worker.respond(to: &exchange)
    return log.lines
  }

  @Test("Every app has its line, with the codes of its events in words")
  func apps() {
    let found = lines(
      """
      <request protocol="3.0">
      <app appid="one" version="1.0" track="beta" machineid="abc" machinealias="my box" board="amd64-usr">
      <ping active="1"/><event eventtype="3" eventresult="0" errorcode="1073741834"/></app>
      <app appid="two" version="2.0"><event eventtype="13" eventresult="1"/><event eventtype="777"/></app>
      </request>
      """)
    #expect(found.count >= 2)
    #expect(
      found[0].hasSuffix(
        " level=warning request=r1 remote=192.0.2.7 app=one machine=abc alias=\"my box\" version=1.0 track=beta "
          + "board=amd64-usr arch=amd64 decision=error reason=unknown-app ping=yes "
          + "events=\"3/0 update complete: error, payload hash mismatch, resumed (1073741834)\""))
    #expect(found[1].contains("app=two version=2.0 decision=error reason=unknown-app events=\"13/1 update download"))
    #expect(found[1].contains("; 777/0 event type 777: error\""))
  }

  @Test(
    "What an event does not tell is 0, in the log too",
    arguments: [
      ("<event eventtype='3'/>", "3/0 update complete: error"), ("<event/>", "0/0 unknown: error"),
      ("<event eventresult='1'/>", "0/1 unknown: success"),
      ("<event eventtype='x' eventresult=''/>", "0/0 unknown: error"),
      ("<event eventtype=' 13' eventresult='1&#13;' errorcode=''/>", "13/1 update download started: success"),
    ])
  func untold(event: String, expected: String) {
    let found = lines("<request protocol='3.0'><app appid='a'>\(event)</app></request>")
    #expect(found.first?.hasSuffix(" events=\"\(expected)\"") == true, "\(found)")
  }

  @Test("A machine without a version is a new install, and what cannot be an ID is told apart from what is unknown")
  func versionsAndIDs() {
    let found = lines(
      "<request protocol='3.0'><app appid='a'><updatecheck/></app><app appid='{a' version=''><updatecheck/></app></request>"
    )
    #expect(found[0].hasSuffix(" app=a version=0.0.0.0 decision=error reason=unknown-app"))
    #expect(found[1].hasSuffix(" app={a version=0.0.0.0 decision=error reason=invalid-app-id"))
  }

  @Test(
    "What an event means depends on its client and on the version that it runs",
    arguments: [
      ("CoreOS", "3", "2", "previousversion=\"3510.2.0\"", "3/2 rebooted into the new version, from 3510.2.0"),
      ("CoreOS", "3", "2", "previousversion=\"\"", "3/2 checked in"), ("CoreOS", "3", "2", "", "3/2 checked in"),
      ("CoreOS", "3", "2", "previousversion=\"0.0.0.0\"", "3/2 checked in for the first time"),
      (
        "CoreOS", "3", "2", "previousversion=\"3815.2.0\"",
        "3/2 checked in, back on the version before the update"
      ),
      ("win", "3", "2", "previousversion=\"1\"", "3/2 update complete: success reboot, from 1"),
      ("CoreOS", "3", "0", "errorcode=\"44\"", "3/0 update complete: error, rolled back (44)"),
      (
        "Chrome OS", "3", "0", "errorcode=\"44\"",
        "3/0 update complete: error, unsupported major payload version (44)"
      ),
      ("win", "3", "0", "errorcode=\"44\"", "3/0 update complete: error, error code 44 (44)"),
      (
        "Chrome OS", "3", "0", "errorcode=\"-2147483638\"",
        "3/0 update complete: error, payload hash mismatch, developer mode (-2147483638)"
      ),
      (
        "CoreOS", "3", "0", "errorcode=\"268437959\"",
        "3/0 update complete: error, the server answered HTTP 503, non-production URL (268437959)"
      ),
      ("CoreOS", "3", "0", "errorcode=\"2000\"", "3/0 update complete: error, no HTTP answer (2000)"),
      ("CoreOS", "800", "1", "", "800/1 installed, kept from completing: success"),
      ("CoreOS", "3", "1", "", "3/1 update complete: success"),
    ])
  func meanings(platform: String, type: String, result: String, rest: String, words: String) {
    let found = lines(
      """
      <request protocol="3.0"><os platform="\(platform)"/><app appid="one" version="3815.2.0">
      <event eventtype="\(type)" eventresult="\(result)" \(rest)/></app></request>
      """)
    #expect(found.count == 1)
    #expect(found[0].hasSuffix("events=\"\(words)\""), "\(found[0])")
  }

  @Test("A thousand events take a bounded line")
  func manyEvents() {
    let events = String(repeating: "<event eventtype=\"3\" eventresult=\"1\"/>", count: 1_000)
    let found = lines("<request protocol=\"3.0\"><app appid=\"a\" version=\"1\">\(events)</app></request>")
    #expect(found.count == 1)
    #expect(found[0].utf8.count < 1_000)
    #expect(found[0].contains("and 996 more"))
  }

  @Test("Nothing that a machine says can forge a line or reach a terminal")
  func injection() {
    let hostile = "x&#10;time=0 level=error app=forged&#27;&#9;\u{202E}"
    let body =
      "<request protocol=\"3.0\"><app appid=\"a&#10;b\" version=\"a&#13;\" track=\"x&#10;y\""
      + " machineid=\"m&#10;time=0 level=error app=forged\" board=\"\u{202E}\"/></request>"
    let found = lines(body)
    #expect(found.count == 1)
    #expect(found[0].unicodeScalars.allSatisfy { (" "..."~").contains($0) })
    // &#27; is no XML character: the whole request is refused.
    #expect(lines("<request protocol=\"3.0\"><app appid=\"\(hostile)\" version=\"1\"/></request>").count == 1)
  }

  @Test("What was ignored in a request is told in one line")
  func notices() {
    let found = lines(
      "<request protocol=\"3.0\"><app appid=\"a\" version=\"1\" delta_okay=\"maybe\"><event eventtype=\"x\"/></app></request>"
    )
    #expect(found.count == 2)
    #expect(found[1].contains("ignored=2"))
    #expect(found[1].contains("delta_okay"))
  }

  @Test("Of what was ignored in a request the log names four, and counts all")
  func fourNotices() {
    let unknown = (1...5).map { "<x\($0)/>" }.joined()
    let found = lines("<request protocol=\"3.0\"><app appid=\"a\" version=\"1\">\(unknown)</app></request>")
    #expect(found[1].contains("ignored=5") && found[1].contains("x4") && !found[1].contains("x5"), "\(found)")
  }
}
