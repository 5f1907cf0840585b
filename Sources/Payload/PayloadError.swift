internal import Posix

/// Why a payload could not be read, hashed or copied.
///
/// A payload that was read but is broken is no error: ``PayloadReport/faults`` says what is wrong with it.
public struct PayloadError: Error, Hashable, Sendable {
  /// What went wrong.
  public enum Kind: Hashable, Sendable {
    /// There is no such file, or it may not be read. `code` is the `errno` of `open`.
    case noInput(code: Int32)
    /// The path names a directory, pipe, socket or device; the text says which, with its article.
    case notRegularFile(String)
    /// Reading failed half way. `code` is an `errno`.
    case read(code: Int32)
    /// The size or modification time changed between opening the file and reaching its end.
    case changedWhileReading
    /// Writing the copy failed. `code` is an `errno`.
    case write(code: Int32)
    /// The file is not a usable RSA public key; the text says why.
    case publicKey(String)
  }

  /// What went wrong.
  public let kind: Kind
  /// The file, as the caller named it.
  public let path: String

  /// An error about one file.
  public init(_ kind: Kind, path: String) {
    self.kind = kind
    self.path = path
  }

  /// The fault without the path, in lower case and without a full stop.
  public var reason: String {
    switch kind {
    case .noInput(let code): "cannot open: \(SystemError.clause(of: code))"
    case .notRegularFile(let what): "is \(what), not a regular file"
    case .read(let code): "cannot read: \(SystemError.clause(of: code))"
    case .changedWhileReading: "changed while being read"
    case .write(let code): "cannot write: \(SystemError.clause(of: code))"
    case .publicKey(let why): why
    }
  }
}

extension PayloadError: CustomStringConvertible {
  /// "PATH: reason".
  public var description: String { "\(path): \(reason)" }
}
