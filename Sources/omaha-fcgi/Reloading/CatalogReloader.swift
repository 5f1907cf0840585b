internal import Catalog
internal import FastCGI
internal import Gateway
internal import Glibc
internal import Logging
internal import Posix

/// Puts the catalog in force whenever it has changed on disk, on a thread of its own.
///
/// Requests never wait for it: they are answered from the old catalog until the new one is whole, and for as long as there is an
/// error in it.
final class CatalogReloader: Sendable {
  private let waker: Waker
  private let thread: DiskThread

  /// Follows the catalog under `root`.
  ///
  /// - Parameters:
  ///   - catalog: `gateway`'s.
  ///   - watcher: has watched since before `catalog` was loaded.
  ///   - waker: the one that `watcher` listens to.
  ///   - skipped: what was logged of `catalog`.
  init(
    root: String, gateway: Gateway, catalog: Catalog, watcher: CatalogWatcher, waker: Waker,
    skipped: SkippedDirectories,
    logger: Logger
  ) throws(SystemError) {
    self.waker = waker
    thread = try DiskThread {
      var follower = Follower(
        root: root, gateway: gateway, catalog: catalog, watcher: watcher, skipped: skipped, logger: logger)
      follower.run()
    }
  }

  /// Loads the catalog now, changed or not.
  func reload() {
    waker.wake(.reload)
  }

  /// Ends the thread; false when it is still reading after a moment.
  func stop() -> Bool {
    waker.wake(.stop)
    return thread.join()
  }
}

/// What the reloading thread knows.
private struct Follower {
  /// The most errors of one catalog that the log gets: a copy that was broken off may have one in each of ten thousand files.
  private static let maximumFaults = 20

  let root: String
  let gateway: Gateway
  var watcher: CatalogWatcher
  var skipped: SkippedDirectories
  let logger: Logger
  /// What is in force.
  private var catalog: Catalog
  private var lastFailure: String?
  private var saysWhenLate = true

  init(
    root: String, gateway: Gateway, catalog: Catalog, watcher: CatalogWatcher, skipped: SkippedDirectories,
    logger: Logger
  ) {
    self.catalog = catalog
    self.root = root
    self.gateway = gateway
    self.watcher = watcher
    self.skipped = skipped
    self.logger = logger
  }

  mutating func run() {
    while true {
      warnWhenLate()
      switch watcher.waitForChange() {
      case .woken(.stop):
        return
      case .woken(.reload):
        lastFailure = nil
        load()
      case .changed:
        load()
      }
    }
  }

  private mutating func load() {
    watcher.establish()
    let start = Instant.now
    do throws(CatalogErrors) {
      let catalog = try Catalog.load(root: root, hasDigest: true)
      gateway.replaceCatalog(catalog)
      lastFailure = nil
      var summary = catalog.summary(since: start)
      summary["changed"] = "\(CatalogChanges(from: self.catalog, to: catalog))"
      self.catalog = catalog
      logger.notice("catalog reloaded", metadata: summary)
      skipped.report(catalog, to: logger)
    } catch {
      // No change of the catalog will tell when the system can read it again.
      if error.errors.contains(where: \.isPassing) { watcher.lookAgain() }
      // The same fault is said once, not at every save of another file.
      guard error.description != lastFailure else { return }
      lastFailure = error.description
      var faults = error.errors.prefix(Self.maximumFaults).map(\.description)
      let rest = error.errors.count - faults.count
      if rest > 0 { faults.append("\(rest) more, which omaha-pkg check prints") }
      for fault in faults {
        logger.error("catalog not reloaded, the old one stays", metadata: ["error": "\(fault)"])
      }
    }
  }

  private mutating func warnWhenLate() {
    guard !watcher.isImmediate, saysWhenLate else { return }
    saysWhenLate = false
    logger.warning("cannot watch the whole catalog, looking at it every few seconds", metadata: ["root": "\(root)"])
  }
}

extension Catalog {
  /// What a log line says about a catalog that was just loaded.
  func summary(since start: Instant) -> Logger.Metadata {
    let milliseconds = (Instant.now.nanoseconds - start.nanoseconds) / 1_000_000
    return [
      "apps": .stringConvertible(apps.count), "releases": .stringConvertible(releaseCount),
      "ms": .stringConvertible(Int(clamping: milliseconds)),
      "digest": "\(digest?.text ?? "")",
    ]
  }
}
