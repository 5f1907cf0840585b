internal import Gateway
internal import Glibc
internal import Posix

/// One thread that answers requests: it waits on the set that all workers share, so that any of them takes whatever is next.
struct Worker<Answerer: Responder>: ~Copyable {
  private let shared: SharedState
  private let answer: OutgoingAnswer
  private var responder: Answerer
  private var window = [UInt8](repeating: 0, count: 64 * 1024)

  init(_ shared: SharedState, _ answer: OutgoingAnswer, _ responder: Answerer) {
    self.shared = shared
    self.answer = answer
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
    guard answer.request.accept(from: connection.descriptor) else {
      shared.connections.forget(connection)
      return
    }
    respond(on: connection, isRegistered: isRegistered)
  }

  /// Answers a request that the connection loop has collected.
  private mutating func serve(_ collected: CollectedRequest) {
    guard answer.spool.load(collected.records), answer.request.accept(from: answer.spool.number) else {
      shared.connections.close(collected.connection)
      return
    }
    respond(on: collected.connection, isRegistered: false, collected)
  }

  private mutating func respond(
    on connection: ConnectionTable.Connection, isRegistered: Bool, _ collected: CollectedRequest? = nil
  ) {
    var exchange = FastCGIExchange(answer.request)
    let response = responder.respond(to: &exchange).cgi
    answer.take(response, to: connection, isRegistered: isRegistered, collected: collected)
    responder.keepRecord()
    answer.send()
  }
}
