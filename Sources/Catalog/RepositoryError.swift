internal import Glibc
internal import Posix

/// Why the repository could not be read or changed: what was attempted, on which path, and what the system said.
///
/// What an operator *wrote* wrongly is a ``CatalogError``; this is what the file system or another writer refused.
public struct RepositoryError: Error, Hashable, Sendable {
  /// The attempt that failed; decides the exit code of a command.
  public enum Operation: String, Hashable, Sendable {
    /// Opening or reading a file or directory.
    case read
    /// Making a file or directory that did not exist.
    case create
    /// Writing, syncing or renaming something already begun.
    case write
    /// Removing a file or directory.
    case remove
    /// Taking the repository's lock.
    case lock
  }

  /// What was attempted.
  public let operation: Operation
  /// The path that it was attempted on.
  public let path: String
  /// What stood in the way.
  public let reason: Reason

  /// What stood in the way of an attempt.
  public enum Reason: Hashable, Sendable {
    /// The system refused, with this error number (`errno`).
    case system(Int32)
    /// A rule of the repository refused; a clause without a full stop.
    case rule(String)
    /// The catalog is not valid.
    case invalid(CatalogErrors)
  }

  package init(_ operation: Operation, _ path: String, code: Int32) {
    self.init(operation, path, .system(code))
  }

  package init(_ operation: Operation, _ path: String, detail: String) {
    self.init(operation, path, .rule(detail))
  }

  package init(_ operation: Operation, _ path: String, _ reason: Reason) {
    self.operation = operation
    self.path = path
    self.reason = reason
  }

  /// The system's error number, nil when it was not the system that refused.
  public var code: Int32? {
    if case .system(let code) = reason { code } else { nil }
  }

  /// True when the path does not exist.
  public var isMissing: Bool { code == ENOENT || code == ENOTDIR }

  /// True when the same attempt may succeed later although nobody changes the repository.
  var isPassing: Bool {
    [EMFILE, ENFILE, ENOMEM, EAGAIN, EIO, ESTALE, ETIMEDOUT].contains(code)
  }
}

extension RepositoryError: CustomStringConvertible {
  /// What is wrong, without the path: `cannot create: permission denied`.
  package var message: String {
    switch reason {
    case .system(let code): "cannot \(operation.rawValue): \(Self.text(of: code))"
    case .rule(let detail): "cannot \(operation.rawValue): \(detail)"
    case .invalid(let errors): errors.description
    }
  }

  /// `cannot create /srv/omaha/catalog: permission denied`; one line, but for an invalid catalog one line per error.
  public var description: String {
    switch reason {
    case .system(let code): "cannot \(operation.rawValue) \(path.escaped): \(Self.text(of: code))"
    case .rule(let detail): "cannot \(operation.rawValue) \(path.escaped): \(detail)"
    case .invalid(let errors): errors.description
    }
  }

  /// The system's words for an error number, beginning in lower case.
  package static func text(of code: Int32) -> String { SystemError.clause(of: code) }
}
