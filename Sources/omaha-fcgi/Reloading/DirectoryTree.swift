internal import Catalog
internal import Glibc

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

  /// What matters in a directory of the tree; nil with `errno` when it cannot be read.
  ///
  /// - Parameter depth: How far below the catalog the directory is.
  static func listing(of directory: String, at depth: Int) -> Listing? {
    guard let entries = entries(of: directory) else { return nil }
    var listing = Listing()
    for (name, type) in entries {
      let path = "\(directory)/\(name)"
      if mayBeDirectory(name, at: depth), isDirectory(path, type: type) {
        listing.directories.append(name)
      } else if depth > 0, isLink(path, type: type), !isDirectory(path, type: type) {
        listing.links.append(name)
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

  /// The same of one file or directory, without what it holds.
  static func fingerprint(of path: String) -> Int {
    var hasher = Hasher()
    _ = look(at: path, &hasher)
    return hasher.finalize()
  }

  private static func visit(_ path: String, at depth: Int, _ hasher: inout Hasher) {
    guard look(at: path, &hasher) else { return }
    guard let entries = entries(of: path) else { return hasher.combine(errno) }
    for (name, type) in entries {
      if mayBeDirectory(name, at: depth) {
        visit("\(path)/\(name)", at: depth + 1, &hasher)
      } else if depth > 0, !isDirectory("\(path)/\(name)", type: type) {
        _ = look(at: "\(path)/\(name)", &hasher)
      }
    }
  }

  /// Takes a file or directory into account; says whether it is a directory.
  private static func look(at path: String, _ hasher: inout Hasher) -> Bool {
    hasher.combine(path)
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return false }
    hasher.combine(status.st_dev)
    hasher.combine(status.st_ino)
    hasher.combine(status.st_size)
    hasher.combine(status.st_mode)
    hasher.combine(status.st_ctim.tv_sec)
    hasher.combine(status.st_ctim.tv_nsec)
    return status.st_mode & S_IFMT == S_IFDIR
  }

  private static func mayBeDirectory(_ name: String, at depth: Int) -> Bool {
    switch depth {
    case 0: Repository.mayBeApp(name)
    case 1: name == "releases"
    default: false
    }
  }

  private static func isDirectory(_ path: String, type: Int32) -> Bool {
    if type == Int32(DT_DIR) || type == Int32(DT_REG) { return type == Int32(DT_DIR) }
    var status = stat()
    return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  private static func isLink(_ path: String, type: Int32) -> Bool {
    // A file system may not tell.
    guard type == Int32(DT_UNKNOWN) else { return type == Int32(DT_LNK) }
    var status = stat()
    return unsafe lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
  }

  /// Everything in a directory but `.` and `..`, by name.
  private static func entries(of directory: String) -> [(name: String, type: Int32)]? {
    guard let stream = unsafe opendir(directory) else { return nil }
    defer { unsafe closedir(stream) }
    var entries: [(name: String, type: Int32)] = []
    while let entry = unsafe readdir(stream) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
      }
      if name != ".", name != ".." { entries.append((name, unsafe Int32(entry.pointee.d_type))) }
    }
    return entries.sorted { $0.name < $1.name }
  }
}
