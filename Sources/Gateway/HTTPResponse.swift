/// The answer to one request in terms of HTTP. Each front end writes it in its own way.
public struct HTTPResponse: Hashable, Sendable {
  /// The status, 200...599.
  public let status: Int

  /// The header field Content-Type.
  public let contentType: String

  /// The other header fields, but for Content-Length: that is ``contentLength``.
  public private(set) var fields: [HeaderField]

  /// The body; empty when HEAD was asked.
  public private(set) var body: [UInt8]

  /// The header field Content-Length, in bytes: the size of the body, or to HEAD of the one that GET would get.
  public let contentLength: Int

  /// A response.
  public init(status: Int, contentType: String, fields: [HeaderField] = [], body: [UInt8]) {
    self.status = status
    self.contentType = contentType
    self.fields = fields
    self.body = body
    contentLength = body.count
  }

  /// A response of one line of text, without its line feed.
  init(status: Int, line: String, fields: [HeaderField] = []) {
    self.init(
      status: status, contentType: "text/plain; charset=utf-8", fields: fields, body: Array((line + "\n").utf8))
  }

  /// The same response with one more header field.
  public func adding(_ field: HeaderField) -> HTTPResponse {
    var response = self
    response.fields.append(field)
    return response
  }

  /// The same response without its body, as HEAD wants it (RFC 3875 §4.3.3).
  public var withoutBody: HTTPResponse {
    var response = self
    response.body = []
    return response
  }

  /// The reason phrase of ``status`` (RFC 9110 §15); empty for one that nobody here answers.
  public var phrase: StaticString {
    switch status {
    case 200: "OK"
    case 400: "Bad Request"
    case 403: "Forbidden"
    case 404: "Not Found"
    case 405: "Method Not Allowed"
    case 411: "Length Required"
    case 413: "Content Too Large"
    case 415: "Unsupported Media Type"
    case 500: "Internal Server Error"
    case 503: "Service Unavailable"
    default: ""
    }
  }
}

/// One header field of a response.
public struct HeaderField: Hashable, Sendable {
  /// The name, such as `Cache-Control`.
  public let name: String

  /// The value.
  public let value: String

  /// A field; nil when the value has a control character, with which it could begin another field (RFC 9110 §5.5).
  public init?(_ name: StaticString, _ value: String) {
    guard value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else { return nil }
    self.init(name, unchecked: value)
  }

  init(_ name: StaticString, unchecked value: String) {
    self.name = "\(name)"
    self.value = value
  }

  /// Nothing between client and server may keep the response (RFC 9111 §5.2.2.5).
  public static var noStore: HeaderField { HeaderField("Cache-Control", unchecked: "no-store") }

  /// The connection ends with this response (RFC 9112 §9.6).
  public static var closing: HeaderField { HeaderField("Connection", unchecked: "close") }
}
