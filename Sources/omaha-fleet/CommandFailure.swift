internal import Catalog
internal import Glibc
internal import Journal

/// Why a command did not do what it was asked to, in the words of the operator, and the exit code that tells scripts.
struct CommandFailure: Error {
  /// One or more lines without capitals and full stops.
  let message: String
  /// What to do about it, if that can be said.
  let hint: String?
  /// As in sysexits(3).
  let exitCode: Int32

  init(_ message: String, hint: String? = nil, exitCode: Int32) {
    self.message = message
    self.hint = hint
    self.exitCode = exitCode
  }

  /// The failure for an error of the library; nil for one that the argument parser is to render.
  init?(_ error: any Error) {
    switch error {
    case let failure as CommandFailure: self = failure
    case let error as JournalError:
      self.init(
        error.description.escaped,
        hint: error.code == ENOENT ? "omaha-fcgi and omaha-cgi make the journal in the folder of --fleet" : nil,
        exitCode: error.code == ENOENT ? EX_NOINPUT : EX_IOERR)
    default: return nil
    }
  }

  /// Writes the error and the hint to standard error.
  func print() {
    StandardError.print("omaha-fleet: error: \(message)")
    if let hint { StandardError.print("omaha-fleet: hint: \(hint)") }
  }
}
