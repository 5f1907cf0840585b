internal import Omaha

/// The directories below `payloads/` that are named as those of releases are and hold something.
struct PayloadDirectories {
  private var found: [String: ReleaseKey] = [:]

  /// Looks for them.
  init(in repository: Repository) throws(RepositoryError) {
    guard let root = try Self.open({ () throws(RepositoryError) in try Directory(path: repository.payloadsPath) })
    else {
      return
    }
    for app in try root.entries() where app.isDirectory && ApplicationID(app.name)?.key == app.name {
      guard let versions = try Self.open({ () throws(RepositoryError) in try root.directory(app.name) }) else {
        continue
      }
      for version in try versions.entries() where version.isDirectory && Version(version.name) != nil {
        guard let directories = try Self.open({ () throws(RepositoryError) in try versions.directory(version.name) })
        else {
          continue
        }
        for entry in try directories.entries() where entry.isDirectory {
          guard let key = ReleaseKey(fileName: "\(version.name)_\(entry.name).xml"),
            let payloads = try Self.open({ () throws(RepositoryError) in try directories.directory(entry.name) }),
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

  /// One for every directory that is left.
  func warnings(in repository: Repository) -> [CatalogWarning] {
    found.map { path, key in
      CatalogWarning(
        file: path, line: 0,
        message: "there is no release \(key.fileName) for these payloads, so that no machine gets them")
    }
  }

  /// Nil for what went away since it was listed, or was never there.
  private static func open(_ directory: () throws(RepositoryError) -> Directory) throws(RepositoryError) -> Directory? {
    do throws(RepositoryError) {
      return try directory()
    } catch  where error.isMissing {
      return nil
    }
  }
}
