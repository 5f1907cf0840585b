internal import Glibc

/// Why a command failed, in words for the operator, and the exit code that tells scripts.
package struct CommandFailure: Error {
  /// One or more lines without capitals and full stops.
  package let message: String
  /// What to do about it, if that can be said.
  package let hint: String?
  /// As in sysexits(3).
  package let exitCode: Int32

  package init(_ message: String, hint: String? = nil, exitCode: Int32) {
    self.message = message
    self.hint = hint
    self.exitCode = exitCode
  }

  /// The check or verification found something: exit 1.
  package static let checkFailed: Int32 = 1
  /// The command line is wrong.
  package static let usage = EX_USAGE
  /// What is to be read is not there.
  package static let noInput = EX_NOINPUT
  /// A server cannot be reached, or refuses for now.
  package static let unavailable = EX_UNAVAILABLE
  /// What is to be made cannot be made.
  package static let cannotCreate = EX_CANTCREAT
  /// The system failed to read or write.
  package static let inputOutput = EX_IOERR
  /// The catalog is not valid.
  package static let badCatalog = EX_CONFIG

  /// Writes the error and the hint to standard error, with the program's name before them.
  package func print(as program: String) {
    StandardError.print("\(program): error: \(message)")
    if let hint { StandardError.print("\(program): hint: \(hint)") }
  }
}

/// An error that can end a command: it says with which words and exit code.
package protocol CommandError: Error {
  var commandFailure: CommandFailure { get }
}

extension CommandFailure: CommandError {
  package var commandFailure: CommandFailure { self }
}
