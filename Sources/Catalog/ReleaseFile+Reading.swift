public import Omaha
internal import XML

extension ReleaseFile {
  /// Reads a release of an app with everything that it says; nil when there is none.
  ///
  /// - Throws: what the system refused, or everything that is wrong in the file.
  public static func read(
    _ repository: Repository, _ app: ApplicationID, _ key: ReleaseKey
  ) throws(RepositoryError) -> ReleaseFile? {
    let bytes: [UInt8]
    do throws(RepositoryError) {
      let directory = try Directory(path: repository.catalogPath).directory(app.key).directory("releases")
      bytes = try directory.read(key.fileName, limit: maximumSize)
    } catch  where error.isMissing {
      return nil
    }
    let path = repository.releasePath(app, key)
    var reader = ReleaseReader(file: path, directory: app.key)
    guard let file = reader.read(bytes, parser: XMLParser(namesAnything: true)) else {
      throw RepositoryError(.read, path, .invalid(CatalogErrors(errors: reader.diagnostics.errors)))
    }
    return file
  }
}
