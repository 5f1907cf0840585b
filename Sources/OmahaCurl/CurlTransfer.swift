internal import CLibCurl
package import OmahaClient

/// What takes an answer while it comes. All calls come from the thread that called ``CurlTransfer/run(_:into:)``.
package protocol ResponseReceiver: AnyObject {
  /// The head is complete.
  ///
  /// - Returns: whether the body is wanted.
  func begin(_ head: ResponseHead) -> Bool

  /// The next bytes of the body.
  ///
  /// - Returns: whether more is wanted.
  func receive(_ bytes: UnsafeRawBufferPointer) -> Bool
}

/// One transfer at a time over one connection, which stays for the next. The owner of a handle of libcurl.
@safe package final class CurlTransfer {
  private let handle: UnsafeMutableRawPointer
  private let words: UnsafeMutablePointer<CChar>

  /// What is asked.
  package struct Request {
    package let url: String
    /// Sent with POST; nil for GET.
    package var body: [UInt8]?
    /// Header lines, such as `Range: bytes=10-`.
    package var headers: [String] = []
    /// Seconds that the transfer may take in all; nil for as long as something comes.
    package var timeout: Int?

    package init(url: String, body: [UInt8]? = nil, headers: [String] = [], timeout: Int? = nil) {
      self.url = url
      self.body = body
      self.headers = headers
      self.timeout = timeout
    }
  }

  private let options: CurlOptions

  /// A transfer with these options.
  ///
  /// - Throws: when the library is not there.
  package init(_ options: CurlOptions) throws(TransportError) {
    try LibCurl.load()
    guard let handle = unsafe omaha_curl_open() else { throw TransportError(.unsupported, "libcurl has no memory") }
    unsafe self.handle = unsafe handle
    self.options = options
    unsafe words = .allocate(capacity: 256)
    unsafe words.initialize(repeating: 0, count: 256)
  }

  deinit {
    unsafe omaha_curl_close(handle)
    unsafe words.deallocate()
  }

  /// Asks, and hands what comes to a receiver. Redirects are not followed.
  ///
  /// - Returns: The head, and whether the receiver took all of the body.
  /// - Throws: when no whole answer came.
  package func run(
    _ request: Request, into receiver: any ResponseReceiver
  ) throws(TransportError) -> (head: ResponseHead, isComplete: Bool) {
    let context = CurlContext(receiver)
    var lines: UnsafeMutableRawPointer?
    defer { unsafe omaha_curl_free_list(lines) }
    // curl would ask before it sends more than 1 MiB, and wait a second for the answer.
    for header in request.headers + (request.body == nil ? [] : ["Content-Type: text/xml", "Expect:"]) {
      unsafe lines = unsafe omaha_curl_append(lines, header) ?? lines
    }
    let pointer = unsafe Unmanaged.passUnretained(context).toOpaque()
    unsafe words.pointee = 0
    var code = try set(request)
    if code == 0 { code = unsafe omaha_curl_set_headers(handle, lines) }
    if code == 0 { code = unsafe omaha_curl_set_receivers(handle, receiveHeader, receiveBody, pointer) }
    guard code == 0 else { throw failure(code, of: request.url) }
    code = withExtendedLifetime(context) {
      guard let body = request.body else { return unsafe omaha_curl_perform(handle) }
      return unsafe body.withUnsafeBytes { bytes in
        let code = unsafe omaha_curl_set_body(handle, bytes.baseAddress, bytes.count)
        return unsafe code == 0 ? omaha_curl_perform(handle) : code
      }
    }
    // A body that was empty has not told that the head was complete.
    if code == 0, !context.hasBegun { _ = context.begin() }
    if context.isRefused { return (context.head, false) }
    guard code == 0 else { throw failure(code, of: request.url) }
    var head = context.head
    head.redirect = unsafe omaha_curl_redirect(handle).map { unsafe String(cString: $0) }
    return (head, true)
  }

  /// Asks with GET and follows redirects, five at most. The receiver is told of each head.
  package func get(
    _ first: String, headers: [String] = [], into receiver: any ResponseReceiver
  ) throws(TransportError) -> (head: ResponseHead, isComplete: Bool) {
    var url = first
    for _ in 0...CurlOptions.mostRedirects {
      let answer = try run(Request(url: url, headers: headers), into: receiver)
      guard answer.head.isRedirect, let next = answer.head.redirect else { return answer }
      try URLText.check(from: url, to: next, options)
      url = next
    }
    throw TransportError(
      .redirect,
      "\(URLText.shown(first)) redirects more than \(CurlOptions.mostRedirects) times, at last to \(URLText.shown(url))"
    )
  }

  private func set(_ request: Request) throws(TransportError) -> Int32 {
    let numbers: [(Int, Int)] = [
      (OMAHA_CURL_NOSIGNAL, 1),
      (OMAHA_CURL_PROTOCOLS, OMAHA_CURL_HTTP | OMAHA_CURL_HTTPS),
      (OMAHA_CURL_SUPPRESS_CONNECT_HEADERS, 1),
      (OMAHA_CURL_CONNECTTIMEOUT, options.connectTimeout),
      (OMAHA_CURL_LOW_SPEED_LIMIT, 1),
      (OMAHA_CURL_LOW_SPEED_TIME, options.stallTimeout),
      (OMAHA_CURL_TIMEOUT, request.timeout ?? 0),
      // curl looks at the rate after a hundred buffers.
      (OMAHA_CURL_BUFFERSIZE, options.rateLimit == nil ? 256 << 10 : 16 << 10),
      // Forgets a body that was sent before.
      (OMAHA_CURL_HTTPGET, 1),
    ]
    var code = unsafe omaha_curl_set_error_buffer(handle, words)
    for (option, value) in numbers where code == 0 { code = unsafe omaha_curl_set_long(handle, Int32(option), value) }
    let texts: [(Int, String?)] = [
      (OMAHA_CURL_URL, request.url), (OMAHA_CURL_PROXY, options.proxy),
      (OMAHA_CURL_CAINFO, options.certificates),
    ]
    for case (let option, let text?) in texts where code == 0 {
      code = unsafe omaha_curl_set_text(handle, Int32(option), text)
    }
    if code == 0, let limit = options.rateLimit {
      code = unsafe omaha_curl_set_large(handle, Int32(OMAHA_CURL_MAX_RECV_SPEED_LARGE), limit)
    }
    return code
  }

  private func failure(_ code: Int32, of url: String) -> TransportError {
    let told = unsafe String(cString: words)
    let reason = told.isEmpty ? LibCurl.words(code) : told
    let text = "\(URLText.shown(url)): \(reason)"
    return switch code {
    // CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE
    case 60, 77: TransportError(.untrusted, text)
    // CURLE_UNSUPPORTED_PROTOCOL, CURLE_URL_MALFORMAT
    case 1, 3: TransportError(.unsupported, text)
    default: TransportError(.unreachable, text)
    }
  }
}

