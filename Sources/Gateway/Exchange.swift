/// One request as a front end hands it over: the CGI/1.1 meta-variables and the body, read once.
///
/// FastCGI and plain CGI both give requests this way (RFC 3875 §4.1 and §4.2), so the gateway does not know which it serves.
public protocol Exchange {
  /// The value of the meta-variable, such as `REQUEST_METHOD` or `HTTP_HOST`, or nil when the web server did not give it.
  ///
  /// Bytes that are not UTF-8 are replaced by U+FFFD.
  func parameter(_ name: StaticString) -> String?

  /// Appends at most `count` bytes of the body to `buffer` and returns how many there were.
  ///
  /// Fewer than `count` means that the body ended or the connection broke; 0 means that there is nothing more. A negative
  /// number means that there is nothing more and that the body is known to be cut off.
  mutating func readBody(into buffer: inout [UInt8], atMost count: Int) -> Int

  /// Whether the end of the body is told, so that a body of unknown length can be read to its end.
  ///
  /// FastCGI tells it. A CGI program may not read more than CONTENT_LENGTH bytes (RFC 3875 §4.2): what follows may be the next
  /// request, or nothing may follow and the connection stay open.
  var endsBody: Bool { get }
}

extension Exchange {
  /// The body's end is not told.
  public var endsBody: Bool { false }
}
