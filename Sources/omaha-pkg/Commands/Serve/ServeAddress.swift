internal import ArgumentParser
internal import CLinux
internal import Console
internal import Glibc
internal import Posix

/// Where `serve` listens: `HOST:PORT`, `:PORT` for every address, or `[::1]:PORT`. Port 0 is any that is free.
struct ServeAddress: Hashable, ExpressibleByArgument {
  /// A name or an address, without brackets; empty for every address.
  let host: String
  let port: UInt16

  init(host: String, port: UInt16) {
    self.host = host
    self.port = port
  }

  init?(argument: String) {
    guard let parts = HostAndPort(argument), let port = parts.port,
      !parts.isBracketed || parts.host.contains(UInt8(ascii: ":"))
    else { return nil }
    // It is printed, and stands in a URL.
    guard parts.host.allSatisfy({ Self.isHostByte($0) }) else { return nil }
    host = parts.hostText
    self.port = port
  }

  var defaultValueDescription: String { "\(bracketedHost):\(port)" }

  /// The host as it stands before a port: an IPv6 address in brackets.
  private var bracketedHost: String { host.contains(":") ? "[\(host)]" : host }

  /// Whether it is every address of this machine, of both families where there are two.
  private var isAny: Bool { ["", "::"].contains(host) }

  /// What to bind to, as numbers.
  ///
  /// - Throws: when a name has no address.
  func numbers() throws(CommandFailure) -> [String] {
    if isAny { return ["0.0.0.0", "::"] }
    // So that neither needs anything from the system (RFC 6761 §6.3).
    if host == "localhost" { return ["127.0.0.1", "::1"] }
    if Self.isNumber(host) { return [host] }
    guard let number = Self.lookUp(host) else {
      throw CommandFailure(
        "cannot find the address of \(host)", hint: "give a number, such as 192.0.2.1 or [2001:db8::1]",
        exitCode: CommandFailure.cannotCreate)
    }
    return [number]
  }

  private static func isNumber(_ host: String) -> Bool {
    var address = in6_addr()
    return unsafe inet_pton(AF_INET, host, &address) == 1 || inet_pton(AF_INET6, host, &address) == 1
  }

  /// The first address of a name, of IPv4 when there is one.
  private static func lookUp(_ host: String) -> String? {
    if Invocation.isStatic {
      // Otherwise glibc loads what /etc/nsswitch.conf names, such as libnss_resolve, which belongs to the C library of this
      // machine and not to the one that we have within us.
      _ = unsafe __nss_configure_lookup("hosts", "files dns")
    }
    for family in [AF_INET, AF_INET6] {
      var hints = unsafe addrinfo()
      unsafe hints.ai_family = family
      unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
      var found: UnsafeMutablePointer<addrinfo>?
      guard unsafe getaddrinfo(host, nil, &hints, &found) == 0, let first = unsafe found else { continue }
      defer { unsafe freeaddrinfo(first) }
      var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
      let code = unsafe getnameinfo(
        first.pointee.ai_addr, first.pointee.ai_addrlen, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST)
      if code == 0 { return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self) }
    }
    return nil
  }

  /// The URL that clients reach it by. Listening on every address, that is the name of this machine.
  func url(port: UInt16) -> String {
    "http://\(isAny || host == "0.0.0.0" ? Self.hostName : bracketedHost):\(port)"
  }

  private static var hostName: String {
    var name = [CChar](repeating: 0, count: 256)
    guard unsafe gethostname(&name, name.count - 1) == 0, name[0] != 0 else { return "localhost" }
    return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  private static func isHostByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"),
      UInt8(ascii: ":"):
      true
    default: false
    }
  }
}
