internal import ArgumentParser
internal import Glibc

/// Where `serve` listens: `HOST:PORT`, `:PORT` for every address, or `[::1]:PORT`.
struct ServeAddress: Hashable, ExpressibleByArgument {
  /// A name or an address, without brackets; empty for every address.
  let host: String
  let port: UInt16

  init(host: String, port: UInt16) {
    self.host = host
    self.port = port
  }

  init?(argument: String) {
    guard let colon = argument.lastIndex(of: ":"), let port = UInt16(argument[argument.index(after: colon)...]),
      port > 0
    else { return nil }
    var host = String(argument[..<colon])
    if host.hasPrefix("["), host.hasSuffix("]") {
      host = String(host.dropFirst().dropLast())
      guard host.contains(":") else { return nil }
    } else if host.contains(":") {
      return nil
    }
    // It goes into a web server's configuration.
    guard host.utf8.allSatisfy({ Self.isHostByte($0) }) else { return nil }
    self.host = host
    self.port = port
  }

  var defaultValueDescription: String { "\(bracketedHost):\(port)" }

  /// The host as it stands before a port: an IPv6 address in brackets.
  var bracketedHost: String { host.contains(":") ? "[\(host)]" : host }

  /// Whether it is every address of this machine, of both families where there are two.
  var isAny: Bool { ["", "::"].contains(host) }

  /// What a web server binds to, without the port: numbers, since not every server looks names up.
  var bindings: [String] {
    guard isAny else { return [bracketedHost] }
    return Self.hasIPv6 ? ["0.0.0.0", "[::]"] : ["0.0.0.0"]
  }

  /// The same with a number for a name, of IPv4 when there is one.
  func resolved() throws -> ServeAddress {
    guard !isAny else { return self }
    var hints = unsafe addrinfo()
    unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    guard unsafe getaddrinfo(host, nil, &hints, &found) == 0, let first = unsafe found else {
      throw CommandFailure("cannot find the address of \(host)", exitCode: CommandFailure.cannotCreate)
    }
    defer { unsafe freeaddrinfo(first) }
    var best = unsafe first
    var next: UnsafeMutablePointer<addrinfo>? = unsafe first
    while let entry = unsafe next {
      if unsafe entry.pointee.ai_family == AF_INET {
        unsafe best = entry
        break
      }
      unsafe next = entry.pointee.ai_next
    }
    var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
    guard
      unsafe getnameinfo(
        best.pointee.ai_addr, best.pointee.ai_addrlen, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST) == 0
    else { return self }
    return ServeAddress(
      host: String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self), port: port)
  }

  private static var hasIPv6: Bool {
    let probe = socket(AF_INET6, Int32(SOCK_STREAM.rawValue), 0)
    guard probe >= 0 else { return false }
    defer { close(probe) }
    var address = sockaddr_in6()
    address.sin6_family = sa_family_t(AF_INET6)
    return unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe bind(probe, $0, socklen_t(MemoryLayout<sockaddr_in6>.size)) == 0
      }
    }
  }

  /// The URL that clients reach it by. Listening on every address, that is the name of this machine.
  var url: String {
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
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: ":"): true
    default: false
    }
  }
}
