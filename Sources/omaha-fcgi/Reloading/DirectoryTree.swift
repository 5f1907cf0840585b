internal import Catalog
internal import Glibc
internal import Posix

/// Looks at the directories of a repository's catalog: `ROOT/catalog`, the apps in it, and what they hold.
///
/// It opens those alone that a catalog is read from. Others may lie beside them (`lost+found`) that this process has no right to.
enum DirectoryTree {
  /// The catalog has directories at this depth below itself: apps at 1, their releases at 2.
  static let depth = 2

  /// What of a directory matters to the catalog.
  struct Listing {
    /// The names of the directories that are to be looked at, in order.
    var directories: [String] = []
    /// The names of symbolic links to files: what they lead to changes without a change of the directory.
    var links: [String] = []
  }

  /// What matters in a directory of the tree.
  ///
  /// - Parameter depth: How far below the catalog the directory is.
  static func listing(of directory: String, at depth: Int) throws(SystemError) -> Listing {
    var listing = Listing()
    for entry in try DirectoryEntry.all(at: directory) {
      if mayBeDirectory(entry.name, at: depth), entry.isDirectory {
        listing.directories.append(entry.name)
      } else if depth > 0, entry.isLink, !entry.isDirectory {
        listing.links.append(entry.name)
      }
    }
    return listing
  }

  /// A number that is another one when something in the tree has changed: names, inodes, sizes, times, modes.
  static func fingerprint(_ catalog: String) -> Int {
    var hasher = Hasher()
    visit(catalog, at: 0, &hasher)
    return hasher.finalize()
  }

  /// The same of one file or directory, without what it holds: a directory is another one only when it is replaced.
  static func fingerprint(of path: String) -> Int {
    var hasher = Hasher()
    _ = look(at: path, &hasher, isAlone: true)
    return hasher.finalize()
  }

  private static func visit(_ path: String, at depth: Int, _ hasher: inout Hasher) {
    guard look(at: path, &hasher) else { return }
    let entries: [DirectoryEntry]
    do throws(SystemError) { entries = try DirectoryEntry.all(at: path) } catch { return hasher.combine(error.code) }
    for entry in entries {
      let path = "\(path)/\(entry.name)"
      if mayBeDirectory(entry.name, at: depth) {
        visit(path, at: depth + 1, &hasher)
      } else if depth > 0, !entry.isDirectory {
        _ = look(at: path, &hasher)
      }
    }
  }

  /// Takes a file or directory into account; says whether it is a directory.
  ///
  /// - Parameter isAlone: Whether what a directory holds does not count.
  private static func look(at path: String, _ hasher: inout Hasher, isAlone: Bool = false) -> Bool {
    hasher.combine(path)
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return false }
    hasher.combine(status.st_dev)
    hasher.combine(status.st_ino)
    hasher.combine(status.st_mode)
    let isDirectory = status.st_mode & S_IFMT == S_IFDIR
    guard !isAlone || !isDirectory else { return true }
    hasher.combine(status.st_size)
    hasher.combine(status.st_ctim.tv_sec)
    hasher.combine(status.st_ctim.tv_nsec)
    return isDirectory
  }

  private static func mayBeDirectory(_ name: String, at depth: Int) -> Bool {
    switch depth {
    case 0: Repository.mayBeApp(name)
    case 1: name == "releases"
    default: false
    }
  }
}
