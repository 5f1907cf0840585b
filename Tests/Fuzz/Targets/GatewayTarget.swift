internal import Catalog
internal import Gateway
internal import Omaha
internal import Synchronization

/// A whole request: lines such as `HTTP_HOST: updates.example.com`, an empty line, the body. What comes back is a CGI response with
/// one of the statuses there are, and what is logged are whole lines of printable ASCII.
struct GatewayTarget: FuzzTarget {
  static let name = "gateway"

  private let log = KeptLog()
  private let worker: GatewayWorker
  private let decoder = ResponseDecoder(maximumSize: 1 << 24)

  init() throws {
    let repository = try FuzzRepository()
    worker = GatewayWorker(Gateway(catalog: try Catalog.load(root: repository.root), log: log))
  }

  func check(_ input: [UInt8]) throws {
    var exchange = ReadExchange(input)
    log.clear()
    let response = worker.respond(to: &exchange).cgi
    if try isHealth(response) { return }
    let status = try checkHeader(response)
    try checkLog(status: status, bodySize: exchange.bodySize)
  }

  /// Whether the response says that updates can be offered, which is no answer to a machine and not in the log.
  private func isHealth(_ response: [UInt8]) throws -> Bool {
    guard String(decoding: response, as: UTF8.self).hasPrefix("Status: 200 OK\r\nContent-Type: text/plain") else {
      return false
    }
    try require(log.bytes.isEmpty, "a line for a look at the health")
    return true
  }

  /// Checks the response and returns its status.
  private func checkHeader(_ response: [UInt8]) throws -> Int {
    guard let end = response.firstRange(of: Array("\r\n\r\n".utf8)) else { throw Violation("no end of the header") }
    let header = String(decoding: response[..<end.lowerBound], as: UTF8.self)
    let body = Array(response[end.upperBound...])
    var fields: [String: String] = [:]
    for line in header.split(separator: "\r\n", omittingEmptySubsequences: false) {
      let parts = line.split(separator: ": ", maxSplits: 1).map(String.init)
      try require(parts.count == 2 && line.utf8.allSatisfy { (0x20...0x7E).contains($0) }, "the line \(line)")
      try require(fields.updateValue(parts[1], forKey: parts[0]) == nil, "\(parts[0]) twice")
    }
    let status = fields["Status"].flatMap { Int($0.prefix(3)) } ?? 0
    // 500 is our own fault, and there is none in the catalog.
    try require([200, 400, 405, 411, 413, 415].contains(status), "status \(status)")
    try require(fields["Content-Length"] == String(body.count), "Content-Length \(fields["Content-Length"] ?? "")")
    try require(["POST", "GET, HEAD"].contains(fields["Allow"]) == (status == 405), "Allow with \(status)")
    if status == 200 {
      try require(fields["Content-Type"] == "text/xml; charset=utf-8", "\(fields["Content-Type"] ?? "")")
      try checkAnswer(body)
    } else {
      try require(fields["Content-Type"] == "text/plain; charset=utf-8", "\(fields["Content-Type"] ?? "")")
      let isOneLine = body.last == 0x0A && body.dropLast().allSatisfy { (0x20...0x7E).contains($0) }
      try require(isOneLine && body.count < 160, "the text \(String(decoding: body, as: UTF8.self))")
    }
    return status
  }

  private func checkAnswer(_ body: [UInt8]) throws {
    let response = try decoder.decode(body)
    try require(response.protocolVersion == "3.0" || response.protocolVersion == "3.1", response.protocolVersion)
    try require((1...RequestDecoder.maximumApps).contains(response.apps.count), "\(response.apps.count) apps")
    for app in response.apps {
      guard let codebases = app.updateCheck?.codebases else { continue }
      for codebase in codebases {
        let isURL = codebase.hasPrefix("http://") || codebase.hasPrefix("https://")
        try require(isURL && Codebase.fault(in: codebase) == nil, "the codebase \(codebase)")
      }
    }
  }

  private func checkLog(status: Int, bodySize: Int) throws {
    let bytes = log.bytes
    try require(bytes.last == 0x0A, "the log does not end its line")
    let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast()
    try require((1...RequestDecoder.maximumApps + 1).contains(lines.count), "\(lines.count) lines")
    for line in lines {
      let text = String(decoding: line, as: UTF8.self)
      try require(line.allSatisfy { (0x20...0x7E).contains($0) }, "the line \(text)")
      try require(text.hasPrefix("time=") && text.contains(" level="), "the line \(text)")
      // A dozen values of LogLine.maximumValueLength, each byte of which takes six at most.
      try require(line.count < 1 << 15, "a line of \(line.count) bytes")
    }
    if status != 200 { try require(lines.count == 1, "\(lines.count) lines for one refusal") }
  }
}

/// A request that is read from an input.
private struct ReadExchange: Exchange {
  private var parameters: [String: String] = [:]
  private var body: ArraySlice<UInt8>
  private(set) var bodySize = 0

  init(_ input: [UInt8]) {
    var rest = input[...]
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
      let line = rest[..<end]
      rest = rest[(end + 1)...]
      guard !line.isEmpty else { break }
      guard let range = line.firstRange(of: Array(": ".utf8)) else { continue }
      let name = String(decoding: line[..<range.lowerBound], as: UTF8.self)
      parameters[name] = String(decoding: line[range.upperBound...], as: UTF8.self)
    }
    body = rest
    bodySize = rest.count
    // A fuzzer does not count; what it says itself stays.
    if parameters["CONTENT_LENGTH"] == nil { parameters["CONTENT_LENGTH"] = String(rest.count) }
    if parameters["REQUEST_METHOD"] == nil { parameters["REQUEST_METHOD"] = "POST" }
  }

  func parameter(_ name: StaticString) -> String? { parameters["\(name)"] }

  var endsBody: Bool { true }

  mutating func readBody(into buffer: inout [UInt8], atMost count: Int) -> Int {
    let piece = body.prefix(min(count, 1_000))
    body = body.dropFirst(piece.count)
    buffer += piece
    return piece.count
  }
}

/// A log that is kept until it is cleared.
private final class KeptLog: LogSink {
  private let kept = Mutex<[UInt8]>([])

  func write(_ lines: [UInt8]) { kept.withLock { $0 += lines } }
  func clear() { kept.withLock { $0.removeAll() } }
  var bytes: [UInt8] { kept.withLock { $0 } }
}
