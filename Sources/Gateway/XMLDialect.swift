internal import Omaha
internal import UpdateService
internal import XML

/// Protocol 3.0 and 3.1 in XML.
final class XMLDialect: Dialect {
  private let decoder = RequestDecoder()
  private var writer = XMLWriter(reservingCapacity: 4_096)

  let contentType = "text/xml; charset=utf-8"

  func decode(_ body: [UInt8]) throws(Rejection) -> DecodedRequest {
    do { return try decoder.decode(body) } catch { throw Rejection(400, error.description) }
  }

  func render(_ answer: Answer) throws(Rejection) -> [UInt8] {
    // The answer to a thousand apps is not kept for the life of the process.
    if writer.count > 1 << 16 { writer = XMLWriter(reservingCapacity: 4_096) } else { writer.removeAll() }
    do { try answer.render(into: &writer) } catch { throw Rejection.internalError }
    return writer.bytes
  }
}
