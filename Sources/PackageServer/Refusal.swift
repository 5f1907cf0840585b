internal import NIOHTTP1

/// Why a request that is no check gets nothing.
struct Refusal {
  let status: HTTPResponseStatus
  /// One line for whoever sent it; it repeats nothing of the request.
  let message: String
  let headers: HTTPHeaders

  init(_ status: HTTPResponseStatus, _ message: String, _ headers: HTTPHeaders = [:]) {
    self.status = status
    self.message = message
    self.headers = headers
  }

  static let host = Refusal(.badRequest, "one Host is required")
  static let tooLong = Refusal(.payloadTooLarge, "the body is larger than 1 MiB")
  static let method = Refusal(.methodNotAllowed, "only GET and HEAD are accepted", ["Allow": "GET, HEAD"])
  static let unknown = Refusal(.notFound, "there is nothing here")
  static let otherFile = Refusal(.preconditionFailed, "the file is another one")
  /// A file was written to since the server began.
  static let changed = Refusal(.serviceUnavailable, "the package has changed since it was offered")

  static func noSuchPart(ofSize size: UInt64) -> Refusal {
    Refusal(.rangeNotSatisfiable, "there is no such part", ["Content-Range": "bytes */\(size)"])
  }
}
