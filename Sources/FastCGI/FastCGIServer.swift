public import Gateway
internal import Glibc
public import Posix

/// A FastCGI server: listening sockets, any number of connections, a few worker threads.
///
/// A request goes this way: a worker finds its connection readable (``Worker``), looks whether a whole request is there
/// (``RequestScanner``), lets libfcgi read it (``FastCGIRequest``), asks the ``Responder`` and writes the answer. A request
/// that comes in pieces waits with the ``ConnectionLoop`` until it is whole.
public final class FastCGIServer: Sendable {
  private let shared: SharedState
  private let workers: [Thread]
  private let connectionLoop: Thread

  /// Starts serving.
  ///
  /// - Parameters:
  ///   - listeners: where to accept connections; at least one.
  ///   - threads: the number of requests that are answered at the same time.
  ///   - limits: see ``ServerLimits``.
  ///   - report: called from any thread.
  ///   - makeResponder: called once on every worker thread.
  public init<Answerer: Responder & SendableMetatype>(
    listeners: [Listener], threads: Int, limits: ServerLimits = ServerLimits(),
    report: @escaping @Sendable (ServerEvent) -> Void, makeResponder: @escaping @Sendable () -> Answerer
  ) throws(SystemError) {
    signal(SIGPIPE, SIG_IGN)
    let shared = try SharedState(listeners, limits, report: report)
    self.shared = shared
    connectionLoop = try Thread {
      do throws(SystemError) {
        var connectionLoop = try ConnectionLoop(shared)
        connectionLoop.run()
      } catch {
        report(.threadFailed(error))
      }
    }
    var workers: [Thread] = []
    for _ in 0..<max(1, threads) {
      workers.append(
        try Thread {
          do throws(SystemError) {
            var worker = try Worker(shared, makeResponder())
            worker.run()
          } catch {
            report(.threadFailed(error))
          }
        })
    }
    self.workers = workers
  }

  /// Stops accepting, answers what has been asked, closes the connections, and returns when all is done, at the latest after
  /// ``ServerLimits/shutdown``; once per server.
  ///
  /// - Returns: the number of connections that had to be cut.
  public func stop() -> Int {
    let deadline = Instant.now + shared.limits.shutdown
    shared.beginStopping()
    while shared.connections.count > 0, Instant.now < deadline { usleep(5_000) }
    let cut = shared.connections.shutDownAll()
    shared.endWork()
    for worker in workers { worker.join() }
    connectionLoop.join()
    return cut
  }
}
