public import Catalog
public import Journal
public import UpdateService
internal import Omaha
internal import Synchronization

/// What all workers of a server share: the catalog in force, the configuration and the log.
public final class Gateway: Sendable {
  /// The URL that relative codebases are appended to; nil takes scheme and host of each request.
  public let baseURL: BaseURL?

  /// Where decisions are logged.
  public let log: any LogSink

  /// How they are written there.
  public let logFormat: LogFormat

  /// Where check-ins are kept; nil keeps none.
  public let checkIns: (any CheckInSink)?

  /// Whether check-ins have the addresses of clients.
  public let keepsAddresses: Bool

  /// The repository that every request reads for itself; nil when a catalog is in force for all.
  private let root: String?

  private let service: Mutex<UpdateService>

  /// Counts the catalogs, so that a worker sees without a lock whether it has the one in force.
  private let generation = Atomic<Int>(0)

  private let requestIDs = RequestIDSource()

  /// A gateway that decides from a catalog, for a process that answers many requests.
  public init(
    catalog: Catalog, baseURL: BaseURL? = nil, log: any LogSink, logFormat: LogFormat = .logfmt,
    checkIns: (any CheckInSink)? = nil, keepsAddresses: Bool = true
  ) {
    service = Mutex(UpdateService(catalog: catalog))
    root = nil
    self.logFormat = logFormat
    self.baseURL = baseURL
    self.log = log
    self.checkIns = checkIns
    self.keepsAddresses = keepsAddresses
  }

  /// A gateway that reads what a request is about, and nothing else, from the repository at `root`: for a process that
  /// answers one request.
  public init(
    readingPerRequest root: String, baseURL: BaseURL? = nil, log: any LogSink, logFormat: LogFormat = .logfmt,
    checkIns: (any CheckInSink)? = nil, keepsAddresses: Bool = true
  ) {
    service = Mutex(UpdateService(catalog: .empty))
    self.logFormat = logFormat
    self.root = root
    self.baseURL = baseURL
    self.log = log
    self.checkIns = checkIns
    self.keepsAddresses = keepsAddresses
  }

  /// Puts another catalog in force. Requests in hand are answered from the one that they began with.
  public func replaceCatalog(_ catalog: Catalog) {
    service.withLock { $0 = UpdateService(catalog: catalog) }
    generation.add(1, ordering: .releasing)
  }

  /// Renews a worker's copy of the service when another catalog is in force.
  ///
  /// - Throws: what is wrong with the part of the repository that this request reads for itself.
  func refresh(
    _ service: inout UpdateService, _ known: inout Int, for request: Request
  ) throws(CatalogErrors) {
    if let root {
      service = UpdateService(catalog: try Catalog.load(root: root, for: request))
      return
    }
    let current = generation.load(ordering: .acquiring)
    guard current != known else { return }
    service = currentService
    known = current
  }

  /// Looks whether there is a catalog to decide from: what is in force is one.
  ///
  /// - Throws: everything that is wrong with a repository that every request reads for itself.
  func checkCatalog() throws(CatalogErrors) {
    if let root { _ = try Catalog.load(root: root) }
  }

  /// The service over the catalog in force.
  var currentService: UpdateService { service.withLock { $0 } }

  /// An ID for a request that the web server gave none.
  func makeRequestID() -> String { requestIDs.next() }
}
