internal import Gateway
internal import Glibc
internal import Posix

/// The request of a CGI process: meta-variables in the environment, the body on standard input.
struct CGIExchange: Exchange {
  /// The longest body that is read to its end only to be thrown away, in bytes.
  private static let drainLimit = 16 << 20

  private var consumed = 0

  func parameter(_ name: StaticString) -> String? {
    Invocation.environment("\(name)")
  }

  mutating func readBody(into buffer: inout [UInt8], atMost count: Int) -> Int {
    // A web server that says a megabyte and sends a byte shall not make the process reserve one.
    let size = min(count, 65_536)
    let piece = readSome(STDIN_FILENO, atMost: size) ?? []
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
