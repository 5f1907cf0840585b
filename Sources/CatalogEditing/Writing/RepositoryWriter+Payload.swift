public import Catalog
public import Omaha
internal import Posix

extension RepositoryWriter {
  /// Gives the open file a name as the payload of a release that is not published yet, by a hard link.
  ///
  /// A file of that name that a killed writer left is replaced. The payload is then one file with the one that was
  /// given: changing that in place changes the payload, which `verify` finds.
  ///
  /// - Returns: nil when it is done, else what keeps it from being done, as a clause: "it is on another file system". The
  ///   payload is then to be copied.
  public func linkPayload(
    _ descriptor: Int32, of app: ApplicationID, _ key: ReleaseKey, name: String
  ) throws(RepositoryError) -> String? {
    try PayloadLink(to: descriptor, named: name, in: try payloadDirectory(of: app, key)).make()
  }

  /// Begins the payload of a release that is not published yet; `replace()` puts it in place.
  public func newPayload(
    of app: ApplicationID, _ key: ReleaseKey, name: String
  ) throws(RepositoryError) -> AtomicFile {
    try AtomicFile(name, in: try payloadDirectory(of: app, key))
  }

  /// Removes the payload files of a release that is not published any more, with the directories that become empty;
  /// says how many files there were.
  public func removePayload(
    of app: ApplicationID, _ key: ReleaseKey
  ) throws(RepositoryError) -> Int {
    try removePayload(nil, of: app, key)
  }

  /// Removes one payload file of a release, or all, with the directories that become empty; says how many there were.
  @discardableResult
  func removePayload(
    _ name: String?, of app: ApplicationID, _ key: ReleaseKey
  ) throws(RepositoryError) -> Int {
    var removed = 0
    do throws(RepositoryError) {
      let appDirectory = try payloads.directory(app.key)
      let versionDirectory = try appDirectory.directory(key.version)
      let directory = try versionDirectory.directory(key.payloadDirectoryName)
      for entry in try directory.entries() where !entry.isDirectory && (name == nil || name == entry.name) {
        try directory.remove(entry.name)
        removed += 1
      }
      // The directory that stays is the one in which something changed.
      var changed = directory
      for (parent, name) in [
        (versionDirectory, key.payloadDirectoryName), (appDirectory, key.version), (payloads, app.key),
      ] {
        guard parent.removeDirectory(name) else { break }
        changed = parent
      }
      try changed.sync()
    } catch  where error.isMissing {
      return removed
    }
    return removed
  }

  /// Removes directories for payloads of an app in which there is nothing: a writer that was killed has left them.
  public func removeEmptyPayloadDirectories(of app: ApplicationID) {
    guard let directory = try? payloads.directory(app.key) else { return }
    for version in (try? directory.entries()) ?? [] where version.isDirectory && Version(version.name) != nil {
      guard let child = try? directory.directory(version.name) else { continue }
      for architecture in (try? child.entries()) ?? [] where architecture.isDirectory {
        child.removeDirectory(architecture.name)
      }
      directory.removeDirectory(version.name)
    }
  }

  private func payloadDirectory(
    of app: ApplicationID, _ key: ReleaseKey
  ) throws(RepositoryError) -> Directory {
    let directory = try payloads.directory(making: app.key)
    // Temporary files of a copy that was killed may be large.
    removeLeftovers(in: directory, below: [{ Version($0) != nil }, { !$0.hasPrefix(".") }])
    return try directory.directory(making: key.version).directory(making: key.payloadDirectoryName)
  }
}

extension Repository {
  /// The keys of the releases of a version that there are payloads for, whether they are published or not.
  public func payloads(of app: ApplicationID, _ version: Version) throws(RepositoryError) -> [ReleaseKey] {
    do throws(RepositoryError) {
      let entries = try Directory(path: payloadsPath).directory(app.key).directory(version.text).entries()
      return entries.compactMap { ReleaseKey(version: version.text, payloadDirectoryName: $0.name) }
    } catch  where error.isMissing {
      return []
    }
  }
}
