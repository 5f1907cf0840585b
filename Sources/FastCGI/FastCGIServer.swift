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
  private let answers: [OutgoingAnswer]
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
    let answers = try (0..<max(1, threads)).map { _ throws(SystemError) in try OutgoingAnswer(shared) }
    self.shared = shared
    self.answers = answers
    connectionLoop = try Thread {
      do throws(SystemError) {
        var connectionLoop = try ConnectionLoop(shared, answers)
        connectionLoop.run()
      } catch {
        report(.threadFailed(error))
      }
    }
    workers = try answers.map { answer throws(SystemError) in
      try Thread {
        var worker = Worker(shared, answer, makeResponder())
        worker.run()
      }
    }
  }

  /// Whether a worker still waits for a disk, though the server has stopped.
  public var isHeldUp: Bool { answers.contains(where: \.isWorkerAway) }

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
    connectionLoop.join()
    // A worker that is held up by a disk is not waited for.
    for (worker, answer) in zip(workers, answers) where !answer.isWorkerAway { worker.join() }
    return cut
  }
}
