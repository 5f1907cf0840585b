package import OmahaClient
internal import Posix

/// Why a file was not downloaded.
package enum DownloadError: Error, Hashable, Sendable, CustomStringConvertible {
  /// No whole answer came.
  case transport(TransportError)
  /// HTTP says that something is wrong.
  case status(url: String, Int)
  /// The file has another length than it must have. Bytes; nil when the server just sends more.
  case length(url: String, told: UInt64?, expected: UInt64)
  /// What was asked for as a part is not that part.
  case range(url: String)
  /// The file cannot be written; an `errno`.
  case disk(path: String, Int32)

  /// One sentence without a full stop.
  package var description: String {
    switch self {
    case .transport(let error): error.description
    case .status(let url, let status): "\(URLText.shown(url)): the server answers HTTP \(status)"
    case .length(let url, let told, let expected):
      "\(URLText.shown(url)) has \(told.map { "\($0)" } ?? "more than \(expected)") bytes, the release says \(expected)"
    case .range(let url): "\(URLText.shown(url)): the server sends another part of the file than it was asked for"
    case .disk(let path, let code): "cannot write \(path): \(SystemError.clause(of: code))"
    }
  }

  /// Whether the fault is here, and not with the server.
  package var isDisk: Bool { if case .disk = self { true } else { false } }

  /// Whether trying again may help.
  package var isPassing: Bool {
    switch self {
    case .transport(let error): error.kind == .unreachable
    // What go-omaha's client tries again.
    case .status(_, let status): [408, 429, 500, 502, 503, 504].contains(status)
    case .range: true
    case .length, .disk: false
    }
  }
}
