public import Gateway
internal import Glibc
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import Synchronization

/// A small HTTP server for one package: update checks, answered by the gateway, and the package's files.
///
/// For one machine or a lab. It has neither TLS nor limits per address; a fleet's door is a web server.
public final class PackageServer: Sendable {
  /// All connections share one event loop, so what they share needs no lock; files are read beside it.
  ///
  /// Loop and readers are those of the process, which are never shut down: NIO does that by way of Dispatch, which watches its
  /// own threads in /proc, and traps in a chroot that has none.
  private let loop = MultiThreadedEventLoopGroup.singleton.next()
  private let listeners = Mutex<[any Channel]>([])
  private let limits: ServingLimits
  private let state: NIOLoopBoundBox<ServingState>

  /// A server that listens nowhere yet.
  ///
  /// - Parameters:
  ///   - package: The files.
  ///   - gateway: What answers checks; its catalog offers the package.
  ///   - observe: Told of what happens, on the server's thread: it must not wait. When it returns from
  ///     ``ServingEvent/changed(name:)``, the gateway's catalog is to offer nothing.
  public init(
    package: ServedPackage, gateway: Gateway, limits: ServingLimits = ServingLimits(),
    observe: @escaping @Sendable (ServingEvent) -> Void
  ) {
    self.limits = limits
    state = .makeBoxSendingValue(
      ServingState(package: package, gateway: gateway, limits: limits, readers: .singleton, observe: observe),
      eventLoop: loop)
  }

  /// Listens at an address from now on; may be called several times.
  ///
  /// - Parameters:
  ///   - host: A number, without brackets. `::` takes IPv6 only.
  ///   - port: 0 takes any free one.
  /// - Returns: The port.
  public func listen(host: String, port: UInt16) throws(ServingError) -> UInt16 {
    var decoding = NIOHTTPDecoderLimitConfiguration()
    decoding.maxHeaderFieldSize = limits.headerField
    decoding.maxHeaderListSize = limits.header
    decoding.maxHeaderFieldCount = limits.headerFields
    let state = state
    var bootstrap = ServerBootstrap(group: loop)
      .serverChannelOption(.backlog, value: 256)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.allowRemoteHalfClosure, value: true)
      .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
      .childChannelInitializer { [decoding] channel in
        channel.eventLoop.makeCompletedFuture {
          let pipeline = channel.pipeline.syncOperations
          try pipeline.configureHTTPServerPipeline(
            withEncoderConfiguration: .init(), withDecoderLimitConfiguration: decoding)
          try pipeline.addHandler(Connection(state.value))
        }
      }
    do {
      let address = try SocketAddress(ipAddress: host, port: Int(port))
      if address.protocol == .inet6 {
        bootstrap = bootstrap.serverChannelOption(
          ChannelOptions.Types.SocketOption(level: .ipv6, name: .ipv6_v6only), value: 1)
      }
      let channel = try bootstrap.bind(to: address).wait()
      listeners.withLock { $0.append(channel) }
      return channel.localAddress?.port.flatMap { UInt16(exactly: $0) } ?? port
    } catch {
      throw ServingError(code: (error as? IOError)?.errnoCode ?? EINVAL)
    }
  }

  /// Ends all connections at once, and the server.
  public func stop() {
    let listeners = listeners.withLock { listeners in
      defer { listeners = [] }
      return listeners
    }
    for listener in listeners { try? listener.close().wait() }
    try? loop.submit { [state] in state.value.stop() }.wait()
  }
}
