import TestSupport

/// An HTTP request, written byte by byte, so that a test can send what no client library would.
struct HTTPRequest: Sendable {
  var method = "POST"
  var target = "/v1/update"
  var headers: [(name: String, value: String)] = [("Host", "updates.example.com"), ("Content-Type", "text/xml")]
  var body: [UInt8] = []
  /// Nil leaves Content-Length out.
  var contentLength: String?

  init(method: String = "POST", target: String = "/v1/update", body: some Sequence<UInt8>) {
    self.method = method
    self.target = target
    self.body = Array(body)
    contentLength = String(self.body.count)
  }

  init(_ body: String) {
    self.init(body: body.utf8)
  }

  /// With one header field replaced, or left out when the value is nil.
  func with(_ name: String, _ value: String?) -> HTTPRequest {
    var copy = self
    copy.headers.removeAll { $0.name == name }
    if let value { copy.headers.append((name, value)) }
    return copy
  }

  var bytes: [UInt8] {
    var head = "\(method) \(target) HTTP/1.1\r\n"
    for (name, value) in headers { head += "\(name): \(value)\r\n" }
    if let contentLength { head += "Content-Length: \(contentLength)\r\n" }
    return Array((head + "\r\n").utf8) + body
  }

  /// Sends it on a connection of its own, as update_engine does.
  func send(to port: Int) throws -> Reply {
    let connection = try Connection(port: port)
    try connection.send(with("Connection", "close").bytes)
    guard let reply = try connection.reply(toHead: method == "HEAD") else {
      throw Failure("closed without an answer")
    }
    return reply
  }
}
