/// What a Content-Type says, as far as a request with an XML body needs it (RFC 9110 §8.3.1).
struct MediaType: Hashable {
  /// Whether it is `text/xml` or `application/xml`.
  let isXML: Bool

  /// Whether a charset is given that is neither UTF-8 nor ASCII, which is UTF-8 as well.
  let hasForeignCharset: Bool

  /// Reads a Content-Type; blank is XML in UTF-8, because clients of the protocol send nothing else.
  init(_ text: String) {
    var parameters = MediaType.parts(text)[...]
    let type = parameters.popFirst() ?? ""
    isXML = type.isEmpty || MediaType.isSame(type, "text/xml") || MediaType.isSame(type, "application/xml")
    hasForeignCharset = parameters.contains { parameter in
      guard let equals = parameter.utf8.firstIndex(of: UInt8(ascii: "=")) else { return false }
      guard MediaType.isSame(MediaType.trimmed(parameter[..<equals]), "charset") else { return false }
      let value = MediaType.unquoted(MediaType.trimmed(parameter[parameter.utf8.index(after: equals)...]))
      // RFC 3023 made us-ascii the default of text/xml, so there are clients that say so and send UTF-8.
      let known: [StaticString] = ["", "utf-8", "utf8", "us-ascii", "ascii"]
      return !known.contains { MediaType.isSame(value, $0) }
    }
  }

  /// What stands between semicolons, without the white space around it. A semicolon in a quoted string (RFC 9110 §5.6.4) is none.
  private static func parts(_ text: String) -> [Substring] {
    var parts: [Substring] = []
    var start = text.startIndex
    var isQuoted = false
    var isEscaped = false
    for index in text.utf8.indices {
      switch text.utf8[index] {
      case _ where isEscaped: isEscaped = false
      case UInt8(ascii: "\\") where isQuoted: isEscaped = true
      case UInt8(ascii: "\""): isQuoted.toggle()
      case UInt8(ascii: ";") where !isQuoted:
        parts.append(trimmed(text[start..<index]))
        start = text.utf8.index(after: index)
      default: break
      }
    }
    return parts + [trimmed(text[start...])]
  }

  /// A value without its quotation marks; single ones, which the standard does not know, are taken off, too.
  private static func unquoted(_ value: Substring) -> Substring {
    guard value.utf8.count >= 2, let mark = value.utf8.first, mark == value.utf8.last,
      mark == UInt8(ascii: "\"") || mark == UInt8(ascii: "'")
    else { return value }
    return trimmed(value.dropFirst().dropLast())
  }

  /// Whether two tokens are the same; their case does not count.
  static func isSame(_ left: Substring, _ right: StaticString) -> Bool {
    guard left.utf8.count == right.utf8CodeUnitCount else { return false }
    return left.lowercased() == "\(right)"
  }

  static func trimmed(_ text: Substring) -> Substring {
    var text = text
    while let byte = text.utf8.first, byte == 0x20 || byte == 0x09 { text = text.dropFirst() }
    while let byte = text.utf8.last, byte == 0x20 || byte == 0x09 { text = text.dropLast() }
    return text
  }
}
