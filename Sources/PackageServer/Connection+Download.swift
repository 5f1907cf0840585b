internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix

extension Connection {
  /// Answers with a part of a file, piece after piece: the next one is read when the connection has taken the last.
  func start(
    _ download: Download, _ head: HTTPRequestHead, _ status: HTTPResponseStatus, _ headers: HTTPHeaders
  ) {
    writeHead(head, status, headers)
    guard head.method != .HEAD else { return finish() }
    self.download = download
    sendPiece()
  }

  private func sendPiece() {
    guard let context, let download else { return }
    guard download.remaining > 0 else {
      reportDownload()
      return finish()
    }
    setTimer(state.limits.stall)
    let count = Int(min(UInt64(state.limits.piece), download.remaining))
    // Not on the event loop: a disk that is slow or hangs shall hold up nobody else.
    state.readers.runIfActive(eventLoop: context.eventLoop) {
      download.file.read(at: download.offset, count: count)
    }.assumeIsolated().whenComplete { result in
      guard case .success(let bytes?) = result else { return self.breakOff() }
      self.send(bytes)
    }
  }

  private func send(_ bytes: ByteBuffer) {
    guard let context else { return }
    context.writeAndFlush(Self.wrapOutboundOut(.body(.byteBuffer(bytes)))).assumeIsolated().whenComplete { result in
      guard case .success = result else { return self.close() }
      self.download?.sent += UInt64(bytes.readableBytes)
      self.sendPiece()
    }
  }

  /// The file has changed or cannot be read: the client must not take what came of it for the whole.
  private func breakOff() {
    state.checkFiles()
    close()
  }

  /// Reports the download in hand, if there is one, as it stands.
  func reportDownload() {
    guard let download else { return }
    self.download = nil
    state.report(
      .download(
        ServingEvent.Download(
          client: client, name: download.file.name, size: download.file.size, range: download.range,
          sent: download.sent)))
  }
}
