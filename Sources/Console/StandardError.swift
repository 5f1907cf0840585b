internal import Glibc

/// Messages to people; data goes to standard output.
package enum StandardError {
  /// Writes text and a line break in one piece, so that lines of several processes do not mix.
  package static func print(_ text: String) {
    var rest = Array((text + "\n").utf8)[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes { buffer in unsafe write(2, buffer.baseAddress, buffer.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }
}
