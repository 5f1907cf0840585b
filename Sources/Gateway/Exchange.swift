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
  /// Fewer than `count` means that the body ended or the connection broke; 0 means that there is nothing more.
  mutating func readBody(into buffer: inout [UInt8], atMost count: Int) -> Int
}
