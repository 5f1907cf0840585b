public import Catalog
internal import Omaha
internal import XML

extension Repository {
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
