/// `HOST`, `HOST:PORT` or `:PORT`, as they stand in a URL (RFC 3986 §3.2): a name, an IPv4 address, or an IPv6 address in brackets.
///
/// It takes the text apart; which hosts there can be, and whether a port has to be there, is for its user to say.
package struct HostAndPort {
  /// Without the brackets of an IPv6 address.
  package let host: Substring.UTF8View
  /// Whether the host stood in brackets; only then can it have colons.
  package let isBracketed: Bool
  /// 0...65535 in decimal digits; nil without a colon, or with nothing behind it.
  package let port: UInt16?
  /// Whether there is a colon, although nothing may stand behind it.
  package let hasColon: Bool

  /// Takes a text apart; nil when it has colons and no brackets, or when something else than a port follows a colon.
  package init?(_ text: Substring.UTF8View) {
    let end: Substring.UTF8View.Index
    if text.first == UInt8(ascii: "[") {
      guard let bracket = text.firstIndex(of: UInt8(ascii: "]")) else { return nil }
      host = text[..<bracket].dropFirst()
      isBracketed = true
      end = text.index(after: bracket)
    } else {
      end = text.firstIndex(of: UInt8(ascii: ":")) ?? text.endIndex
      host = text[..<end]
      isBracketed = false
    }
    hasColon = end < text.endIndex
    guard hasColon else {
      port = nil
      return
    }
    let digits = text[end...].dropFirst()
    guard text[end] == UInt8(ascii: ":"), digits.count <= 5, digits.allSatisfy({ (0x30...0x39).contains($0) }) else {
      return nil
    }
    let number = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    guard let port = UInt16(exactly: number) else { return nil }
    self.port = digits.isEmpty ? nil : port
  }

  /// Takes a text apart.
  package init?(_ text: String) { self.init(text.utf8[...]) }

  /// The host as a string.
  package var hostText: String { String(Substring(host)) }
}
