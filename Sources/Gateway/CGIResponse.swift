internal import XML

/// Writes responses as CGI/1.1 has them (RFC 3875 §6.3); the web server makes HTTP of them.
enum CGIResponse {
  /// 200 with the response document that was written.
  static func success(_ document: borrowing XMLWriter) -> [UInt8] {
    var buffer = ByteBuffer(capacity: 128)
    buffer.append("Status: 200 OK\r\nContent-Type: text/xml; charset=utf-8\r\n")
    finish(document.count, to: &buffer)
    return buffer.bytes(followedBy: document)
  }

  /// 200 for a load balancer, which nothing in between may keep; to HEAD without the body (RFC 3875 §4.3.3).
  static func health(includesBody: Bool) -> [UInt8] {
    var buffer = ByteBuffer(capacity: 128)
    buffer.append("Status: 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nCache-Control: no-store\r\n")
    finish(3, to: &buffer)
    if includesBody { buffer.append("ok\n") }
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
    if let allow = rejection.allow {
      buffer.append("Allow: ")
      buffer.append(allow)
      buffer.append("\r\n")
    }
    var line = rejection.message
    if rejection.status >= 500 { line += " (request \(requestID))" }
    line += "\n"
    finish(line.utf8.count, to: &buffer)
    buffer.append(line)
    return buffer.bytes
  }

  /// Ends the header of a body of so many bytes.
  private static func finish(_ count: Int, to buffer: inout ByteBuffer) {
    buffer.append("Content-Length: ")
    buffer.append(decimal: count)
    buffer.append("\r\n\r\n")
  }
}
