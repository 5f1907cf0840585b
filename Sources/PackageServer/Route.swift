internal import Gateway
internal import NIOHTTP1

/// What a request is for.
enum Route: Hashable {
  /// An update check, whatever the method.
  case check
  /// Whether the package can be had, for load balancers and scripts.
  case health
  /// A file, by its whole path, which may lead nowhere.
  case file(Substring)
  case unknown

  /// The largest body of a request, in bytes.
  static let maximumBody = GatewayWorker.maximumBodySize

  init(_ head: HTTPRequestHead) {
    let path = Self.path(of: head.uri)
    switch path {
    case "/v1/update", "/v1/update/": self = .check
    case "/healthz": self = .health
    default: self = path.hasPrefix("/packages/") ? .file(path) : .unknown
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
