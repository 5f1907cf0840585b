internal import NIOHTTP1

/// What a request wants to be true of a file before it is sent (RFC 9110 §13).
///
/// Dates are compared as text with the one that was sent: clients repeat that (§13.1.3 lets a server do so).
struct Conditions {
  private let headers: HTTPHeaders
  private let file: ServedFile

  init(_ headers: HTTPHeaders, _ file: ServedFile) {
    self.headers = headers
    self.file = file
  }

  /// Whether the client has another file in mind: 412.
  var haveFailed: Bool {
    if headers.contains(name: "If-Match") { return !isListed(in: "If-Match") }
    guard let date = headers.first(name: "If-Unmodified-Since") else { return false }
    return date != file.lastModified
  }

  /// Whether the client has this file already: 304.
  var areMet: Bool {
    if headers.contains(name: "If-None-Match") { return isListed(in: "If-None-Match") }
    return headers.first(name: "If-Modified-Since") == file.lastModified
  }

  /// The part that is asked for, which is the whole file when If-Range names another one.
  var range: ByteRange {
    if let condition = headers.first(name: "If-Range"), condition != file.entityTag, condition != file.lastModified {
      return .whole
    }
    let ranges = headers["Range"]
    return ByteRange(ranges.count == 1 ? ranges.first : nil, size: file.size)
  }

  private func isListed(in name: String) -> Bool {
    headers[canonicalForm: name].contains { $0 == "*" || $0 == file.entityTag || $0 == "W/" + file.entityTag }
  }
}
