@testable internal import FuzzTargets

/// Requests of every kind: answered and refused at each step.
struct LeakRequests {
  private let requests: [[UInt8]]

  init() throws {
    let app = FuzzRepository.app
    let check = """
      <request protocol="3.0"><os platform="CoreOS" arch="x64"/><app appid="{\(app)}" version="2.0.0" track="stable" \
      machineid="kiosk-7" machinealias="a &amp; b" board="amd64-usr"><ping active="1"/><event eventtype="3" \
      eventresult="1"/><updatecheck/></app><app appid="unknown" version="x" strange="1"><strange/></app></request>
      """
    let body = Array(check.utf8)
    let text = ["CONTENT_TYPE": "text/xml"]
    let gzip = ["HTTP_CONTENT_ENCODING": "gzip"]
    let deflated = try GzipTarget.deflated(body)
    let bomb = try GzipTarget.deflated([UInt8](repeating: 0, count: 2 << 20))
    requests = [
      RecordStream.request(text, body: body),
      RecordStream.request(gzip, body: deflated),
      RecordStream.request(gzip, body: Array(deflated.dropLast(9))),
      RecordStream.request(gzip, body: bomb),
      RecordStream.request(gzip, body: body),
      RecordStream.request(text, body: Array(body.dropLast(9))),
      RecordStream.request(text, body: Array("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>".utf8)),
      RecordStream.request(text, body: Array("<a:b c:d='e' xmlns:c='f'><!-- g --><?h i?></a:b>".utf8)),
      RecordStream.request(text, body: Array("<request a='\u{1}'/>".utf8)),
      RecordStream.request(text, body: []),
      RecordStream.request(["CONTENT_TYPE": "application/json"], body: body),
      RecordStream.request(["REQUEST_METHOD": "GET"], body: []),
      RecordStream.request(["CONTENT_LENGTH": "9999999"], body: body),
      RecordStream.request(["HTTP_HOST": "<>"], body: body),
    ]
  }

  /// Sends those of an endless row of requests, by turns of every kind, and waits for each answer; every thirtieth on a new
  /// connection, and one in the middle of which its peer goes away.
  func send(_ numbers: Range<Int>, to path: String) throws {
    var peer = try FuzzPeer(path)
    for number in numbers {
      if number % 30 == 29 {
        let leaving = try FuzzPeer(path)
        try leaving.say(Array(requests[number % requests.count].dropLast(3)))
        peer = try FuzzPeer(path)
      }
      _ = try peer.ask(requests[number % requests.count])
    }
  }
}