/// What the callbacks of one transfer share. The transfer outlives them.
private final class CurlContext {
  var head = ResponseHead()
  var isRefused = false
  var hasBegun = false
  private let receiver: any ResponseReceiver
  private var headerBytes = 0

  init(_ receiver: any ResponseReceiver) { self.receiver = receiver }

  func take(_ line: String) -> Bool {
    headerBytes += line.utf8.count
    if headerBytes > CurlOptions.mostHeaderBytes { isRefused = true }
    head.take(line)
    return !isRefused
  }

  func begin() -> Bool {
    hasBegun = true
    if !receiver.begin(head) { isRefused = true }
    return !isRefused
  }

  func receive(_ bytes: UnsafeRawBufferPointer) -> Bool {
    if !hasBegun, !begin() { return false }
    if unsafe !receiver.receive(bytes) { isRefused = true }
    return !isRefused
  }
}

private func receiveHeader(
  _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
  guard let context = unsafe context else { return 0 }
  let transfer = unsafe Unmanaged<CurlContext>.fromOpaque(context).takeUnretainedValue()
  let line = unsafe String(decoding: UnsafeRawBufferPointer(start: bytes, count: size * count), as: UTF8.self)
  return transfer.take(String(line.prefix { $0 != "\r\n" && $0 != "\n" && $0 != "\r" })) ? size * count : 0
}

private func receiveBody(
  _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
  guard let context = unsafe context else { return 0 }
  let transfer = unsafe Unmanaged<CurlContext>.fromOpaque(context).takeUnretainedValue()
  return unsafe transfer.receive(UnsafeRawBufferPointer(start: bytes, count: size * count)) ? size * count : 0
}
