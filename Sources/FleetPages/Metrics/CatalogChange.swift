internal import Catalog
internal import Posix

extension Repository {
  /// When an app of the catalog was last changed, in seconds since 1970-01-01T00:00:00Z; nil where there is none.
  ///
  /// Commands and copies that rename files into place move the times of the directories that these lie in.
  var lastChange: Int? {
    guard let entries = try? DirectoryEntry.all(at: catalogPath) else { return nil }
    return entries.lazy.filter { Self.mayBeApp($0.name) }.flatMap { entry in
      ["", "/releases", "/" + AppDefinition.fileName].compactMap {
        FileStamp(path: "\(catalogPath)/\(entry.name)\($0)")?.seconds
      }
    }.max()
  }
}
