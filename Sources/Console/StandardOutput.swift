internal import Glibc

/// Data goes here; messages to people go to ``StandardError``.
package enum StandardOutput {
  /// Writes out what was printed.
  ///
  /// - Throws: when it cannot be written: data that did not arrive must not look like success.
  package static func flush() throws(CommandFailure) {
    guard fflush(nil) != 0 else { return }
    throw CommandFailure("cannot write to standard output", exitCode: CommandFailure.inputOutput)
  }
}
