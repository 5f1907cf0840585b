internal import Gateway
internal import Glibc

/// The request of a CGI process: meta-variables in the environment, the body on standard input.
struct CGIExchange: Exchange {
  /// The longest body that is read to its end only to be thrown away, in bytes.
  private static let drainLimit = 16 << 20

  private var consumed = 0

  func parameter(_ name: StaticString) -> String? {
    guard let value = unsafe getenv("\(name)") else { return nil }
    return unsafe String(cString: value)
  }

  mutating func readBody(into buffer: inout [UInt8], atMost count: Int) -> Int {
    // A web server that says a megabyte and sends a byte shall not make the process reserve one.
    let size = min(count, 65_536)
    var received = 0
    let piece = unsafe [UInt8](unsafeUninitializedCapacity: size) { bytes, filled in
      repeat { received = unsafe read(STDIN_FILENO, bytes.baseAddress, size) } while received < 0 && errno == EINTR
      filled = max(received, 0)
    }
    buffer += piece
    consumed += piece.count
    return piece.count
  }

  /// Apache takes a chunked body apart and closes standard input behind it; of other servers it is not known.
  var endsBody: Bool { parameter("SERVER_SOFTWARE")?.hasPrefix("Apache") == true }

  /// Reads what is left of the body of a refused request.
  ///
  /// busybox httpd closes the connection when the program ends; with bytes of the request unread the system then resets
  /// it, and the client never sees the answer. Not a byte more than the header says is waited for (RFC 3875 §4.2).
  mutating func drainBody() {
    let length = min(parameter("CONTENT_LENGTH").flatMap { Int($0) } ?? 0, Self.drainLimit)
    var discarded: [UInt8] = []
    while consumed < length, readBody(into: &discarded, atMost: length - consumed) > 0 {
      discarded.removeAll(keepingCapacity: true)
    }
  }
}

/// Writes all of it; false when the other side is gone or full.
func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
  var rest = bytes[...]
  while !rest.isEmpty {
    let written = unsafe rest.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
    if written < 0, errno == EINTR { continue }
    guard written > 0 else { return false }
    rest = rest.dropFirst(written)
  }
  return true
}
