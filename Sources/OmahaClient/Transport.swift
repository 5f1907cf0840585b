/// Carries requests to a server. `CurlTransport` of the product `OmahaCurl` is one; a program that has an HTTP client already gives its own.
public protocol Transport: Sendable {
  /// Sends a request with POST and `Content-Type: text/xml`, and waits for the answer, whatever its status.
  ///
  /// - Parameters:
  ///   - body: The request's document.
  ///   - server: Where to.
  /// - Returns: The answer; its body is at most ``ServerAnswer/maximumSize`` bytes.
  /// - Throws: ``TransportError`` when there is no answer, or one that is too large.
  func send(_ body: [UInt8], to server: ServerURL) async throws(TransportError) -> ServerAnswer
}

/// An answer as HTTP delivers it.
public struct ServerAnswer: Hashable, Sendable {
  /// The largest body that is read, in bytes; go-omaha's client refuses more, too.
  public static let maximumSize = 1 << 20

  /// The status of HTTP, 100...999.
  public let status: Int
  /// `Content-Type`; nil when absent.
  public let contentType: String?
  /// `Content-Encoding`; nil when absent.
  public let contentEncoding: String?
  /// The seconds of `Retry-After`; nil when it is absent or a date.
  public let retryAfter: Int?
  /// The URLs that the request was redirected to, in order.
  public let redirects: [String]
  /// Whether a redirect turned the request into a GET without a body, as HTTP clients do for 301, 302 and 303.
  public let becameGET: Bool
  /// The body, as it came.
  public let body: [UInt8]

  /// An answer.
  public init(
    status: Int, contentType: String? = nil, contentEncoding: String? = nil, retryAfter: Int? = nil,
    redirects: [String] = [], becameGET: Bool = false, body: [UInt8]
  ) {
    self.status = status
    self.contentType = contentType
    self.contentEncoding = contentEncoding
    self.retryAfter = retryAfter
    self.redirects = redirects
    self.becameGET = becameGET
    self.body = body
  }
}

/// Why there is no answer.
public struct TransportError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What kind of fault it is.
  public enum Kind: Hashable, Sendable {
    /// The server cannot be reached, or the connection broke. Trying again later may help.
    case unreachable
    /// The server's certificate is not trusted.
    case untrusted
    /// The answer is larger than ``ServerAnswer/maximumSize``.
    case tooLarge
    /// A redirect leads somewhere where the client does not go, such as from https to http.
    case redirect
    /// The client cannot do this here, such as without its library.
    case unsupported
  }

  /// What kind of fault it is.
  public let kind: Kind
  /// One sentence without a full stop.
  public let description: String

  /// A fault.
  public init(_ kind: Kind, _ description: String) {
    self.kind = kind
    self.description = description
  }
}
