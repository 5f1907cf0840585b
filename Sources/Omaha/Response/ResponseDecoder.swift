package import XML

/// Reads responses.
///
/// It is as lenient as update_engine: unknown elements are passed over, a malformed number is absent. What a client
/// insists on beyond that is for the client to check. One decoder serves one thread at a time.
public final class ResponseDecoder {
  private let parser: XMLParser

  /// A decoder that refuses bodies of more than 1 MiB.
  public convenience init() { self.init(limits: XMLLimits()) }

  /// A decoder that refuses bodies of more than `maximumSize` bytes.
  public convenience init(maximumSize: Int) { self.init(limits: XMLLimits(maximumSize: maximumSize)) }

  package init(limits: XMLLimits) { parser = XMLParser(limits: limits) }

  /// Reads one response.
  ///
  /// - Throws: ``ResponseError`` when the body is not well-formed or its root is not `<response>`.
  public func decode(_ body: [UInt8]) throws(ResponseError) -> Response {
    let document: XMLDocument
    do {
      document = try parser.parse(body)
    } catch {
      throw ResponseError.malformed(DocumentError(error))
    }
    guard document.root.name == "response" else { throw ResponseError.wrongRoot }
    return Response(document.root)
  }
}
