import Gateway
import Synchronization

/// A request made by hand.
struct TestExchange: Exchange {
  var parameters: [String: String]
  /// Whether the body's end is told, as FastCGI does.
  var endsBody = true
  /// Whether the body breaks off before its end.
  var isCutOff = false
  private var body: ArraySlice<UInt8>

  /// A POST of `body` as nginx hands it over; `parameters` override, nil removes.
  init(_ body: [UInt8], _ changes: [String: String?] = [:]) {
    parameters = [
      "REQUEST_METHOD": "POST", "CONTENT_TYPE": "text/xml", "CONTENT_LENGTH": String(body.count),
      "HTTP_HOST": "updates.example.com", "REQUEST_SCHEME": "http", "REMOTE_ADDR": "192.0.2.7", "REQUEST_ID": "r1",
    ]
    for (name, value) in changes { parameters[name] = value }
    self.body = body[...]
  }

  init(_ body: String, _ changes: [String: String?] = [:]) { self.init(Array(body.utf8), changes) }

  func parameter(_ name: StaticString) -> String? { parameters["\(name)"] }

  /// Gives the body in small pieces, as a socket may.
  mutating func readBody(into buffer: inout [UInt8], atMost count: Int) -> Int {
    if body.isEmpty, isCutOff { return -1 }
    let piece = body.prefix(min(count, 1_000))
    body = body.dropFirst(piece.count)
    buffer += piece
    return piece.count
  }
}

/// A log that keeps its lines.
final class TestLog: LogSink {
  private let kept = Mutex<[UInt8]>([])

  func write(_ lines: [UInt8]) { kept.withLock { $0 += lines } }

  /// The lines so far.
  var lines: [String] {
    String(decoding: kept.withLock { $0 }, as: UTF8.self).split(separator: "\n").map(String.init)
  }
}

/// A response as a CGI program would write it, taken apart.
struct TestResponse {
  let status: Int
  let headers: [String: String]
  let body: String

  init(_ response: HTTPResponse) {
    let text = String(decoding: response.cgi, as: UTF8.self)
    // A Swift Character is a grapheme cluster, and CR LF is one.
    let lines = text.split(separator: "\r\n", omittingEmptySubsequences: false)
    let end = lines.firstIndex(of: "") ?? lines.endIndex
    var headers: [String: String] = [:]
    for line in lines[..<end] {
      let parts = line.split(separator: ": ", maxSplits: 1)
      if parts.count == 2 { headers[String(parts[0])] = String(parts[1]) }
    }
    self.headers = headers
    body = lines[end...].dropFirst().joined(separator: "\r\n")
    status = Int(headers["Status"]?.prefix(3) ?? "") ?? 0
  }
}
