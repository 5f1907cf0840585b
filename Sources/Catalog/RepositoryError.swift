internal import Glibc

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
  /// The system's error number (`errno`), or 0 when the system refused nothing.
  public let code: Int32
  /// What is wrong when the system refused nothing.
  public let detail: String

  init(_ operation: Operation, _ path: String, code: Int32) {
    self.operation = operation
    self.path = path
    self.code = code
    self.detail = ""
  }

  init(_ operation: Operation, _ path: String, detail: String) {
    self.operation = operation
    self.path = path
    self.code = 0
    self.detail = detail
  }

  /// True when the path does not exist.
  public var isMissing: Bool { code == ENOENT || code == ENOTDIR }

  /// True when the path was to be new and exists.
  public var isExisting: Bool { code == EEXIST || code == ENOTEMPTY }
}

extension RepositoryError: CustomStringConvertible {
  /// One line: `cannot create /srv/omaha/catalog: permission denied`.
  public var description: String {
    "cannot \(operation.rawValue) \(path): \(code == 0 ? detail : Self.text(of: code))"
  }

  /// The system's words for an error number, beginning in lower case.
  private static func text(of code: Int32) -> String {
    var buffer = [CChar](repeating: 0, count: 256)
    let words = unsafe buffer.withUnsafeMutableBufferPointer { buffer -> String? in
      guard let start = buffer.baseAddress, unsafe strerror_r(code, start, buffer.count) == 0 else { return nil }
      return unsafe String(cString: start)
    }
    guard let words, let first = words.first else { return "error \(code)" }
    return first.lowercased() + words.dropFirst()
  }
}
