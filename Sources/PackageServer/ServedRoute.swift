internal import Gateway
internal import NIOHTTP1

/// What a request is for.
enum ServedRoute: Hashable {
  /// An address of the gateway, whatever the method.
  case gateway(Route)
  /// A file, by its whole path, which may lead nowhere.
  case file(Substring)
  case unknown

  init(_ head: HTTPRequestHead) {
    let path = Self.path(of: head.uri)
    if let route = Route(path: path) {
      self = .gateway(route)
    } else {
      self = path.hasPrefix("/packages/") ? .file(path) : .unknown
    }
  }

  /// The path of a request's target, which may be a whole URL (RFC 9112 §3.2.2).
  private static func path(of target: String) -> Substring {
    var rest = target[...]
    if !target.hasPrefix("/"), let scheme = target.firstRange(of: "://") {
      rest = rest[scheme.upperBound...].drop { $0 != "/" }
    }
    return rest.prefix { $0 != "?" }
  }
}
