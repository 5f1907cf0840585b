public import Catalog
public import Omaha
internal import XML

extension Repository {
  /// The repository as it is to be with further releases of an app. Nothing is written: what is not on disk is read from memory, and
  /// everything else from where it is.
  ///
  /// - Parameters:
  ///   - releases: What is to be added, each the bytes of its file; none of them is there yet.
  ///   - policy: What `app.xml` is to say, and lists of machines; nil to leave that as it is.
  ///   - defaultArchitecture: What `app.xml` of a new app says without a policy.
  ///   - held: The releases whose payloads are to look as if they were in place.
  public func trial(
    of app: ApplicationID, adding releases: [(key: ReleaseKey, bytes: [UInt8])],
    policy: (text: [UInt8], lists: [(name: String, bytes: [UInt8])])? = nil, defaultArchitecture: Architecture?,
    holding held: [ReleaseKey] = []
  ) throws(RepositoryError) -> Repository {
    var files = policy?.lists.map { PendingFile(name: $0.name, bytes: $0.bytes) } ?? []
    if let policy {
      files.append(PendingFile(name: AppDefinition.fileName, bytes: policy.text))
    } else if (try? directory(of: app))?.contains(AppDefinition.fileName) != true {
      files.append(try newApp(app, defaultArchitecture: defaultArchitecture))
    }
    var trial = self
    trial.pending = PendingApp(
      app, files: files,
      releases: Dictionary(releases.map { ($0.key.fileName, $0.bytes) }, uniquingKeysWith: { first, _ in first }),
      payloads: Set(held))
    return trial
  }

  /// The `app.xml` of an app without channels.
  func newApp(
    _ app: ApplicationID, name: String? = nil, defaultArchitecture: Architecture?
  ) throws(RepositoryError) -> PendingFile {
    do throws(XMLWriterError) {
      let document = try AppDocument(
        id: app, name: name, defaultArchitecture: defaultArchitecture, file: appPath(app), root: root)
      return PendingFile(name: AppDefinition.fileName, bytes: document.text)
    } catch {
      throw RepositoryError(.create, appPath(app), detail: "\(error)")
    }
  }

  /// Throws everything that keeps an app from being loaded by a server.
  public func validate(_ app: ApplicationID) throws(RepositoryError) {
    let errors = try load(app, reading: []).errors
    guard errors.isEmpty else {
      throw RepositoryError(.write, appPath(app), .invalid(CatalogErrors(errors: errors)))
    }
  }

  /// Loads an app as a server would, and the releases that its machines may come to.
  ///
  /// - Parameter files: What is read instead of the files of its directory.
  /// - Returns: The app, and everything that keeps it from being loaded.
  func load(
    _ app: ApplicationID, reading files: [PendingFile]
  ) throws(RepositoryError) -> (app: CatalogApp?, errors: [CatalogError]) {
    let pending = pending(of: app)
    var loader = AppLoader(
      directory: try directory(of: app), name: app.key, root: root, parser: XMLParser(namesAnything: true),
      scope: .machines(of: []), pending: files + (pending?.files ?? []), pendingReleases: pending?.releases ?? [:])
    let app = try loader.load()
    return (app, loader.errors)
  }
}
