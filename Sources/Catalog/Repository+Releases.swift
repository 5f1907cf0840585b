public import Omaha
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

  /// The bytes of a release's file, read back as a server would: what is written must load.
  ///
  /// - Throws: what keeps the release from being served. Nothing is changed.
  public func content(of release: ReleaseFile) throws(RepositoryError) -> [UInt8] {
    let path = releasePath(release.appID, release.key)
    let bytes: [UInt8]
    do throws(XMLWriterError) {
      bytes = try release.encode()
    } catch {
      throw RepositoryError(.create, path, detail: "\(error)")
    }
    var reader = ReleaseReader(file: path, directory: release.appID.key)
    guard reader.read(bytes, parser: XMLParser()) != nil else {
      let faults = reader.diagnostics.errors.map(\.message)
      throw RepositoryError(.create, path, detail: faults.joined(separator: "; "))
    }
    return bytes
  }
}
