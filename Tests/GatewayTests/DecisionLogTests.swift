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
        " level=info request=r1 remote=192.0.2.7 app=one machine=abc alias=\"my box\" version=1.0 track=beta "
          + "board=amd64-usr decision=error reason=unknown-app ping=yes "
          + "events=\"3/0 update complete: error, payload hash mismatch, resumed (1073741834)\""))
    #expect(found[1].contains("app=two version=2.0 decision=error reason=unknown-app events=\"13/1 update download"))
    #expect(found[1].contains("777/?"))
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
}
