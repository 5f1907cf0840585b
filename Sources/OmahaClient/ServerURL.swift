/// The URL of an update server: http or https, with a host.
public struct ServerURL: Hashable, Sendable, CustomStringConvertible {
  /// The path that update servers have where the URL names none.
  public static let standardPath = "/v1/update/"

  /// The longest URL, in bytes.
  public static let maximumLength = 2048

  /// The URL as text.
  public let text: String

  /// Whether connections are encrypted.
  public var isSecure: Bool { text.utf8.count > 5 && text.utf8.dropFirst(4).first == UInt8(ascii: "s") }

  /// Reads a URL; nil unless it is one of http or https with a host, without white space, control characters and a fragment. Where it has no
  /// path, ``standardPath`` is added.
  public init?(_ text: String) {
    guard text.utf8.count <= ServerURL.maximumLength,
      text.utf8.allSatisfy({ (0x21..<0x7F).contains($0) && !Array("\"<>\\^`{|}#".utf8).contains($0) }),
      let scheme = ["http://", "https://"].first(where: { text.lowercased().hasPrefix($0) })
    else { return nil }
    let rest = text.dropFirst(scheme.count)
    let authority = rest.prefix { $0 != "/" && $0 != "?" }
    let host = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
    guard let first = host.first, first != ":" else { return nil }
    let path = rest.dropFirst(authority.count)
    self.text = scheme + authority + (path.isEmpty || path == "/" ? ServerURL.standardPath : String(path))
  }

  /// The URL as text.
  public var description: String { text }
}
