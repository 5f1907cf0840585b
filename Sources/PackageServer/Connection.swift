internal import NIOCore
internal import NIOHTTP1

/// One machine's connection: requests, one after the other, and their answers.
///
/// The pipeline in front of it gives the next request only when the answer to the last one was written, and reads nothing
/// meanwhile.
final class Connection: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  private enum Phase {
    /// No request has begun.
    case waiting
    case receiving(ArrivingRequest)
    /// An answer leaves.
    case answering
    /// The request was refused before its end: what still comes of it is dropped.
    case dropping
  }

  let state: ServingState
  private(set) var context: ChannelHandlerContext?
  private var phase = Phase.waiting
  /// Whether another request is taken after the answer in hand.
  private var keepsAlive = true
  /// Whether the client sends no more; it may still read.
  private var isInputClosed = false
  /// Answers that were written and not yet taken by the connection.
  private var unsent = 0
  private var timer: Scheduled<Void>?
  /// The download that is the answer in hand.
  var download: Download?

  init(_ state: ServingState) { self.state = state }

  /// Whether it can be closed without anybody losing an answer.
  var isIdle: Bool { if case .waiting = phase { unsent == 0 } else { false } }
  private(set) var idleSince = NIODeadline.now()

  /// The machine's address.
  private(set) var client = ""

  func close() { context?.close(promise: nil) }

  /// Closes the connection if nothing happens for so long.
  func setTimer(_ time: Duration) {
    timer?.cancel()
    timer = context?.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(time)) { self.close() }
  }

  // MARK: What the pipeline tells

  func channelActive(context: ChannelHandlerContext) {
    self.context = context
    client = context.channel.remoteAddress?.ipAddress ?? ""
    guard state.add(self) else { return close() }
    setTimer(state.limits.arrival)
  }

  func channelInactive(context: ChannelHandlerContext) {
    timer?.cancel()
    state.remove(self)
    reportDownload()
    self.context = nil
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    guard let event = event as? ChannelEvent, event == .inputClosed else { return }
    isInputClosed = true
    keepsAlive = false
    switch phase {
    case .receiving: close()
    case .waiting, .dropping: if unsent == 0 { close() }
    case .answering: break
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    // What is no HTTP was answered 400 before this; all else is a connection that broke.
    close()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch Self.unwrapInboundIn(data) {
    case .head(let head): begin(ArrivingRequest(head))
    case .body(let bytes): take(bytes)
    case .end: end()
    }
  }

  // MARK: A request

  private func begin(_ request: ArrivingRequest) {
    guard case .waiting = phase else { return }
    keepsAlive = request.head.isKeepAlive && !isInputClosed
    guard !request.isTooLong else { return refuse(request) }
    phase = .receiving(request)
    guard request.expectsContinue else { return }
    write(.head(HTTPResponseHead(version: .http1_1, status: .continue)))
    context?.flush()
  }

  private func take(_ bytes: ByteBuffer) {
    guard case .receiving(var request) = phase else { return }
    // Otherwise the body would be copied.
    phase = .waiting
    request.take(bytes)
    if request.isTooLong { refuse(request) } else { phase = .receiving(request) }
  }

  private func end() {
    guard case .receiving(let request) = phase else { return }
    phase = .answering
    setTimer(state.limits.stall)
    answer(request)
  }

  /// Refuses a request whose body has not come whole.
  private func refuse(_ request: ArrivingRequest) {
    phase = .dropping
    keepsAlive = false
    answer(request)
  }

  // MARK: An answer

  func write(_ part: HTTPServerResponsePart) { context?.write(Self.wrapOutboundOut(part), promise: nil) }

  func writeHead(_ head: HTTPRequestHead, _ status: HTTPResponseStatus, _ headers: HTTPHeaders) {
    var headers = headers
    headers.add(name: "Date", value: HTTPDate.now)
    if !keepsAlive {
      headers.add(name: "Connection", value: "close")
    } else if head.version == .http1_0 {
      headers.add(name: "Connection", value: "keep-alive")
    }
    write(.head(HTTPResponseHead(version: .http1_1, status: status, headers: headers)))
  }

  /// Ends the answer, and then the connection or only the request.
  func finish() {
    guard let context else { return }
    unsent += 1
    switch phase {
    case .dropping:
      // Closed at once, with bytes of the request unread, the connection would be reset and the answer lost (RFC 9112 §9.6).
      setTimer(state.limits.farewell)
    case _ where keepsAlive:
      // Before the end is written: with it the pipeline may hand over the next request.
      phase = .waiting
      idleSince = .now()
      setTimer(state.limits.arrival)
    default: setTimer(state.limits.stall)
    }
    context.writeAndFlush(Self.wrapOutboundOut(.end(nil))).assumeIsolated().whenComplete { _ in self.sent() }
  }

  /// An answer was taken by the connection.
  private func sent() {
    unsent -= 1
    guard unsent == 0, !keepsAlive else { return }
    if case .dropping = phase, !isInputClosed {
      context?.close(mode: .output, promise: nil)
    } else if !isReceiving {
      close()
    }
  }

  private var isReceiving: Bool { if case .receiving = phase { true } else { false } }
}
