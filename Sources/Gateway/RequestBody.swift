/// Reads the bodies of requests, one after the other, and inflates them. It keeps its buffer.
struct RequestBody {
  private var inflater: Inflater?
  private var body: [UInt8] = []

  /// Reads the body: exactly as many bytes as the header says, or all that there are when it does not say.
  mutating func read(_ exchange: inout some Exchange) throws(Rejection) -> [UInt8] {
    let isGzip = try RequestBody.isGzip(exchange)
    body.removeAll(keepingCapacity: body.capacity <= 1 << 16)
    if let length = try RequestBody.length(exchange) {
      while body.count < length {
        guard exchange.readBody(into: &body, atMost: length - body.count) > 0 else { throw Rejection.incompleteBody }
      }
    } else {
      try readToEnd(&exchange)
    }
    return isGzip ? try inflated() : body
  }

  /// Reads the body to its end, or until it is too long.
  private mutating func readToEnd(_ exchange: inout some Exchange) throws(Rejection) {
    while true {
      let left = GatewayWorker.maximumBodySize + 1 - body.count
      guard left > 0 else { throw Rejection.tooLarge }
      let count = exchange.readBody(into: &body, atMost: min(left, 1 << 16))
      guard count >= 0 else { throw Rejection.brokenBody }
      if count == 0 { return }
    }
  }

  private mutating func inflated() throws(Rejection) -> [UInt8] {
    if inflater == nil { inflater = Inflater() }
    guard let inflater else { throw Rejection.internalError }
    return try inflater.inflate(body, limit: GatewayWorker.maximumBodySize)
  }

  private static func isGzip(_ exchange: some Exchange) throws(Rejection) -> Bool {
    guard let encoding = exchange.parameter("HTTP_CONTENT_ENCODING"), !encoding.isEmpty else { return false }
    let coding = MediaType.trimmed(encoding[...])
    if MediaType.isSame(coding, "identity") { return false }
    guard MediaType.isSame(coding, "gzip") || MediaType.isSame(coding, "x-gzip") else {
      throw Rejection.contentEncoding
    }
    return true
  }

  /// The length of the body; nil when the web server does not know it, as of a body that comes in chunks.
  private static func length(_ exchange: some Exchange) throws(Rejection) -> Int? {
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
}
