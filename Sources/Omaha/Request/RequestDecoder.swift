package import XML

/// Reads requests.
///
/// One decoder serves one thread at a time and is meant to be reused: it keeps the parser and its table of names.
public final class RequestDecoder {
  /// More apps than this are refused.
  public static let maximumApps = 1_000

  /// More events than this, those of all apps taken together, are refused.
  public static let maximumEvents = 1_000

  /// A longer value, in bytes of UTF-8, is treated as absent; `appid`, which the response echoes, may have any length, and of an
  /// app's `version` so much is kept that it is no version.
  public static let maximumValueLength = 1_024

  /// More notices than this are dropped, so that a hostile request cannot flood a log.
  public static let maximumNotices = 32

  private let parser: XMLParser

  /// A decoder that refuses bodies of more than 1 MiB.
  public convenience init() { self.init(limits: XMLLimits()) }

  /// A decoder that refuses bodies of more than `maximumSize` bytes.
  public convenience init(maximumSize: Int) { self.init(limits: XMLLimits(maximumSize: maximumSize)) }

  package init(limits: XMLLimits) {
    parser = XMLParser(limits: limits, vocabulary: RequestVocabulary.shared.xml)
  }

  /// Reads one request.
  ///
  /// What the protocol does not know, and what is malformed inside an attribute, is passed over with a ``Notice``.
  ///
  /// - Throws: ``RequestError`` when the body is not a request of protocol 3.0 or 3.1 within the limits.
  public func decode(_ body: [UInt8]) throws(RequestError) -> DecodedRequest {
    let document: XMLDocument
    do {
      document = try parser.parse(body)
    } catch {
      throw RequestError(.malformed(DocumentError(error)), line: error.line)
    }
    var reader = RequestReader(document, body: body)
    let request = try reader.request(document.root)
    return DecodedRequest(request: request, notices: reader.notices)
  }
}

/// A request and what was passed over in it.
public struct DecodedRequest: Hashable, Sendable {
  /// The request.
  public let request: Request

  /// The first ``RequestDecoder/maximumNotices`` things that were passed over, in the order in which they were met.
  public let notices: [Notice]
}
