import Omaha
import OmahaClient
import Synchronization

/// Answers requests out of a test, and keeps them.
final class TestTransport: Transport {
  private let answer: @Sendable (Request) throws(TransportError) -> ServerAnswer
  private let seen = Mutex<[Request]>([])

  var requests: [Request] { seen.withLock { $0 } }

  init(_ answer: @escaping @Sendable (Request) throws(TransportError) -> ServerAnswer) { self.answer = answer }

  func send(_ body: [UInt8], to server: ServerURL) async throws(TransportError) -> ServerAnswer {
    guard let request = try? RequestDecoder().decode(body).request else {
      throw TransportError(.unsupported, "the request is none")
    }
    seen.withLock { $0.append(request) }
    return try answer(request)
  }
}

extension ServerAnswer {
  /// The answer to a request that has an update for every app.
  static func update(
    to request: Request, version: String = "2.0.0", pollInterval: Int64? = nil
  ) throws(TransportError) -> ServerAnswer {
    let package = Package(name: "update.gz", size: 5, sha1: "qvTGHdzF6KLavt4PO0gs2a6pQ00=")
    let manifest = Manifest(
      version: version, packages: [package],
      actions: [.postinstall(sha256: [UInt8](repeating: 7, count: 32))])
    let offer = UpdateCheckResult(
      status: .ok, pollInterval: pollInterval, codebases: ["https://updates.example.com/"], manifests: [manifest])
    return try of(Response(apps: request.apps.map { Response.App(answering: $0, updateCheck: offer) }))
  }

  static func of(_ response: Response) throws(TransportError) -> ServerAnswer {
    guard let body = try? response.encode() else { throw TransportError(.unsupported, "the response is none") }
    return ServerAnswer(status: 200, contentType: "text/xml", body: body)
  }
}
