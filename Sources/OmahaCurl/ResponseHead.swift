/// The status and the header lines of an answer.
package struct ResponseHead: Sendable {
  /// The status of HTTP.
  package fileprivate(set) var status = 0
  /// Names in lower case, and values.
  private var fields: [(name: String, value: String)] = []
  /// Where the answer redirects to, absolute; nil when it does not.
  package var redirect: String?

  /// The value of a header line, by its name in lower case; that of the last line of this name.
  package subscript(name: String) -> String? { fields.last { $0.name == name }?.value }

  /// Takes a line: a status line begins a new head.
  mutating func take(_ line: String) {
    if line.hasPrefix("HTTP/") {
      self = ResponseHead()
      let parts = line.split(separator: " ", maxSplits: 2)
      status = parts.count > 1 ? Int(parts[1].prefix(3)) ?? 0 : 0
      return
    }
    guard let colon = line.firstIndex(of: ":") else { return }
    let value = line[line.index(after: colon)...]
    let trimmed = value.drop { $0 == " " || $0 == "\t" }
    fields.append((line[..<colon].lowercased(), String(trimmed)))
  }

  /// Whether the status is one of a redirect.
  package var isRedirect: Bool { (300..<400).contains(status) }

  /// `Content-Length`; nil when it is absent or no number.
  package var contentLength: UInt64? { self["content-length"].flatMap { UInt64($0) } }

  /// What a 206 has of the whole (RFC 9110 §14.4): where it begins, and the whole's size where that is told.
  package var contentRange: (start: UInt64, size: UInt64?)? {
    guard let text = self["content-range"]?.lowercased(), text.hasPrefix("bytes ") else { return nil }
    let parts = text.dropFirst(6).split(separator: "/")
    guard parts.count == 2, let start = parts[0].split(separator: "-").first.flatMap({ UInt64($0) }) else { return nil }
    return (start, UInt64(parts[1]))
  }

  /// The size of the whole that a 416 tells, as `bytes */1234` (RFC 9110 §15.5.17); nil when it does not.
  package var unsatisfiedSize: UInt64? {
    self["content-range"].flatMap { $0.lowercased().hasPrefix("bytes */") ? UInt64($0.dropFirst(8)) : nil }
  }

  /// What tells this state of a file from another, for `If-Range` (RFC 9110 §13.1.5): a strong `ETag`, else `Last-Modified`.
  package var validator: String? {
    if let tag = self["etag"], tag.hasPrefix("\"") { return tag }
    return self["last-modified"]
  }

  /// Seconds of `Retry-After`; nil when it is absent or a date.
  package var retryAfter: Int? { self["retry-after"].flatMap { Int($0) } }
}
