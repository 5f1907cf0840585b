internal import Gateway
internal import NIOPosix

/// What all connections share. It belongs to the server's one event loop.
final class ServingState {
  let package: ServedPackage
  let limits: ServingLimits
  /// Threads that read files.
  let readers: NIOThreadPool
  private let worker: GatewayWorker
  private let observe: @Sendable (ServingEvent) -> Void
  private var connections: [ObjectIdentifier: Connection] = [:]
  private(set) var isStopping = false
  /// Whether a file was seen to have changed.
  private(set) var isSpoiled = false

  init(
    package: ServedPackage, gateway: Gateway, limits: ServingLimits, readers: NIOThreadPool,
    observe: @escaping @Sendable (ServingEvent) -> Void
  ) {
    self.package = package
    self.limits = limits
    self.readers = readers
    worker = GatewayWorker(gateway)
    self.observe = observe
  }

  func report(_ event: ServingEvent) { observe(event) }

  /// Looks whether the files are what they were. When one is not, no file is sent any more, because machines were told hashes
  /// that nothing fits.
  func checkFiles() {
    guard !isSpoiled, let file = package.changedFile else { return }
    isSpoiled = true
    observe(.changed(name: file.name))
  }

  func answer(to exchange: CheckExchange) -> HTTPResponse {
    checkFiles()
    var exchange = exchange
    let response = worker.respond(to: &exchange)
    worker.keepRecord()
    return response
  }

  /// Takes a connection in; false when there is no room for it.
  func add(_ connection: Connection) -> Bool {
    guard !isStopping else { return false }
    if connections.count >= limits.connections {
      let idle = connections.values.filter(\.isIdle).min { $0.idleSince < $1.idleSince }
      guard let idle else { return false }
      remove(idle)
      idle.close()
    }
    connections[ObjectIdentifier(connection)] = connection
    return true
  }

  func remove(_ connection: Connection) { connections[ObjectIdentifier(connection)] = nil }

  /// Ends every connection; downloads are reported as broken off.
  func stop() {
    isStopping = true
    for connection in Array(connections.values) { connection.close() }
  }
}
