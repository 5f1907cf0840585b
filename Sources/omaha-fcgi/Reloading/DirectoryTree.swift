internal import Glibc

/// Looks at the directories of a repository's catalog: `ROOT/catalog`, the apps in it, and what they hold.
enum DirectoryTree {
  /// The catalog has directories at this depth below itself: apps at 1, their releases at 2.
  static let depth = 2

  /// The names of the directories in a directory; nil when it cannot be read.
  static func directories(in directory: String) -> [String]? {
    entries(of: directory)?.filter { entry in
      var status = stat()
      return unsafe stat("\(directory)/\(entry)", &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
  }

  /// The names of everything in a directory but `.` and `..`, in order; nil with `errno` when it cannot be read.
  static func entries(of directory: String) -> [String]? {
    guard let stream = unsafe opendir(directory) else { return nil }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    while let entry = unsafe readdir(stream) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// A number that is another one when something in the tree has changed: names, inodes, sizes, times, modes.
  static func fingerprint(_ root: String, depth: Int = depth + 1) -> Int {
    var hasher = Hasher()
    visit(root, depth: depth, &hasher)
    return hasher.finalize()
  }

  private static func visit(_ path: String, depth: Int, _ hasher: inout Hasher) {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return hasher.combine(path) }
    hasher.combine(path)
    hasher.combine(status.st_ino)
    hasher.combine(status.st_size)
    hasher.combine(status.st_mode)
    hasher.combine(status.st_ctim.tv_sec)
    hasher.combine(status.st_ctim.tv_nsec)
    guard depth > 0, status.st_mode & S_IFMT == S_IFDIR else { return }
    guard let names = entries(of: path) else { return hasher.combine(errno) }
    for name in names { visit("\(path)/\(name)", depth: depth - 1, &hasher) }
  }
}
