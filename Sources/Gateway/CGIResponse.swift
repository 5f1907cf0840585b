internal import XML

/// Writes responses as CGI/1.1 has them (RFC 3875 §6.3); the web server makes HTTP of them.
enum CGIResponse {
  /// 200 with a response document.
  static func success(_ document: [UInt8]) -> [UInt8] {
    var buffer = ByteBuffer(capacity: document.count + 128)
    buffer.append("Status: 200 OK\r\nContent-Type: text/xml; charset=utf-8\r\n")
    finish(document, to: &buffer)
    return buffer.bytes
  }

  /// The status of a rejection and its one line.
  static func rejection(_ rejection: Rejection, requestID: String) -> [UInt8] {
    var buffer = ByteBuffer(capacity: 256)
    buffer.append("Status: ")
    buffer.append(decimal: rejection.status)
    buffer.append(" ")
    buffer.append(rejection.phrase)
    buffer.append("\r\nContent-Type: text/plain; charset=utf-8\r\n")
    if rejection.status == 405 { buffer.append("Allow: POST\r\n") }
    var line = rejection.message
    if rejection.status >= 500 { line += " (request \(requestID))" }
    finish(Array((line + "\n").utf8), to: &buffer)
    return buffer.bytes
  }

  private static func finish(_ body: [UInt8], to buffer: inout ByteBuffer) {
    buffer.append("Content-Length: ")
    buffer.append(decimal: body.count)
    buffer.append("\r\n\r\n")
    buffer.append(body)
  }
}
