internal import Catalog
internal import Journal
internal import Omaha
internal import UpdateService
internal import XML

/// Answers requests, one after the other: one worker per thread.
///
/// It owns what can be reused from request to request: the parser, the inflater, and the buffers of body and answer.
public final class GatewayWorker {
  /// The largest body, before and after inflating, in bytes.
  public static let maximumBodySize = XMLLimits.standardSize

  private let gateway: Gateway
  private let decoder = RequestDecoder()
  private var inflater: Inflater?
  private var body: [UInt8] = []
  private var writer = XMLWriter(reservingCapacity: 4_096)
  private var service: UpdateService
  private var generation = -1
  private var lastTime: LogTime?
  private var lastBaseURL: (host: String, isSecure: Bool, url: BaseURL)?

  /// A worker of a gateway.
  public init(_ gateway: Gateway) {
    self.gateway = gateway
    service = gateway.currentService
  }

  /// Answers one request and logs what was decided.
  ///
  /// The body may be left unread, in part or whole, when the request is refused; the caller drains or closes.
  ///
  /// - Returns: A complete CGI response (RFC 3875 §6): header fields, an empty line, the body.
  public func respond(to exchange: inout some Exchange) -> [UInt8] {
    let time = LogTime.now(after: lastTime)
    lastTime = time
    let context = RequestContext(exchange, time: time, id: gateway.makeRequestID)
    do throws(Rejection) {
      if Route(exchange) == .health { return try health(exchange, context) }
      let decoded = try read(&exchange)
      let baseURL = try baseURL(exchange)
      do { try gateway.refresh(&service, &generation, for: decoded.request) } catch {
        gateway.log.write(context.lines(for: error))
        throw Rejection.internalError
      }
      let answer = service.answer(to: decoded.request, at: context.time.second, baseURL: baseURL)
      // The answer to a thousand apps is not kept for the life of the process.
      if writer.count > 1 << 16 { writer = XMLWriter(reservingCapacity: 4_096) } else { writer.removeAll() }
      do { try answer.render(into: &writer) } catch { throw Rejection.internalError }
      gateway.log.write(context.lines(for: answer, to: decoded.request, notices: decoded.notices))
      if let checkIns = gateway.checkIns {
        checkIns.record(answer.apps.map { CheckIn($0, of: decoded.request, context) })
      }
      return CGIResponse.success(writer)
    } catch {
      gateway.log.write(context.line(for: error))
      return CGIResponse.rejection(error, requestID: context.id)
    }
  }

  /// Says that updates can be offered. That is no decision, so nothing is logged: load balancers ask every few seconds.
  private func health(_ exchange: some Exchange, _ context: RequestContext) throws(Rejection) -> [UInt8] {
    let method = exchange.parameter("REQUEST_METHOD")
    guard method == "GET" || method == "HEAD" else { throw Rejection.healthMethod }
    do { try gateway.checkCatalog() } catch {
      gateway.log.write(context.lines(for: error))
      throw Rejection.noCatalog
    }
    return CGIResponse.health(includesBody: method == "GET")
  }

  /// Checks the header, reads the body and decodes it.
  private func read(_ exchange: inout some Exchange) throws(Rejection) -> DecodedRequest {
    guard exchange.parameter("REQUEST_METHOD") == "POST" else { throw Rejection.method }
    // A variable without a value is as good as none (RFC 3875 §4.1); Caddy sets it so.
    if let contentType = exchange.parameter("CONTENT_TYPE"), contentType != "text/xml", !contentType.isEmpty {
      let type = MediaType(contentType)
      guard type.isXML else { throw Rejection.contentType }
      guard !type.hasForeignCharset else { throw Rejection.charset }
    }
    let isGzip = try isGzip(exchange)
    try readBody(&exchange)
    let document = isGzip ? try inflated(body) : body
    do { return try decoder.decode(document) } catch { throw Rejection(400, error.description) }
  }

