public import Catalog
public import UpdateService
internal import Synchronization

/// What all workers of a server share: the catalog in force, the configuration and the log.
public final class Gateway: Sendable {
  /// The URL that relative codebases are appended to; nil takes scheme and host of each request.
  public let baseURL: BaseURL?

  /// Where decisions are logged.
  public let log: any LogSink

  private let service: Mutex<UpdateService>

  /// Counts the catalogs, so that a worker sees without a lock whether it has the one in force.
  private let generation = Atomic<Int>(0)

  private let requestIDs = RequestIDSource()

  /// A gateway that decides from a catalog.
  public init(catalog: Catalog, baseURL: BaseURL? = nil, log: any LogSink) {
    service = Mutex(UpdateService(catalog: catalog))
    self.baseURL = baseURL
    self.log = log
  }

  /// Puts another catalog in force. Requests in hand are answered from the one that they began with.
  public func replaceCatalog(_ catalog: Catalog) {
    service.withLock { $0 = UpdateService(catalog: catalog) }
    generation.add(1, ordering: .releasing)
  }

  /// Renews a worker's copy of the service when another catalog is in force.
  func refresh(_ service: inout UpdateService, _ known: inout Int) {
    let current = generation.load(ordering: .acquiring)
    guard current != known else { return }
    service = currentService
    known = current
  }

  /// The service over the catalog in force.
  var currentService: UpdateService { service.withLock { $0 } }

  /// An ID for a request that the web server gave none.
  func makeRequestID() -> String { requestIDs.next() }
}
