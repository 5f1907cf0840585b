internal import Glibc

/// A system call that failed, and what it was for.
public struct SystemError: Error, Hashable, CustomStringConvertible {
  /// What was being done, in words: "listen on /run/omaha/omaha.sock".
  public let context: String
  /// The errno value.
  public let code: Int32

  /// An error with a known code.
  public init(_ context: String, code: Int32) {
    self.context = context
    self.code = code
  }

  /// The error of the system call made last.
  init(_ context: String) {
    self.init(context, code: errno)
  }

  /// One line without a full stop: "cannot listen on /run/omaha.sock: Permission denied".
  public var description: String {
    "cannot \(context): \(unsafe String(cString: strerror(code)))"
  }
}
