internal import Omaha

/// A body as a client sends it: it is refused with a place, or read within the limits, and what was read means the same when it
/// is written and read again.
struct RequestTarget: FuzzTarget {
  static let name = "request"

  private let decoder = RequestDecoder()
  /// Written out, a body may be longer than it was: values are escaped.
  private let roomyDecoder = RequestDecoder(maximumSize: 1 << 24)

  func check(_ input: [UInt8]) throws {
    let decoded: DecodedRequest
    do throws(RequestError) {
      decoded = try decoder.decode(input)
    } catch {
      let lines = input.count { $0 == UInt8(ascii: "\n") } + 1
      try require((1...lines).contains(error.line), "line \(error.line) of \(lines)")
      try require(error.description.hasPrefix("line \(error.line)"), "no line in \(error)")
      try require(error.description.utf8.count < 160, "a long error: \(error)")
      return
    }
    let request = decoded.request
    try require((1...RequestDecoder.maximumApps).contains(request.apps.count), "\(request.apps.count) apps")
    let events = request.apps.reduce(0) { $0 + $1.events.count }
    try require(events <= RequestDecoder.maximumEvents, "\(events) events")
    try require(decoded.notices.count <= RequestDecoder.maximumNotices, "\(decoded.notices.count) notices")
    let again = try roomyDecoder.decode(try request.encode())
    try require(again.request == request, "read again, the request is another")
  }
}
