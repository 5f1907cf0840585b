internal import Posix

/// The URL that clients reach the server by: what relative codebases are appended to.
///
/// Made from the operator's setting, or from the scheme and the Host of a request. Whatever it is made from, it has only
/// characters that stand in a URL and in XML as they are, so it can be written into a response without escaping.
public struct BaseURL: Hashable, Sendable, CustomStringConvertible {
  /// The URL without a trailing slash, such as `https://updates.example.com` or `http://[::1]:8000/omaha`.
  public let text: String

  /// The URL.
  public var description: String { text }

  /// Reads a configured base URL; nil unless it is `http` or `https`, a host, optionally a port and a path.
  ///
  /// A trailing slash does not count.
  public init?(_ text: String) {
    let scheme: String
    if text.hasPrefix("http://") {
      scheme = "http://"
    } else if text.hasPrefix("https://") {
      scheme = "https://"
    } else {
      return nil
    }
    let rest = text.utf8.dropFirst(scheme.utf8.count)
    let authority = rest.prefix { $0 != UInt8(ascii: "/") }
    var path = rest.dropFirst(authority.count)
    while path.last == UInt8(ascii: "/") { path = path.dropLast() }
    guard let host = BaseURL.authority(authority), path.count <= 1_024, path.allSatisfy(BaseURL.isPathByte) else {
      return nil
    }
    self.text = scheme + host + String(Substring(path))
  }

  /// Makes the base URL of a request from what its front end says; nil when the host is not valid.
  ///
  /// - Parameters:
  ///   - isSecure: Whether the client came by https.
  ///   - host: The Host header, a name or an address with or without a port (RFC 9110 §7.2).
  public init?(isSecure: Bool, host: String) {
    guard let authority = BaseURL.authority(host.utf8[...]) else { return nil }
    text = (isSecure ? "https://" : "http://") + authority
  }

  /// A host and its port as a URL has them; nil unless it is a name or an IPv4 address, or an IPv6 address in brackets, and
  /// optionally a port; at most 255 bytes.
  ///
  /// Stricter than RFC 3986 §3.2.2: percent-encoding and sub-delimiters do not occur in the names of servers. Underscores do:
  /// containers have them (`update_server`), and routers (`_gateway`). A colon without a port means nothing (§3.2.3), so it is
  /// left out.
  private static func authority(_ text: Substring.UTF8View) -> String? {
    guard text.count <= 255, let parts = HostAndPort(text) else { return nil }
    let host = parts.host
    if parts.isBracketed {
      guard host.count >= 2, host.contains(UInt8(ascii: ":")), host.allSatisfy(isAddressByte) else { return nil }
    } else {
      guard let first = host.first, isLetterOrDigit(first) || first == UInt8(ascii: "_"),
        host.allSatisfy(isNameByte), host.contains(where: isLetterOrDigit)
      else { return nil }
    }
    guard let port = parts.port else { return String(Substring(parts.hasColon ? text.dropLast() : text)) }
    return port > 0 ? String(Substring(text)) : nil
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
    case UInt8(ascii: "0")...UInt8(ascii: "9"): true
    default: false
    }
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    isLetterOrDigit(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_")
  }

  /// Hexadecimal digits, colons, and the dots of an embedded IPv4 address.
  private static func isAddressByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"): true
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: ":"), UInt8(ascii: "."): true
    default: false
    }
  }

  private static func isPathByte(_ byte: UInt8) -> Bool {
    isNameByte(byte) || byte == UInt8(ascii: "/") || byte == UInt8(ascii: "~") || byte == UInt8(ascii: "%")
      || byte == UInt8(ascii: "+")
  }
}
