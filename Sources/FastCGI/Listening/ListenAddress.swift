internal import Posix

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
    guard !text.utf8.contains(UInt8(ascii: "/")), text.utf8.contains(UInt8(ascii: ":")) else {
      self = .path(text)
      return
    }
    guard let parts = HostAndPort(text), let port = parts.port, !parts.host.isEmpty else { return nil }
    self = .host(parts.hostText, port: port)
  }
}