  private func isGzip(_ exchange: some Exchange) throws(Rejection) -> Bool {
    guard let encoding = exchange.parameter("HTTP_CONTENT_ENCODING"), !encoding.isEmpty else { return false }
    let coding = MediaType.trimmed(encoding[...])
    if MediaType.isSame(coding, "identity") { return false }
    guard MediaType.isSame(coding, "gzip") || MediaType.isSame(coding, "x-gzip") else {
      throw Rejection.contentEncoding
    }
    return true
  }

  /// Reads the body into ``body``: exactly as many bytes as the header says, or all that there are when it does not say.
  private func readBody(_ exchange: inout some Exchange) throws(Rejection) {
    body.removeAll(keepingCapacity: body.capacity <= 1 << 16)
    guard let length = try length(exchange) else { return try readWholeBody(&exchange) }
    while body.count < length {
      guard exchange.readBody(into: &body, atMost: length - body.count) > 0 else { throw Rejection.incompleteBody }
    }
  }

  /// The length of the body; nil when the web server does not know it, as of a body that comes in chunks.
  private func length(_ exchange: some Exchange) throws(Rejection) -> Int? {
    // Caddy says -1.
    guard let text = exchange.parameter("CONTENT_LENGTH"), !text.isEmpty, text != "-1" else {
      guard exchange.endsBody else { throw Rejection.lengthRequired }
      return nil
    }
    let digits = text.utf8.span
    for index in digits.indices where !(0x30...0x39).contains(digits[index]) { throw Rejection.invalidLength }
    // Digits that do not fit an Int are a number all the same, and too large.
    guard let length = Int(text), length <= GatewayWorker.maximumBodySize else { throw Rejection.tooLarge }
    return length
  }

  /// Reads the body to its end, or until it is too long.
  private func readWholeBody(_ exchange: inout some Exchange) throws(Rejection) {
    while true {
      let left = GatewayWorker.maximumBodySize + 1 - body.count
      guard left > 0 else { throw Rejection.tooLarge }
      let count = exchange.readBody(into: &body, atMost: min(left, 1 << 16))
      guard count >= 0 else { throw Rejection.brokenBody }
      if count == 0 { return }
    }
  }

  private func inflated(_ body: [UInt8]) throws(Rejection) -> [UInt8] {
    if inflater == nil { inflater = Inflater() }
    guard let inflater else { throw Rejection.internalError }
    return try inflater.inflate(body, limit: GatewayWorker.maximumBodySize)
  }

  /// Whether the client came by https. Either variable says so: REQUEST_SCHEME is empty in some configurations, and tells of
  /// the last connection only when a proxy in front has taken TLS off and the operator has set HTTPS.
  private func isSecure(_ exchange: some Exchange) -> Bool {
    if let scheme = exchange.parameter("REQUEST_SCHEME"), MediaType.isSame(scheme[...], "https") { return true }
    guard let https = exchange.parameter("HTTPS") else { return false }
    return https == "1" || MediaType.isSame(https[...], "on")
  }

  /// The URL that the client reaches the server by; nil when neither configuration nor request tell.
  private func baseURL(_ exchange: some Exchange) throws(Rejection) -> BaseURL? {
    if let configured = gateway.baseURL { return configured }
    let isSecure = isSecure(exchange)
    if let host = exchange.parameter("HTTP_HOST"), !host.isEmpty {
      // Clients reach a server by one name, or a few; what was valid a request ago need not be looked at again.
      if let lastBaseURL, lastBaseURL.host == host, lastBaseURL.isSecure == isSecure { return lastBaseURL.url }
      guard let url = BaseURL(isSecure: isSecure, host: host) else { throw Rejection.invalidHost }
      lastBaseURL = (host, isSecure, url)
      return url
    }
    // HTTP/1.0 has no Host; the web server may know its name (RFC 3875 §4.1.14).
    guard let name = exchange.parameter("SERVER_NAME"), !name.isEmpty else { return nil }
    let port = exchange.parameter("SERVER_PORT").map { ":" + $0 } ?? ""
    return BaseURL(isSecure: isSecure, host: name + port)
  }
}
