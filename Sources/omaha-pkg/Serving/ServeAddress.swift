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

  /// The URL that clients reach it by. Listening on every address, that is the name of this machine.
  var url: String {
    let isAny = ["", "0.0.0.0", "::"].contains(host)
    return "http://\(isAny ? Self.hostName : bracketedHost):\(port)"
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
