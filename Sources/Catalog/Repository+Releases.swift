public import Omaha
internal import Posix
internal import XML

extension Repository {
  /// The keys of all releases of an app, full ones and deltas, in the order of their files' names; none of an app that is not there.
  public func releases(of app: ApplicationID) throws(RepositoryError) -> [ReleaseKey] {
    var names = try releaseDirectory(of: app)?.entries().filter(AppLoader.isRelease).map(\.name) ?? []
    if let pending = pending(of: app) {
      names += pending.releases.keys
      names.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
    return names.compactMap { ReleaseKey(fileName: $0) }
  }

  /// Whether an app has any release.
  public func hasReleases(of app: ApplicationID) throws(RepositoryError) -> Bool {
    if pending(of: app)?.releases.isEmpty == false { return true }
    return try releaseDirectory(of: app)?.entries().contains(where: AppLoader.isRelease) ?? false
  }

  /// The directory of an app.
  ///
  /// - Throws: also when there is none. One that is pending is empty then.
  package func directory(of app: ApplicationID) throws(RepositoryError) -> Directory {
    do throws(RepositoryError) {
      return try Directory(path: catalogPath).directory(app.key)
    } catch  where error.isMissing && pending(of: app) != nil {
      return try Directory(missingAt: "\(catalogPath)/\(app.key)")
    }
  }

  /// The directory of an app's releases; nil when there is none.
  package func releaseDirectory(of app: ApplicationID) throws(RepositoryError) -> Directory? {
    do throws(RepositoryError) {
      return try directory(of: app).directory("releases")
    } catch  where error.isMissing {
      return nil
    }
  }
}
