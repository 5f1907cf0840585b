internal import Glibc
internal import Posix

/// Messages to people; data goes to standard output.
package enum StandardError {
  /// Writes text and a line break in one piece, so that lines of several processes do not mix.
  package static func print(_ text: String) {
    _ = writeAll(text + "\n", to: STDERR_FILENO)
  }
}
