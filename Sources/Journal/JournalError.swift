internal import Glibc
internal import Posix

/// Why the journal could not be read or written.
public struct JournalError: Error, Hashable, CustomStringConvertible {
  /// What was being done, in words: "open /var/lib/omaha-fleet/journal".
  public let context: String
  /// The errno value; 0 when it is not the system that refused.
  public let code: Int32

  /// The error of the system call made last.
  init(_ context: String) { self.init(context, code: errno) }

  init(_ context: String, code: Int32) {
    self.context = context
    self.code = code
  }

  /// The journal has as many bytes as it may have.
  static let full = JournalError("append: the journal has reached its limit", code: 0)

  /// One line without a full stop: "cannot open /var/lib/omaha-fleet/journal: Permission denied".
  public var description: String {
    code == 0 ? "cannot \(context)" : "cannot \(context): \(SystemError.text(of: code))"
  }
}
