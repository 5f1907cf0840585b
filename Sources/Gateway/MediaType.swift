/// What a Content-Type says, as far as a request with an XML body needs it (RFC 9110 §8.3.1).
struct MediaType: Hashable {
  /// Whether it is `text/xml` or `application/xml`.
  let isXML: Bool

  /// Whether a charset is given that is not UTF-8.
  let hasForeignCharset: Bool

  /// Reads a Content-Type; blank is XML in UTF-8, because clients of the protocol send nothing else.
  init(_ text: String) {
    var parameters = text.split(separator: ";", omittingEmptySubsequences: false).map(MediaType.trimmed)[...]
    let type = parameters.popFirst() ?? ""
    isXML = type.isEmpty || MediaType.isSame(type, "text/xml") || MediaType.isSame(type, "application/xml")
    hasForeignCharset = parameters.contains { parameter in
      guard let equals = parameter.utf8.firstIndex(of: UInt8(ascii: "=")) else { return false }
      guard MediaType.isSame(MediaType.trimmed(parameter[..<equals]), "charset") else { return false }
      var value = MediaType.trimmed(parameter[parameter.utf8.index(after: equals)...])
      if value.utf8.count >= 2, value.utf8.first == UInt8(ascii: "\""), value.utf8.last == UInt8(ascii: "\"") {
        value = value.dropFirst().dropLast()
      }
      return !value.isEmpty && !MediaType.isSame(value, "utf-8") && !MediaType.isSame(value, "utf8")
    }
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
