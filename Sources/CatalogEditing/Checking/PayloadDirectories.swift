internal import Catalog
internal import Omaha
internal import Posix

/// The directories below `payloads/` that are named as those of releases are and hold something.
struct PayloadDirectories {
  private var found: [String: ReleaseKey] = [:]
  private var unreadable: [CatalogWarning] = []

  /// Looks for them.
  init(in repository: Repository) throws(RepositoryError) {
    guard let root = open({ () throws(RepositoryError) in try Directory(path: repository.payloadsPath) })
    else {
      return
    }
    for app in try root.entries() where app.isDirectory && ApplicationID(app.name)?.key == app.name {
      guard let versions = open({ () throws(RepositoryError) in try root.directory(app.name) }) else {
        continue
      }
      for version in try versions.entries() where version.isDirectory && Version(version.name) != nil {
        guard let directories = open({ () throws(RepositoryError) in try versions.directory(version.name) })
        else {
          continue
        }
        for entry in try directories.entries() where entry.isDirectory {
          guard let key = ReleaseKey(fileName: "\(version.name)_\(entry.name).xml"),
            let payloads = open({ () throws(RepositoryError) in try directories.directory(entry.name) }),
            try payloads.entries().contains(where: { !$0.isHidden })
          else { continue }
          found[payloads.path] = key
        }
      }
    }
  }

  /// Forgets the directories that something refers to.
  mutating func remove(_ paths: Set<String>) {
    for path in paths { found[path] = nil }
  }

  /// One for every directory that is left, or that could not be read.
  func warnings(in repository: Repository) -> [CatalogWarning] {
    unreadable
      + found.map { path, key in
        CatalogWarning(
          file: path, line: 0,
          message: "there is no release \(key.fileName) for these payloads, so that no machine gets them")
      }
  }

  /// Nil for what went away since it was listed, or was never there, and for what this process may not read.
  private mutating func open(_ directory: () throws(RepositoryError) -> Directory) -> Directory? {
    do throws(RepositoryError) {
      return try directory()
    } catch {
      if !error.isMissing {
        unreadable.append(CatalogWarning(file: error.path, line: 0, message: "\(error.message), so it was not checked"))
      }
      return nil
    }
  }
}
