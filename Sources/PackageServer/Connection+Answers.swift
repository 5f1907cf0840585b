internal import Gateway
internal import NIOCore
internal import NIOHTTP1

extension Connection {
  /// Answers a request.
  func answer(_ request: ArrivingRequest) {
    guard request.hasHost else { return refuse(request, .host) }
    if request.route == .gateway(.update) { return check(request) }
    guard !request.isTooLong else { return refuse(request, .tooLong) }
    switch request.route {
    case .file(let path):
      guard let file = state.package.file(for: path) else { return refuse(request, .unknown) }
      send(file, request)
    case .gateway(.health):
      guard let refusal = refusal(of: request) else {
        return send(request, .ok, ["Content-Type": "text/plain; charset=utf-8"], Array("ok\n".utf8))
      }
      refuse(request, refusal)
    default: refuse(request, .unknown)
    }
  }

  private func check(_ request: ArrivingRequest) {
    let exchange = CheckExchange(request, client: client, local: context?.channel.localAddress)
    let response = state.answer(to: exchange)
    var headers: HTTPHeaders = ["Content-Type": response.contentType]
    for field in response.fields { headers.add(name: field.name, value: field.value) }
    let status = HTTPResponseStatus(statusCode: response.status, reasonPhrase: "\(response.phrase)")
    send(request, status, headers, response.body)
  }

  private func send(_ file: ServedFile, _ request: ArrivingRequest) {
    if let refusal = refusal(of: request) { return refuse(request, refusal) }
    let conditions = Conditions(request.head.headers, file)
    var headers: HTTPHeaders = [
      "Content-Type": "application/octet-stream", "Accept-Ranges": "bytes", "ETag": file.entityTag,
      "Last-Modified": file.lastModified,
    ]
    if conditions.haveFailed { return refuse(request, .otherFile) }
    if conditions.areMet { return send(request, .notModified, headers, nil) }
    // A range means nothing to HEAD (RFC 9110 §14.2).
    switch request.head.method == .GET ? conditions.range : .whole {
    case .whole:
      headers.add(name: "Content-Length", value: "\(file.size)")
      start(Download(file: file, range: 0..<file.size), request.head, .ok, headers)
    case .part(let range):
      headers.add(name: "Content-Length", value: "\(range.count)")
      headers.add(name: "Content-Range", value: "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(file.size)")
      start(Download(file: file, range: range), request.head, .partialContent, headers)
    case .unsatisfiable: refuse(request, .noSuchPart(ofSize: file.size))
    }
  }

  /// Why what is there cannot be had.
  private func refusal(of request: ArrivingRequest) -> Refusal? {
    guard request.isReading else { return .method }
    state.checkFiles()
    return state.isSpoiled ? .changed : nil
  }

  private func refuse(_ request: ArrivingRequest, _ refusal: Refusal) {
    let head = request.head
    state.report(
      .refused(client: client, method: head.method.rawValue, path: head.uri, status: Int(refusal.status.code)))
    var headers = refusal.headers
    headers.add(name: "Content-Type", value: "text/plain; charset=utf-8")
    send(request, refusal.status, headers, Array((refusal.message + "\n").utf8))
  }

  /// Sends a whole answer; without a body when that is nil.
  private func send(
    _ request: ArrivingRequest, _ status: HTTPResponseStatus, _ headers: HTTPHeaders, _ body: [UInt8]?
  ) {
    var headers = headers
    if let body { headers.replaceOrAdd(name: "Content-Length", value: "\(body.count)") }
    writeHead(request.head, status, headers)
    if let body, request.head.method != .HEAD { write(.body(.byteBuffer(ByteBuffer(bytes: body)))) }
    finish()
  }
}
