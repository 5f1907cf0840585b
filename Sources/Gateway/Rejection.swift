/// Why a request gets no answer of the protocol: an HTTP status and one line for whoever sent it.
///
/// The line never repeats anything of the request.
public struct Rejection: Error, Hashable, Sendable {
  /// The HTTP status, 400...599.
  public let status: Int

  /// One line without a line feed.
  public let message: String

  init(_ status: Int, _ message: String) {
    self.status = status
    self.message = message
  }

  /// 405 (RFC 9110 §15.5.6): only POST is answered.
  static let method = Rejection(405, "only POST is accepted")
  /// 405: the service's health is only looked at.
  static let healthMethod = Rejection(405, "only GET and HEAD are accepted")
  /// 411 (RFC 9110 §15.5.12): the web server gave no length, and does not tell where the body ends.
  static let lengthRequired = Rejection(411, "a Content-Length is required: this web server passes no chunked body on")
  /// 400: the length is not a number.
  static let invalidLength = Rejection(400, "the Content-Length is not a number")
  /// 400: the body ended early.
  static let incompleteBody = Rejection(400, "the body is shorter than its Content-Length")
  /// 400: a body of unknown length ended early.
  static let brokenBody = Rejection(400, "the body is cut off")
  /// 413 (RFC 9110 §15.5.14): larger than 1 MiB, before or after inflating.
  static let tooLarge = Rejection(413, "the body is larger than 1 MiB")
  /// 415 (RFC 9110 §15.5.16): another media type.
  static let contentType = Rejection(415, "the Content-Type is neither text/xml nor application/xml")
  /// 415: another charset.
  static let charset = Rejection(415, "the charset is not UTF-8")
  /// 415: a content coding other than gzip.
  static let contentEncoding = Rejection(415, "the Content-Encoding is not gzip")
  /// 400: gzip that cannot be inflated.
  static let invalidGzip = Rejection(400, "the body is not valid gzip")
  /// 400 (RFC 9112 §3.2): a Host that is not a host.
  static let invalidHost = Rejection(400, "the Host is not valid")
  /// 500: our own fault.
  static let internalError = Rejection(500, "internal error")
  /// 503: there is no catalog to decide from.
  static let noCatalog = Rejection(503, "the catalog cannot be loaded")

  /// The methods that are accepted instead, for the header field Allow (RFC 9110 §15.5.6); nil for every status but 405.
  private var allow: HeaderField? {
    switch self {
    case .method: HeaderField("Allow", unchecked: "POST")
    case .healthMethod: HeaderField("Allow", unchecked: "GET, HEAD")
    default: nil
    }
  }

  /// The response: one line, which for a fault of our own has the ID to look for in the log.
  func response(requestID: String) -> HTTPResponse {
    HTTPResponse(
      status: status, line: status >= 500 ? "\(message) (request \(requestID))" : message,
      fields: allow.map { [$0] } ?? [])
  }
}
