/// Where a payload is fetched from: the URL of the directory that a package's name is appended to.
///
/// Absolute (`https://cdn.example/os/`), or relative to the host that serves updates (`/packages/…/`). It ends in `/`,
/// because some clients join codebase and name without one.
public struct Codebase: Hashable, Sendable {
  /// The URL as it is written.
  public let text: String

  /// The URL as it stands in an attribute of XML.
  package let escaped: String

  /// Whether it names its host.
  public let isAbsolute: Bool

  /// A codebase that is already known to be valid.
  init(unchecked text: String) {
    self.text = text
    isAbsolute = text.utf8.first != UInt8(ascii: "/")
    escaped = Codebase.escaped(text)
  }

  /// A codebase, or a part of one, as it stands in an attribute of XML.
  static func escaped(_ text: String) -> String {
    // Of what XML escapes, a codebase can have these two.
    guard text.utf8.contains(where: { $0 == UInt8(ascii: "&") || $0 == UInt8(ascii: "'") }) else { return text }
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "'": escaped += "&apos;"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }

  /// Nil when ``fault(in:)`` finds something.
  public init?(_ text: String) {
    guard Codebase.fault(in: text) == nil else { return nil }
    self.init(unchecked: text)
  }

  /// What keeps a text from being a codebase, as a clause such as `does not end in "/"`; nil when it is one.
  public static func fault(in text: String) -> String? {
    let bytes = text.utf8
    guard !bytes.isEmpty else { return "is empty" }
    guard bytes.count <= 2048 else { return "is longer than 2048 bytes" }
    guard bytes.allSatisfy(isURLByte) else {
      return "has a space, a control character or another that does not belong in a URL"
    }
    guard bytes.last == UInt8(ascii: "/") else { return "does not end in \"/\"" }
    if bytes.first == UInt8(ascii: "/") {
      return text.hasPrefix("//") ? "begins with \"//\", which names a host without a scheme" : nil
    }
    let lowercased = text.lowercased()
    for scheme in ["http://", "https://"] where lowercased.hasPrefix(scheme) {
      return fault(
        inAuthority: bytes.dropFirst(scheme.utf8.count).prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") })
    }
    return "is neither an http or https URL nor begins with \"/\""
  }

  /// RFC 3986 §2: neither white space nor quotes nor anything beyond ASCII stands in a URL.
  private static func isURLByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\\"), UInt8(ascii: "^"),
      UInt8(ascii: "`"), UInt8(ascii: "{"), UInt8(ascii: "|"), UInt8(ascii: "}"), UInt8(ascii: "#"):
      false
    default: (0x21..<0x7F).contains(byte)
    }
  }

  /// What is wrong with a host and its port, for which clients would find no server.
  private static func fault(inAuthority text: Substring.UTF8View) -> String? {
    let bracket = text.lastIndex(of: UInt8(ascii: "]"))
    let colon = text[(bracket ?? text.startIndex)...].lastIndex(of: UInt8(ascii: ":"))
    let host = text[..<(colon ?? text.endIndex)]
    if host.isEmpty { return "names no host" }
    if bracket == nil, host.contains(UInt8(ascii: ":")), !host.contains(UInt8(ascii: "@")) {
      return "has an IPv6 address without brackets"
    }
    guard let colon, text.index(after: colon) < text.endIndex else { return nil }
    let port = Substring(text[text.index(after: colon)...])
    let isNumber = port.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    return !isNumber || UInt16(port) ?? 0 == 0 ? "has a port that is none, \(String(port).quoted)" : nil
  }
}
