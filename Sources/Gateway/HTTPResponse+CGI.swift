internal import XML

extension HTTPResponse {
  /// The response as a CGI program writes it (RFC 3875 §6.3): header fields, an empty line, the body. The web server makes HTTP of it.
  public var cgi: [UInt8] {
    var buffer = ByteBuffer(capacity: 256)
    buffer.append("Status: ")
    buffer.append(decimal: status)
    buffer.append(" ")
    buffer.append(phrase)
    buffer.append("\r\nContent-Type: ")
    buffer.append(contentType)
    for field in fields {
      buffer.append("\r\n")
      buffer.append(field.name)
      buffer.append(": ")
      buffer.append(field.value)
    }
    buffer.append("\r\nContent-Length: ")
    buffer.append(decimal: contentLength)
    buffer.append("\r\n\r\n")
    return buffer.bytes(followedBy: body)
  }
}
