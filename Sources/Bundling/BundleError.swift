internal import Posix

/// Why a bundle could not be read or written.
package struct BundleError: Error, Hashable, Sendable {
  /// What went wrong.
  package enum Kind: Hashable, Sendable {
    /// The bundle is not what it has to be; a clause without a full stop. Nothing in it is to be trusted.
    case invalid(String)
    /// The signature that was asked for is missing or not valid.
    case signature(String)
    /// A file that was to be put into a bundle is not what its release says.
    case source(String)
    /// A key file cannot be used.
    case key(String)
    /// A key file cannot be opened; an `errno`.
    case noKey(code: Int32)
    /// Reading failed; an `errno`.
    case read(code: Int32)
    /// Writing failed; an `errno`.
    case write(code: Int32)
  }

  package let kind: Kind
  /// The file, as the caller named it; `-` for a standard stream.
  package let path: String

  package init(_ kind: Kind, path: String) {
    self.kind = kind
    self.path = path
  }

  /// The fault without the path, in lower case and without a full stop.
  package var reason: String {
    switch kind {
    case .invalid(let text), .signature(let text), .source(let text), .key(let text): text
    case .noKey(let code): "cannot open: \(SystemError.clause(of: code))"
    case .read(let code): "cannot read: \(SystemError.clause(of: code))"
    case .write(let code): "cannot write: \(SystemError.clause(of: code))"
    }
  }
}

extension BundleError: CustomStringConvertible {
  /// "PATH: reason".
  package var description: String { "\(path): \(reason)" }
}
