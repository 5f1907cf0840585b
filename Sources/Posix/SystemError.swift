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
  package init(_ context: String) {
    self.init(context, code: errno)
  }

  /// One line without a full stop: "cannot listen on /run/omaha.sock: Permission denied".
  public var description: String { "cannot \(context): \(Self.text(of: code))" }

  /// The system's text for an errno value: "Permission denied".
  public static func text(of code: Int32) -> String {
    // glibc's strerror may be called by several threads at a time; strerror(3).
    unsafe String(cString: strerror(code))
  }

  /// The same to stand in a sentence: "permission denied".
  package static func clause(of code: Int32) -> String {
    let text = text(of: code)
    return text.prefix(1).lowercased() + text.dropFirst()
  }
}
