public import Omaha
internal import Posix
internal import XML

extension Repository {
  /// The keys of all releases of an app, full ones and deltas, in the order of their files' names; none of an app that is not there.
  public func releases(of app: ApplicationID) throws(RepositoryError) -> [ReleaseKey] {
    do throws(RepositoryError) {
      let releases = try Directory(path: catalogPath).directory(app.key).directory("releases")
      return try releases.entries().filter(AppLoader.isRelease).compactMap { ReleaseKey(fileName: $0.name) }
    } catch  where error.isMissing {
      return []
    }
  }
}
