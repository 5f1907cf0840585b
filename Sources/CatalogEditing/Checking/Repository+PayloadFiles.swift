public import Catalog
public import Omaha
internal import Posix

extension Repository {
  /// The paths of what lies in `payloads/` or in one app's directory there: files, and directories where there should be files.
  ///
  /// Hidden names belong to tools, and a directory that can be no app's is not opened. What cannot be listed has no files.
  public func payloadFiles(of app: ApplicationID?) -> Set<String> {
    var files: Set<String> = []
    guard let root = try? Directory(path: payloadsPath) else { return files }
    if let app {
      if let directory = try? root.directory(app.key) { Self.add(directory, levels: 2, to: &files) }
      return files
    }
    for entry in (try? root.entries()) ?? [] where !entry.isHidden {
      if !entry.isDirectory {
        files.insert(root.path(of: entry.name))
      } else if Self.mayBeApp(entry.name), let directory = try? root.directory(entry.name) {
        Self.add(directory, levels: 2, to: &files)
      }
    }
    return files
  }

  /// Adds what lies in a directory that has directories on so many levels below it: versions, then architectures.
  private static func add(_ directory: Directory, levels: Int, to files: inout Set<String>) {
    for entry in (try? directory.entries()) ?? [] where !entry.isHidden {
      if !entry.isDirectory || levels == 0 {
        files.insert(directory.path(of: entry.name))
      } else if Version(entry.name) != nil || mayBeApp(entry.name), let child = try? directory.directory(entry.name) {
        add(child, levels: levels - 1, to: &files)
      }
    }
  }
}
