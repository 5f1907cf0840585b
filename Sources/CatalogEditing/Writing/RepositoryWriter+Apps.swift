public import Catalog
internal import Glibc
public import Omaha
internal import Posix

extension RepositoryWriter {
  /// Removes an app with all that is in its directory, then its payloads; says whether there was anything.
  ///
  /// Its directory is first given a name that nobody reads, so that the app is there whole or not at all. A directory that is
  /// elsewhere, behind a symbolic link, stays there.
  @discardableResult
  public func removeApp(_ app: ApplicationID) throws(RepositoryError) -> Bool {
    let hadIntent = try remove(directory: app.key, of: catalog)
    let hadPayloads = try remove(directory: app.key, of: payloads)
    return hadIntent || hadPayloads
  }

  private func remove(directory name: String, of parent: Directory) throws(RepositoryError) -> Bool {
    let temporary = AtomicFile.temporaryName()
    guard unsafe renameat(parent.descriptor, name, parent.descriptor, temporary) == 0 else {
      if errno == ENOENT { return false }
      throw RepositoryError(.remove, parent.path(of: name), code: errno)
    }
    try parent.sync()
    try parent.removeTree(temporary)
    try parent.sync()
    return true
  }
}

extension Directory {
  /// Removes a file, a link, or a directory with all that is in it; nothing when there is no such name.
  func removeTree(_ name: String) throws(RepositoryError) {
    guard unsafe unlinkat(descriptor, name, 0) != 0, errno != ENOENT else { return }
    // Linux says EISDIR, POSIX EPERM.
    guard errno == EISDIR || errno == EPERM else { throw RepositoryError(.remove, path(of: name), code: errno) }
    let child = try directory(name)
    for entry in try child.entries() { try child.removeTree(entry.name) }
    guard removeDirectory(name) else { throw RepositoryError(.remove, path(of: name), code: errno) }
  }
}
