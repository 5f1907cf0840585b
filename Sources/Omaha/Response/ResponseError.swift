/// Why a body is not a response.
public enum ResponseError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The body is not well-formed XML, or not within the limits.
  case malformed(DocumentError)

  /// The root element is not `<response>`.
  case wrongRoot

  /// One sentence without a full stop, beginning with the line; it never quotes the body.
  public var description: String {
    switch self {
    case .malformed(let error): error.description
    case .wrongRoot: "line 1: the root element is not a response"
    }
  }
}
