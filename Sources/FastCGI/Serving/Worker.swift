internal import Gateway
internal import Glibc
internal import Posix

/// The longest answer that is written to the connection itself. A peer that has read its earlier answers has room for it (a unix
/// socket takes 208 KiB, a TCP socket 16 KiB), and libfcgi writes it in one piece.
private let directBytes = 8 * 1024 - 64

/// One thread that answers requests: it waits on the set that all workers share, so that any of them takes whatever is next.
struct Worker<Answerer: Responder>: ~Copyable {
  private let shared: SharedState
  private let request: FastCGIRequest
  private let spool: Spool
  private var responder: Answerer
  private var window = [UInt8](repeating: 0, count: 64 * 1024)

  init(_ shared: SharedState, _ responder: Answerer) throws(SystemError) {
    let spool = try Spool()
    request = try FastCGIRequest()
    self.spool = spool
    self.shared = shared
    self.responder = responder
  }

  /// Serves until the server has stopped.
  mutating func run() {
    Thread.letWakersGoOn()
    while true {
      guard let event = shared.epoll.wait() else { continue }
      switch event.tag {
      case SharedState.stopTag:
        return
      case SharedState.collectedTag:
        if let collected = shared.takeCollected() { serve(collected) }
      case SharedState.listenerTags.lowerBound..<SharedState.listenerTags.upperBound:
        if let connection = shared.accept(event.tag) { examine(connection, isRegistered: false) }
      default:
        let descriptor = Int32(truncatingIfNeeded: event.tag)
        guard let connection = shared.connections.claim(descriptor, isPeerClosed: event.isPeerClosed) else { continue }
        examine(connection, isRegistered: true)
      }
    }
  }

  /// Looks at what has arrived without taking it, and serves it when it is exactly one whole request.
  private mutating func examine(_ connection: ConnectionTable.Connection, isRegistered: Bool) {
    let count = unsafe window.withUnsafeMutableBytes { bytes in
      unsafe recv(connection.descriptor, bytes.baseAddress, bytes.count, Int32(MSG_PEEK | MSG_DONTWAIT))
    }
    guard count > 0 else {
      if count < 0, errno == EAGAIN {
        shared.waitForRequest(connection, isRegistered: isRegistered)
      } else {
        shared.connections.close(connection)
      }
      return
    }
    var scanner = shared.makeScanner()
    switch scanner.scan(window.span.extracting(0..<count)) {
    case .complete(length: count):
      serve(connection, isRegistered: isRegistered)
    case .invalid(let fault):
      shared.report(.refused(fault.rawValue))
      shared.connections.close(connection)
    case .complete, .partial, .foreign, .padding:
      shared.refer(connection, .collect([]), isRegistered: isRegistered)
    }
  }

  /// Answers the request that waits in the connection.
  private mutating func serve(_ connection: ConnectionTable.Connection, isRegistered: Bool) {
    guard request.accept(from: connection.descriptor) else {
      shared.connections.forget(connection)
      return
    }
    let keepsConnection = request.keepsConnection
    let (response, hasWholeBody, isLast) = respond(on: connection)
    guard response.count <= directBytes else {
      guard spool.load([]) else { return shared.connections.close(connection) }
      request.divert(to: spool.number)
      let isSound = request.finish(with: response) == .sound && hasWholeBody
      let next: Handoff.Next = !isSound || !keepsConnection ? .linger : isLast ? .retire : .wait
      return deliver(after: 0, to: connection, next, isRegistered: isRegistered)
    }
    let ending = request.finish(with: response)
    if ending == .blocked { shared.report(.refused("answers are not read")) }
    if ending != .sound || !hasWholeBody || !keepsConnection {
      shared.connections.close(connection)
    } else if isLast {
      closeAfterAnswer(connection, isRegistered: isRegistered)
    } else {
      shared.waitForRequest(connection, isRegistered: isRegistered)
    }
  }

  /// Answers a request that the connection loop has collected.
  private mutating func serve(_ collected: CollectedRequest) {
    let connection = collected.connection
    guard spool.load(collected.records), request.accept(from: spool.number) else {
      shared.connections.close(connection)
      return
    }
    let keepsConnection = request.keepsConnection && !collected.isTruncated
    let (response, hasWholeBody, isLast) = respond(on: connection)
    let isSound = request.finish(with: response) == .sound && hasWholeBody
    let next: Handoff.Next =
      !isSound || !keepsConnection
      ? .linger : !collected.rest.isEmpty ? .collect(collected.rest) : isLast ? .retire : .wait
    deliver(after: collected.records.count, to: connection, next, isRegistered: false)
  }

  private mutating func respond(
    on connection: ConnectionTable.Connection
  ) -> (response: [UInt8], hasWholeBody: Bool, isLast: Bool) {
    var exchange = FastCGIExchange(request)
    let response = responder.respond(to: &exchange).cgi
    responder.keepRecord()
    let hasWholeBody = request.drainBody()
    let isLast = shared.isStopping
    // From here on a unix peer's next request fails when it is written, so that it can be sent elsewhere; after the answer it
    // might be written in the moment before we close, and be lost.
    if isLast { _ = shutdown(connection.descriptor, Int32(SHUT_RD)) }
    return (response, hasWholeBody, isLast)
  }

  /// Sends the answer in the spool as far as the peer takes it at once; the connection loop sends the rest.
  private func deliver(
    after requestLength: Int, to connection: ConnectionTable.Connection, _ next: Handoff.Next, isRegistered: Bool
  ) {
    let delivery = spool.sendAnswer(after: requestLength, to: connection.descriptor)
    spool.clear()
    switch (delivery, next) {
    case (.failed, _):
      shared.connections.close(connection)
    case (.left(let bytes), _):
      shared.refer(connection, .deliver(bytes, next), isRegistered: isRegistered)
    case (.done, .linger):
      shared.refer(connection, .linger, isRegistered: isRegistered)
    case (.done, .collect(let bytes)):
      shared.refer(connection, .collect(bytes), isRegistered: isRegistered)
    case (.done, .retire):
      closeAfterAnswer(connection, isRegistered: isRegistered)
    case (.done, .wait):
      shared.waitForRequest(connection, isRegistered: isRegistered)
    }
  }

  /// Closes a connection at once, so that the web server sees the end together with the answer and does not use it again.
  private func closeAfterAnswer(_ connection: ConnectionTable.Connection, isRegistered: Bool) {
    if connection.hasBytes {
      shared.refer(connection, .retire, isRegistered: isRegistered)
    } else {
      shared.connections.close(connection)
    }
  }
}
