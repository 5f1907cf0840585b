internal import Omaha

/// An answer as a server sends it, read by a client of the library: refused, or what was read means the same when it is written
/// and read again.
struct ResponseTarget: FuzzTarget {
  static let name = "response"

  private let decoder = ResponseDecoder()
  private let roomyDecoder = ResponseDecoder(maximumSize: 1 << 24)

  func check(_ input: [UInt8]) throws {
    let response: Response
    do throws(ResponseError) {
      response = try decoder.decode(input)
    } catch {
      try require(error.description.utf8.count < 160, "a long error: \(error)")
      return
    }
    let bytes: [UInt8]
    do throws(MessageError) {
      bytes = try response.encode()
    } catch {
      // A manifest may have attributes that the writer keeps for itself.
      try require(error == .duplicateAttribute, "\(error)")
      return
    }
    let again = try roomyDecoder.decode(bytes)
    try require(again == response, "read again, the response is another")
  }
}
