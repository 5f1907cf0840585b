public import Omaha

/// Everything that operators want and every release that exists: the immutable whole that decisions are made from.
public struct Catalog: Sendable {
  /// The apps, in the order of their directories.
  public let apps: [CatalogApp]
  /// The same by ``ApplicationID/key``, byte for byte, to be searched.
  private let ordered: [CatalogApp]
  /// The directories that look like apps and are not served, by name. Empty for a catalog of some apps only.
  public let skipped: [CatalogWarning]
  /// What the files say; nil unless it was asked for.
  public let digest: CatalogDigest?
  /// What every other application ID is answered by; a repository has none.
  private let other: CatalogApp?

  /// A catalog of these apps; their IDs differ.
  package init(
    apps: [CatalogApp], skipped: [CatalogWarning] = [], digest: CatalogDigest? = nil, other: CatalogApp? = nil
  ) {
    self.apps = apps
    self.skipped = skipped
    self.digest = digest
    self.other = other
    ordered = apps.sorted { $0.id.key.utf8.lexicographicallyPrecedes($1.id.key.utf8) }
  }

  /// A catalog without apps, which knows no machine.
  public static let empty = Catalog(apps: [])

  /// The app of an ID, however that is written: letter case and braces do not count.
  public subscript(appKey id: ApplicationID) -> CatalogApp? { app(named: id.key) }

  /// The app that a text names; nil also when the text is no application ID.
  public func app(named text: String) -> CatalogApp? {
    unsafe text.utf8.span.withUnsafeBufferPointer { unsafe app(named: $0) }
  }

  /// The app that a request asks for.
  public func app(for request: Request.App) -> CatalogApp? {
    var found: CatalogApp?
    unsafe request.withAppID { unsafe found = app(named: $0) }
    return found
  }

  private func app(named text: UnsafeBufferPointer<UInt8>) -> CatalogApp? {
    let name = unsafe ApplicationID.bare(text)
    var range = 0..<ordered.count
    while !range.isEmpty {
      let middle = (range.lowerBound + range.upperBound) / 2
      let order = unsafe ordered[middle].id.order(of: name)
      if order == 0 { return ordered[middle] }
      range = order < 0 ? range.lowerBound..<middle : middle + 1..<range.upperBound
    }
    guard let other, unsafe ApplicationID(String(decoding: text, as: UTF8.self)) != nil else { return nil }
    return other
  }

  /// How many releases there are in all apps.
  public var releaseCount: Int { apps.reduce(0) { $0 + $1.releaseCount } }

  /// Loads and validates the repository at `root`, all of it.
  ///
  /// - Parameter hasDigest: Whether ``digest`` is worked out, which takes a moment for many files.
  /// - Throws: everything that is wrong, at once.
  public static func load(root: String, hasDigest: Bool = false) throws(CatalogErrors) -> Catalog {
    var loader = CatalogLoader(root: root, hasDigest: hasDigest)
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
      guard let id = app.applicationID else { continue }
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
