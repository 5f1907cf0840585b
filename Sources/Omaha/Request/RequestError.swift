/// Why a body is not a request that can be answered; the client's fault, HTTP 400.
public struct RequestError: Error, Hashable, Sendable {
  /// What is wrong.
  public enum Kind: Hashable, Sendable {
    /// The body is not well-formed XML in UTF-8, has a document type declaration, or is not within the limits.
    case malformed(DocumentError)
    /// The root element is not `<request>`.
    case wrongRoot
    /// The protocol is absent, or neither 3.0 nor 3.1.
    case unsupportedProtocol
    /// There is no `<app>`.
    case noApp
    /// There are more apps than ``RequestDecoder/maximumApps``.
    case tooManyApps
    /// There are more events than ``RequestDecoder/maximumEvents``, those of all apps taken together.
    case tooManyEvents
  }

  /// What is wrong.
  public let kind: Kind

  /// The line of the element at fault, from 1.
  public let line: Int

  init(_ kind: Kind, line: Int) {
    self.kind = kind
    self.line = line
  }
}

extension RequestError: CustomStringConvertible {
  /// One sentence without a full stop, beginning with the line; it never quotes the body.
  public var description: String {
    switch kind {
    case .malformed(let error): error.description
    case .wrongRoot: "line \(line): the root element is not a request"
    case .unsupportedProtocol: "line \(line): the protocol is neither 3.0 nor 3.1"
    case .noApp: "line \(line): the request has no app"
    case .tooManyApps: "line \(line): the request has more than \(RequestDecoder.maximumApps) apps"
    case .tooManyEvents: "line \(line): the request has more than \(RequestDecoder.maximumEvents) events"
    }
  }
}
