public import Omaha

/// Everything that operators want and every release that exists: the immutable whole that decisions are made from.
public struct Catalog: Sendable {
  /// The apps, in the order of their directories.
  public let apps: [CatalogApp]
  /// Where each app is; nil for so few that going through them is faster, as in a process that answers one request.
  private let index: [ApplicationID: Int]?

  /// A catalog of these apps; their IDs differ.
  init(apps: [CatalogApp]) {
    self.apps = apps
    if apps.count <= 4 {
      index = nil
    } else {
      index = Dictionary(apps.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    }
  }

  /// A catalog without apps, which knows no machine.
  public static let empty = Catalog(apps: [])

  /// The app of an ID, however that is written: letter case and braces do not count.
  public subscript(appKey id: ApplicationID) -> CatalogApp? {
    guard let index else {
      for app in apps where app.id == id { return app }
      return nil
    }
    return index[id].map { apps[$0] }
  }

  /// The app that a request names; nil also when the text is no application ID.
  public func app(named text: String) -> CatalogApp? {
    ApplicationID(text).flatMap { self[appKey: $0] }
  }

  /// How many releases there are in all apps.
  public var releaseCount: Int { apps.reduce(0) { $0 + $1.releaseCount } }

  /// Loads and validates the repository at `root`, all of it.
  ///
  /// - Throws: everything that is wrong, at once.
  public static func load(root: String) throws(CatalogErrors) -> Catalog {
    var loader = CatalogLoader(root: root)
    return try loader.load()
  }

  /// Loads the apps that a request names and only the releases that its machine may come to; for a process that answers
  /// one request.
  ///
  /// - Parameters:
  ///   - root: The repository.
  ///   - request: What the client asks. Application IDs that are none, and apps that the repository does not have, are not
  ///     in the catalog.
  /// - Throws: everything that is wrong in what was read.
  public static func load(root: String, for request: Request) throws(CatalogErrors) -> Catalog {
    var loader = CatalogLoader(root: root)
    var wanted: [(id: ApplicationID, versions: [Version])] = []
    for app in request.apps {
      guard let id = ApplicationID(app.appID) else { continue }
      let versions = Version(app.version).map { [$0] } ?? []
      if let index = wanted.firstIndex(where: { $0.id == id }) {
        wanted[index].versions += versions
      } else {
        wanted.append((id, versions))
      }
    }
    return try loader.load(only: wanted)
  }
}
