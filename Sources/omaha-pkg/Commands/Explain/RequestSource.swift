internal import Catalog
internal import Console
internal import Gateway
internal import Gzip
internal import Omaha

/// A request in a file, as it was captured: also compressed with gzip.
enum RequestSource {
  /// Reads and decodes it; `-` is standard input.
  static func read(_ path: String) throws -> DecodedRequest {
    let file = try InputFile(path: path)
    var body: [UInt8] = []
    // One byte more than the server takes, so that the decoder says that it is too large.
    while body.count <= GatewayWorker.maximumBodySize {
      let piece = try file.read(atMost: GatewayWorker.maximumBodySize + 1 - body.count)
      if piece.isEmpty { break }
      body += piece
    }
    body = try inflated(body, path)
    do throws(RequestError) {
      return try RequestDecoder().decode(body)
    } catch {
      throw refusal(path, "\(error)", status: 400)
    }
  }

  /// The body without its compression; what begins as gzip does (RFC 1952 §2.3.1) can be no XML.
  private static func inflated(_ body: [UInt8], _ path: String) throws(CommandFailure) -> [UInt8] {
    guard body.starts(with: GzipStream.magic), let inflater = Inflater() else { return body }
    do throws(Rejection) {
      return try inflater.inflate(body, limit: GatewayWorker.maximumBodySize)
    } catch {
      throw refusal(path, error.message, status: error.status)
    }
  }

  private static func refusal(_ path: String, _ message: String, status: Int) -> CommandFailure {
    CommandFailure(
      "\(path.escaped): \(message)", hint: "a server answers this request \(status)",
      exitCode: CommandFailure.checkFailed)
  }
}
