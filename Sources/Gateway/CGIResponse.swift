/// Writes responses as CGI/1.1 has them (RFC 3875 §6.3); the web server makes HTTP of them.
enum CGIResponse {
  /// 200 with a response document.
  static func success(_ document: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(document.count + 128)
    append("Status: 200 OK\r\nContent-Type: text/xml; charset=utf-8\r\n", to: &bytes)
    finish(document, to: &bytes)
    return bytes
  }

  /// The status of a rejection and its one line.
  static func rejection(_ rejection: Rejection, requestID: String) -> [UInt8] {
    var bytes: [UInt8] = []
    append("Status: ", to: &bytes)
    bytes.append(contentsOf: "\(rejection.status) \(rejection.phrase)".utf8)
    append("\r\nContent-Type: text/plain; charset=utf-8\r\n", to: &bytes)
    if rejection.status == 405 { append("Allow: POST\r\n", to: &bytes) }
    var line = rejection.message
    if rejection.status >= 500 { line += " (request \(requestID))" }
    finish(Array((line + "\n").utf8), to: &bytes)
    return bytes
  }

  private static func finish(_ body: [UInt8], to bytes: inout [UInt8]) {
    append("Content-Length: ", to: &bytes)
    bytes.append(contentsOf: String(body.count).utf8)
    append("\r\n\r\n", to: &bytes)
    bytes.append(contentsOf: body)
  }

  private static func append(_ text: StaticString, to bytes: inout [UInt8]) {
    unsafe bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }
}
