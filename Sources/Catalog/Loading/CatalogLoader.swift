internal import Omaha
internal import Posix
internal import XML

/// Reads a repository's catalog directory. One loader, one load: it owns the parser and collects the errors.
struct CatalogLoader {
  private let root: String
  private let parser = XMLParser(namesAnything: true)
  private var errors: [CatalogError] = []
  private var skipped: [CatalogWarning] = []
  private let hasDigest: Bool
  private var digests: [(key: String, files: FileDigests)] = []

  init(root: String, hasDigest: Bool = false) {
    self.root = root
    self.hasDigest = hasDigest
  }

  /// Loads every app, in the order of the directory names.
  mutating func load() throws(CatalogErrors) -> Catalog {
    var apps: [CatalogApp] = []
    do throws(RepositoryError) {
      let catalog = try Directory(path: Repository(root: root).catalogPath)
      // A file beside the apps, such as a README, belongs to people.
      for entry in try catalog.entries() where Repository.mayBeApp(entry.name) {
        guard entry.isDirectory else {
          noteDeadLink(entry.name, in: catalog)
          continue
        }
        // A directory that cannot be read keeps nothing from being said about the others.
        do throws(RepositoryError) {
          if let app = try loadApp(directory: entry.name, in: catalog, scope: .everything) { apps.append(app) }
        } catch {
          add(error)
        }
      }
    } catch {
      add(error)
    }
    return try finish(apps)
  }

  /// Loads some apps, each named once, and the releases that machines of the versions given may come to.
  mutating func load(only wanted: [(id: ApplicationID, versions: [Version])]) throws(CatalogErrors) -> Catalog {
    var apps: [CatalogApp] = []
    do throws(RepositoryError) {
      let catalog = try Directory(path: Repository(root: root).catalogPath)
      // The key is letters, digits, ".", "_" and "-" and begins with no dot: it names a child or nothing.
      for (id, versions) in wanted {
        let scope = AppLoader.Scope.machines(of: versions)
        if let app = try loadApp(directory: id.key, in: catalog, scope: scope) { apps.append(app) }
      }
    } catch {
      add(error)
    }
    return try finish(apps)
  }

  private func finish(_ apps: [CatalogApp]) throws(CatalogErrors) -> Catalog {
    guard errors.isEmpty else { throw CatalogErrors(errors: errors) }
    return Catalog(apps: apps, skipped: skipped, digest: hasDigest ? CatalogDigest(digests) : nil)
  }

  /// An app's directory may be elsewhere, and that may be gone.
  private mutating func noteDeadLink(_ name: String, in catalog: Directory) {
    guard !catalog.contains(name), let target = catalog.linkTarget(of: name) else { return }
    skipped.append(
      CatalogWarning(
        file: catalog.path(of: name), line: 0,
        message: "this symbolic link is not followed: \(target.quoted) is not there"))
  }

  private mutating func add(_ error: RepositoryError) {
    errors.append(CatalogError(error))
  }

  /// Loads the app of a directory, nil when there is none or after an error.
  private mutating func loadApp(
    directory name: String, in catalog: Directory, scope: AppLoader.Scope
  ) throws(RepositoryError) -> CatalogApp? {
    let directory: Directory
    do throws(RepositoryError) {
      directory = try catalog.directory(name)
    } catch  where error.isMissing {
      return nil
    }
    // Writers replace app.xml and releases one by one. Whoever reads in between may see a target whose release is gone:
    // then app.xml has changed since, and reading it again shows the new whole. An import puts another folder in the place of all
    // releases; who has the old one open finds it empty.
    let before = errors.count
    for attempt in 1...3 {
      let stamps = ["releases", AppDefinition.fileName].map(directory.stamp)
      var loader = AppLoader(
        directory: directory, name: name, root: root, parser: parser, scope: scope, catalog: catalog,
        hasDigest: hasDigest)
      let app = try loader.load()
      errors += loader.errors
      if let owner = loader.owner {
        skipped.append(
          CatalogWarning(
            file: directory.path, line: 0,
            message: "this directory is not read: its app.xml is that of \(owner.key), which has a directory of its own"
          ))
      }
      let isStable = errors.count == before || stamps == ["releases", AppDefinition.fileName].map(directory.stamp)
      if isStable || attempt == 3 {
        if let app, let files = loader.digests { digests.append((app.id.key, files)) }
        return app
      }
      errors.removeLast(errors.count - before)
    }
    return nil
  }
}
