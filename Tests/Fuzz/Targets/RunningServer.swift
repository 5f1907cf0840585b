internal import Catalog
@testable internal import FastCGI
internal import Gateway

/// A server on a socket in the repository's directory.
final class RunningServer {
  let path: String
  private let server: FastCGIServer

  init(_ repository: FuzzRepository, threads: Int = 2) throws {
    path = repository.root + "/fcgi.sock"
    let gateway = Gateway(catalog: try Catalog.load(root: repository.root), log: NoLog())
    server = try FastCGIServer(
      listeners: [try Listener.unix(path, SocketAccess())], threads: threads, limits: ServerLimits(), report: { _ in },
      makeResponder: { GatewayWorker(gateway) })
  }

  deinit { _ = server.stop() }
}

private struct NoLog: LogSink {
  func write(_ lines: [UInt8]) {}
}
