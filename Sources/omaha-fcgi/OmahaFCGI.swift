internal import Catalog
internal import FastCGI
internal import Gateway
internal import Glibc
internal import Journal
internal import Logging
internal import Omaha
internal import Posix
internal import UpdateService

/// omaha-fcgi: the update server as a FastCGI application.
@main
enum OmahaFCGI {
  static func main() {
    StandardDescriptors.fill()
    do throws(Failure) {
      switch try readOptions() {
      case .serve(let options):
        try serve(options)
      case .help:
        _ = writeAll(HelpText.text, to: 1)
      case .version:
        _ = writeAll(HelpText.version, to: 1)
      }
      exit(0)
    } catch {
      end(error)
    }
  }

  /// Ends the process with the reason on standard error; several threads may do so at a time, which exit(3) forbids.
  private static func end(_ failure: Failure) -> Never {
    for line in failure.lines { _ = writeAll("omaha-fcgi: error: \(line)\n", to: 2) }
    if let hint = failure.hint { _ = writeAll("omaha-fcgi: hint: \(hint)\n", to: 2) }
    _exit(failure.code)
  }

  private static func readOptions() throws(Failure) -> Options.Request {
    do throws(Options.Fault) {
      return try Options.read(Invocation.arguments, environment: Invocation.environment)
    } catch {
      throw Failure(EX_USAGE, error.description, hint: "omaha-fcgi --help")
    }
  }

  /// Serves until SIGTERM or SIGINT.
  private static func serve(_ options: Options) throws(Failure) {
    // Before the first line of the log: its reader may be gone.
    _ = signal(SIGPIPE, SIG_IGN)
    let signals = Signals()
    let sink = try Failure.wrap(EX_CANTCREAT) { () throws(SystemError) in
      if let path = options.log {
        try LogOutput(path: path, format: options.logFormat)
      } else {
        LogOutput(format: options.logFormat)
      }
    }
    let logger = Logger(label: "omaha-fcgi") { _ in LineHandler(sink, options.logFormat) }
    let baseURL = try baseURL(options)
    // With a journal two at least: a disk that hangs holds up one of them.
    let fewest = options.threads == nil || options.fleet != nil ? 2 : 1
    let threads = max(fewest, options.threads ?? sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    var limits = ServerLimits()
    limits.maximumConnections = try DescriptorLimit.connections(wanted: limits.maximumConnections, threads: threads)
    let waker = try Failure.wrap { () throws(SystemError) in try Waker() }
    let watcher = CatalogWatcher(root: options.root, waker: waker)
    let start = Instant.now
    let catalog = try loadCatalog(options.root)
    logger.notice("catalog loaded", metadata: catalog.summary(since: start))
    var skipped = SkippedDirectories()
    skipped.report(catalog, to: logger)
    let reports = EventLog(logger)
    let journal = options.fleet.map { JournalWriter(unopened: $0) { reports.add($0) } }
    let tender = try journal.map { journal throws(Failure) in try opened(journal, logger) }
    let gateway = Gateway(
      catalog: catalog, baseURL: baseURL, log: sink, logFormat: options.logFormat, checkIns: journal,
      keepsAddresses: options.keepsAddresses)

    let listeners = try listen(options)
    try Failure.wrap { [limits, skipped] () throws(SystemError) in
      let server = try FastCGIServer(
        listeners: listeners, threads: threads, limits: limits,
        report: { event in
          reports.add(event)
          // It would listen, and let whoever asks wait.
          if case .threadFailed(let error) = event { end(Failure(EX_OSERR, error.description)) }
        }, makeResponder: { GatewayWorker(gateway) })
      let reloader = try CatalogReloader(
        root: options.root, gateway: gateway, catalog: catalog, watcher: watcher, waker: waker, skipped: skipped,
        logger: logger)
      var metadata: Logger.Metadata = [
        "listen": "\(listeners.map(\.name).joined(separator: ","))", "threads": .stringConvertible(threads),
        "connections": .stringConvertible(limits.maximumConnections), "root": "\(options.root)",
        "version": "\(softwareVersion)",
      ]
      if let fleet = options.fleet { metadata["fleet"] = "\(fleet)" }
      logger.notice("serving", metadata: metadata)
      run(server, reloader, signals, sink, tender, logger)
    }
  }

  private static func run(
    _ server: FastCGIServer, _ reloader: CatalogReloader, _ signals: Signals, _ sink: LogOutput,
    _ tender: JournalTender?, _ logger: Logger
  ) {
    while true {
      let signal = signals.wait()
      if signal == SIGHUP {
        reloader.reload()
        continue
      }
      if signal == SIGUSR1 {
        do throws(SystemError) { try sink.reopen() } catch {
          logger.error("log not reopened", metadata: ["error": "\(error)"])
        }
        continue
      }
      logger.notice("stopping", metadata: ["signal": "\(signal == SIGTERM ? "TERM" : "INT")"])
      let cut = server.stop()
      let hasReloaded = reloader.stop()
      let hasFinished = tender?.stop() ?? true
      if cut > 0 { logger.warning("connections cut", metadata: ["connections": .stringConvertible(cut)]) }
      logger.notice("stopped")
      // exit(3) would let libxml2 clean up what the thread that reads is using.
      guard hasReloaded, hasFinished, !server.isHeldUp else { leave() }
      return
    }
  }

  /// Ends the process while a disk holds up one of its threads. What such a thread has open stays open until the disk answers, and
  /// whoever reads the log is not to wait for that.
  private static func leave() -> Never {
    let null = unsafe open("/dev/null", O_RDWR | O_CLOEXEC)
    for descriptor in STDIN_FILENO...STDERR_FILENO { dup2(null, descriptor) }
    _exit(0)
  }

  private static func loadCatalog(_ root: String) throws(Failure) -> Catalog {
    do throws(CatalogErrors) {
      return try Catalog.load(root: root, hasDigest: true)
    } catch {
      throw Failure(EX_CONFIG, lines: error.errors.map(\.description), hint: "omaha-pkg check --root \(root)")
    }
  }

  private static func opened(_ journal: JournalWriter, _ logger: Logger) throws(Failure) -> JournalTender {
    let tender = try Failure.wrap { () throws(SystemError) in try JournalTender(journal) }
    do throws(JournalError) {
      if try !tender.isOpen() {
        logger.warning("journal not open yet", metadata: ["error": "the disk does not answer"])
      }
      return tender
    } catch {
      throw Failure(EX_CANTCREAT, error.description, hint: "--fleet names a folder that omaha-fcgi may write in")
    }
  }

  private static func baseURL(_ options: Options) throws(Failure) -> BaseURL? {
    guard let text = options.baseURL else { return nil }
    guard let url = BaseURL(text) else {
      throw Failure(EX_USAGE, "the base URL is not http://HOST[:PORT][/PATH] or https://…: \(text)")
    }
    return url
  }

  private static func listen(_ options: Options) throws(Failure) -> [Listener] {
    let listeners: [Listener]
    do throws(ListenError) {
      switch options.address {
      case .path(let path): listeners = [try Listener.unix(path, options.access)]
      case .host(let host, let port): listeners = [try Listener.tcp(host, port: port)]
      case nil: listeners = try Listener.inherited(isExclusive: options.isExclusive)
      }
    } catch {
      throw Failure(EX_CANTCREAT, error.description)
    }
    guard !listeners.isEmpty else {
      throw Failure(EX_USAGE, "no socket was inherited", hint: "give one with --socket PATH or --socket HOST:PORT")
    }
    return listeners
  }
}
