internal import Gateway
internal import NIOCore
internal import NIOHTTP1

/// An update check as the gateway takes it: the meta-variables that a web server would have made of the request.
struct CheckExchange: Exchange {
  private let request: ArrivingRequest
  private let client: String
  private let local: SocketAddress?
  private var offset = 0

  /// - Parameters:
  ///   - client: The machine's address.
  ///   - local: The address of ours that it came to.
  init(_ request: ArrivingRequest, client: String, local: SocketAddress?) {
    self.request = request
    self.client = client
    self.local = local
  }

  func parameter(_ name: StaticString) -> String? {
    switch "\(name)" {
    case "REQUEST_METHOD": request.head.method.rawValue
    case "REQUEST_SCHEME": "http"
    case "CONTENT_TYPE": request.head.headers.first(name: "Content-Type")
    case "CONTENT_LENGTH": request.contentLength
    case "HTTP_CONTENT_ENCODING": request.head.headers.first(name: "Content-Encoding")
    case "HTTP_HOST": request.head.headers.first(name: "Host")
    case "SERVER_NAME": local?.hostInURL
    case "SERVER_PORT": local?.port.map { String($0) }
    case "REMOTE_ADDR": client
    default: nil
    }
  }

  mutating func readBody(into buffer: inout [UInt8], atMost count: Int) -> Int {
    let body = request.body
    let piece = body[offset..<min(body.count, offset + count)]
    buffer += piece
    offset += piece.count
    return piece.count
  }
}

extension SocketAddress {
  /// The address as it stands before a port: of IPv6 in brackets.
  var hostInURL: String? { ipAddress.map { $0.contains(":") ? "[\($0)]" : $0 } }
}
