public import OmahaClient
internal import Posix

/// Carries requests with libcurl, which is loaded when the first is sent. Each request is a connection of its own, on a thread of its own.
public struct CurlTransport: Transport {
  private let options: CurlOptions

  /// A transport.
  public init(options: CurlOptions = CurlOptions()) { self.options = options }

  /// Sends a request; redirects are followed as update_engine's HTTP client does, five at most.
  public func send(_ body: [UInt8], to server: ServerURL) async throws(TransportError) -> ServerAnswer {
    let result = await withCheckedContinuation { continuation in
      let run: @Sendable () -> Void = {
        do throws(TransportError) {
          continuation.resume(returning: Result<ServerAnswer, TransportError>.success(try exchange(body, with: server)))
        } catch {
          continuation.resume(returning: .failure(error))
        }
      }
      do { _ = try Thread(run) } catch {
        continuation.resume(returning: .failure(TransportError(.unsupported, "\(error)")))
      }
    }
    return try result.get()
  }

  /// The same, on the calling thread.
  package func exchange(_ body: [UInt8], with server: ServerURL) throws(TransportError) -> ServerAnswer {
    let transfer = try CurlTransfer(options)
    var url = server.text
    var sent: [UInt8]? = body
    var redirects: [String] = []
    while true {
      let receiver = AnswerReceiver()
      let request = CurlTransfer.Request(url: url, body: sent, timeout: options.answerTimeout)
      let (head, isComplete) = try transfer.run(request, into: receiver)
      guard isComplete else {
        throw TransportError(
          .tooLarge, "the answer of \(URLText.shown(url)) is larger than \(ServerAnswer.maximumSize) bytes")
      }
      guard head.isRedirect, let next = head.redirect else {
        return ServerAnswer(
          status: head.status, contentType: head["content-type"], contentEncoding: head["content-encoding"],
          retryAfter: head.retryAfter, redirects: redirects, becameGET: sent == nil, body: receiver.bytes)
      }
      try URLText.check(from: url, to: next, options)
      guard redirects.count < CurlOptions.mostRedirects else {
        throw TransportError(
          .redirect,
          "\(URLText.shown(server.text)) redirects more than \(CurlOptions.mostRedirects) times, at last to \(URLText.shown(next))"
        )
      }
      redirects.append(URLText.shown(next))
      url = next
      // RFC 9110 §15.4: only these keep the method.
      if head.status != 307, head.status != 308 { sent = nil }
    }
  }
}

/// Keeps a body.
package final class AnswerReceiver: ResponseReceiver {
  package private(set) var bytes: [UInt8] = []
  private let limit: Int

  /// The most bytes of a page that nobody reads.
  static let mostSkipped = 64 << 10

  /// - Parameter limit: The most bytes that are taken.
  package init(limit: Int = ServerAnswer.maximumSize) { self.limit = limit }

  package func begin(_ head: ResponseHead) -> Bool {
    // What came before is the page of a redirect.
    bytes = []
    return true
  }

  package func receive(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard bytes.count <= limit - self.bytes.count else { return false }
    unsafe self.bytes.append(contentsOf: bytes)
    return true
  }
}
