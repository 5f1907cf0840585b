internal import Gateway
internal import NIOCore
internal import NIOHTTP1

/// A request whose header has come.
struct ArrivingRequest {
  let head: HTTPRequestHead
  let route: ServedRoute
  /// What has come of a check's body; of others nothing is kept.
  private(set) var body: [UInt8] = []
  /// Bytes of the body that have come.
  private var count = 0

  init(_ head: HTTPRequestHead) {
    self.head = head
    route = ServedRoute(head)
  }

  mutating func take(_ bytes: ByteBuffer) {
    count += bytes.readableBytes
    if route == .gateway(.update), !isTooLong { body.append(contentsOf: bytes.readableBytesView) }
  }

  /// What the header says of the body's length; of a chunked body what has come.
  var contentLength: String? {
    head.headers.first(name: "Content-Length") ?? (head.headers.contains(name: "Transfer-Encoding") ? "\(count)" : nil)
  }

  /// Whether the body is, or is going to be, longer than any that is taken.
  var isTooLong: Bool {
    // The decoder refuses what is no number; one that does not fit is too large.
    max(count, contentLength.map { Int($0) ?? .max } ?? 0) > GatewayWorker.maximumBodySize
  }

  /// Whether the client waits to be told that it may send the body (RFC 9110 §10.1.1).
  var expectsContinue: Bool {
    !isHTTP10 && head.headers["Expect"].contains { $0.lowercased() == "100-continue" }
  }

  /// Whether there is one Host, which HTTP/1.0 does without (RFC 9112 §3.2).
  var hasHost: Bool {
    let count = head.headers["Host"].count
    return count == 1 || count == 0 && isHTTP10
  }

  /// Whether it is HTTP/1.0, whose connections end with the answer unless the client asks for more.
  var isHTTP10: Bool { head.version == .http1_0 }

  /// Whether the method asks for what is there.
  var isReading: Bool { head.method == .GET || head.method == .HEAD }
}
