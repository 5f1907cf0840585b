/// Where to listen, as written on a command line: a socket's path, or HOST:PORT.
public enum ListenAddress: Hashable, Sendable {
  /// A unix socket.
  case path(String)
  /// A TCP port; 0 lets the system choose one. The host has no brackets.
  case host(String, port: UInt16)

  /// Reads `PATH` or `HOST:PORT`, with IPv6 addresses in brackets (`[::1]:9000`); nil when it is neither.
  ///
  /// What has a `/` in it, or no `:`, is a path.
  public init?(_ text: String) {
    guard !text.isEmpty, !text.utf8.contains(0) else { return nil }
    guard !text.utf8.contains(UInt8(ascii: "/")), let colon = text.lastIndex(of: ":") else {
      self = .path(text)
      return
    }
    var host = text[..<colon]
    let digits = text[text.index(after: colon)...]
    guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = UInt16(digits) else { return nil }
    if host.hasPrefix("["), host.hasSuffix("]") {
      host = host.dropFirst().dropLast()
    } else if host.contains(":") {
      return nil
    }
    guard !host.isEmpty else { return nil }
    self = .host(String(host), port: port)
  }
}
