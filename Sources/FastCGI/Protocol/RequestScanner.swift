/// Finds where one whole, honest request ends in what a web server has sent, without changing or copying it.
///
/// Only such a request is handed to libfcgi, which reads blocking, believes every length, and gives up a connection on most
/// surprises. The scanner keeps its place: call ``scan(_:)`` again with the same bytes and more behind them, or fewer in front of
/// its place after ``forget(_:)``.
struct RequestScanner {
  /// What the bytes are so far.
  enum Verdict: Equatable {
    /// The beginning of a request, or nothing.
    case partial
    /// A whole request, from the first byte on and this long.
    case complete(length: Int)
    /// These bytes belong to no request that can be served and have been passed: send `reply`, close if `closes`, scan on, and
    /// take them out before the request goes to libfcgi.
    case foreign(Range<Int>, reply: [UInt8], closes: Bool)
    /// These bytes are padding behind a record (FastCGI 1.0 §3.3) that libfcgi takes for the next header: behind BEGIN_REQUEST, and
    /// behind the empty record that ends a stream. Set the padding length to 0 in the header at `header`, scan on, and take the
    /// bytes out before the request goes to libfcgi.
    case padding(Range<Int>, header: Int)
    /// Nothing sensible can follow.
    case invalid(Fault)
  }

  /// Why a connection is given up.
  enum Fault: String, Hashable {
    case version = "record version is not 1"
    case beginLength = "BEGIN_REQUEST is not 8 bytes long"
    case requestID = "application record with request id 0"
    case order = "record out of order"
    case parameterLengths = "parameters end inside a pair"
    case parametersTooLong = "parameters are too long"
  }

  private enum Phase {
    case idle
    case parameters
    case body
    /// The record that ends the body has been seen.
    case ended
  }

  private let parameterLimit: Int
  private let maximumConnections: Int
  private var phase = Phase.idle
  private var requestID: UInt16 = 0
  private var walk: ParameterWalk
  private var position = 0

  /// Whether the web server wants the connection kept open after the current request.
  private(set) var keepsConnection = true
  /// Whether the whole of the current request's parameters has been seen.
  var hasParameters: Bool { phase == .body || phase == .ended }
  /// Whether a request has begun.
  var isInsideRequest: Bool { phase != .idle }

  /// - Parameters:
  ///   - parameterLimit: the most bytes of encoded parameters that a request may have.
  ///   - maximumConnections: what FCGI_MAX_CONNS is answered with.
  init(parameterLimit: Int, maximumConnections: Int) {
    self.parameterLimit = parameterLimit
    self.maximumConnections = maximumConnections
    walk = ParameterWalk(limit: parameterLimit)
  }

  /// Looks at the records that were not seen yet.
  mutating func scan(_ bytes: Span<UInt8>) -> Verdict {
    if phase == .ended { return .complete(length: position) }
    while bytes.count - position >= RecordHeader.length {
      guard let header = RecordHeader(bytes, at: position) else { return .invalid(.version) }
      let end = position + header.recordLength
      if end > bytes.count {
        return early(header)
      }
      let content = position + RecordHeader.length..<position + RecordHeader.length + header.contentLength
      if let verdict = take(header, bytes, content, record: position..<end) { return verdict }
    }
    return .partial
  }

  /// Takes note that bytes which were passed have been taken out.
  mutating func forget(_ count: Int) {
    position -= count
  }

  /// A record whose end is not there yet: what is wrong for certain is refused without waiting for the rest.
  private func early(_ header: RecordHeader) -> Verdict {
    if header.type == .beginRequest, header.contentLength != 8 { return .invalid(.beginLength) }
    if phase == .parameters, header.type == .parameters, walk.total + header.contentLength > parameterLimit {
      return .invalid(.parametersTooLong)
    }
    return .partial
  }

  /// Takes one whole record and moves behind it; nil means go on.
  private mutating func take(
    _ header: RecordHeader, _ bytes: Span<UInt8>, _ content: Range<Int>, record: Range<Int>
  ) -> Verdict? {
    if header.requestID == 0 {
      return management(header, bytes, content, record: record)
    }
    if header.type == .beginRequest {
      return begin(header, bytes, content, record: record)
    }
    // Records of a request that is over or was refused are ignored, FastCGI 1.0 §3.3 (request id).
    guard isInsideRequest, header.requestID == requestID else {
      return pass(record, reply: [])
    }
    switch (phase, header.type) {
    case (_, .abortRequest):
      return endEarly(at: record.upperBound, .requestComplete)
    case (.parameters, .parameters):
      position = record.upperBound
      guard header.contentLength > 0 else {
        guard walk.isAtBoundary else { return .invalid(.parameterLengths) }
        phase = .body
        return padding(header, behind: content)
      }
      return walk.take(bytes, in: content) ? nil : .invalid(.parametersTooLong)
    case (.body, .standardInput):
      position = record.upperBound
      guard header.contentLength == 0 else { return nil }
      phase = .ended
      return padding(header, behind: content) ?? .complete(length: record.upperBound)
    default:
      return .invalid(.order)
    }
  }

  /// What is to be taken out behind a record that ends where libfcgi looks for no padding; nil when there is none.
  private func padding(_ header: RecordHeader, behind content: Range<Int>) -> Verdict? {
    guard header.paddingLength > 0 else { return nil }
    return .padding(
      content.upperBound..<content.upperBound + header.paddingLength, header: content.lowerBound - RecordHeader.length)
  }

  /// Moves behind a record that belongs to no request of ours.
  private mutating func pass(_ record: Range<Int>, reply: [UInt8]) -> Verdict {
    position = record.upperBound
    return .foreign(record, reply: reply, closes: false)
  }

  /// Forgets a request that ends here; everything before `end` is to be taken out.
  private mutating func endEarly(at end: Int, _ status: ManagementReply.ProtocolStatus) -> Verdict {
    let reply = ManagementReply.endRequest(requestID, status)
    let closes = !keepsConnection
    self = RequestScanner(parameterLimit: parameterLimit, maximumConnections: maximumConnections)
    position = end
    return .foreign(0..<end, reply: reply, closes: closes)
  }

  private mutating func begin(
    _ header: RecordHeader, _ bytes: Span<UInt8>, _ content: Range<Int>, record: Range<Int>
  ) -> Verdict? {
    guard header.contentLength == 8 else { return .invalid(.beginLength) }
    if isInsideRequest {
      guard header.requestID != requestID else { return .invalid(.order) }
      return pass(record, reply: ManagementReply.endRequest(header.requestID, .cannotMultiplex))
    }
    requestID = header.requestID
    keepsConnection = bytes[content.lowerBound + 2] & 1 != 0
    let role = UInt16(bytes[content.lowerBound]) << 8 | UInt16(bytes[content.lowerBound + 1])
    guard role == 1 else { return endEarly(at: record.upperBound, .unknownRole) }
    phase = .parameters
    position = record.upperBound
    return padding(header, behind: content)
  }

  private mutating func management(
    _ header: RecordHeader, _ bytes: Span<UInt8>, _ content: Range<Int>, record: Range<Int>
  ) -> Verdict {
    switch header.type {
    case .getValues:
      let reply = ManagementReply.values(bytes, in: content, maximumConnections: maximumConnections)
      return pass(record, reply: reply)
    case .beginRequest, .abortRequest, .parameters, .standardInput:
      return .invalid(.requestID)
    default:
      return pass(record, reply: ManagementReply.unknownType(header.type))
    }
  }
}
