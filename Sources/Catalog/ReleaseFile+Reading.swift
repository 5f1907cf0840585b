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
      if let pending = repository.pending(of: app)?.releases[key.fileName] {
        bytes = pending
      } else {
        guard let directory = try repository.releaseDirectory(of: app) else { return nil }
        bytes = try directory.read(key.fileName, limit: maximumSize)
      }
    } catch  where error.isMissing {
      return nil
    }
    do throws(CatalogErrors) {
      return try ReleaseFile(bytes, named: repository.releasePath(app, key), of: app)
    } catch {
      throw RepositoryError(.read, repository.releasePath(app, key), .invalid(error))
    }
  }

  /// Reads the text of a release's file.
  ///
  /// - Parameters:
  ///   - path: The file's path, whose last part is to be the release's name.
  ///   - app: The app that it is to be a release of.
  /// - Throws: everything that is wrong in it.
  package init(_ bytes: [UInt8], named path: String, of app: ApplicationID) throws(CatalogErrors) {
    var reader = ReleaseReader(file: path, directory: app.key)
    guard let file = reader.read(bytes, parser: XMLParser(namesAnything: true)) else {
      throw CatalogErrors(errors: reader.diagnostics.errors)
    }
    self = file
  }

  /// Whether machines fetch its payload from other hosts only, so that this one may have none.
  package var isElsewhere: Bool { codebases.allSatisfy(\.isAbsolute) }
}
