public import Omaha

/// Why a server's answer does not count.
public enum ClientError: Error, Hashable, Sendable, CustomStringConvertible {
  /// There is no answer.
  case transport(TransportError)
  /// The request cannot be written.
  case request(MessageError)
  /// HTTP says that something is wrong, and perhaps in how many seconds to ask again.
  case status(Int, retryAfter: Int? = nil)
  /// The server redirected, there the request came as a GET without its body, and this is what came of it. The text is a URL.
  indirect case lostByRedirect(to: String, ClientError)
  /// The body is empty.
  case empty
  /// The body is not XML that is read, or no response.
  case malformed(ResponseError)
  /// The response has nothing for the app that asked.
  case noApp
  /// The server refuses the app.
  case app(AppStatus)
  /// The response lacks the answer to the update check.
  case noUpdateCheck
  /// The update check is answered with an error.
  case updateCheck(UpdateCheckStatus)
  /// There is an update, and what it needs is missing.
  case incomplete

  /// One sentence without a full stop. It quotes nothing of the body but statuses.
  public var description: String {
    switch self {
    case .transport(let error): error.description
    case .request(let error): "the request cannot be written: \(error)"
    case .status(let status, _): "the server answered HTTP \(status)"
    case .lostByRedirect(let url, let error): "\(error), after a redirect to \(url), which loses the request: ask there"
    case .empty: "the answer is empty"
    case .malformed(let error): "the answer is no response: \(error)"
    case .noApp: "the answer has nothing for the app"
    case .app(let status): "the app's status is \(status)"
    case .noUpdateCheck: "the answer has no update check"
    case .updateCheck(let status): "the update check's status is \(status)"
    case .incomplete: "the update on offer has no manifest, no package or no URL"
    }
  }

  /// What update_engine reports to the server for this; nil when there is nobody to report to, or nothing that a report could mend.
  public var errorCode: ErrorCode? {
    switch self {
    case .transport, .request: nil
    case .status(let status, _): ErrorCode(rawValue: (1...998).contains(status) ? 2000 + status : 2999)
    case .lostByRedirect(_, let error): error.errorCode
    case .empty: .emptyResponse
    case .malformed(.wrongRoot): .responseInvalid
    case .malformed: .responseXMLParseError
    case .app: nil
    case .noApp, .noUpdateCheck, .updateCheck, .incomplete: .responseInvalid
    }
  }

  /// The status of HTTP, where that is the fault.
  var status: Int? {
    switch self {
    case .status(let status, _): status
    case .lostByRedirect(_, let error): error.status
    default: nil
    }
  }
}
