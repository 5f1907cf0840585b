internal import Catalog
internal import Glibc

extension Directory {
  /// The file that `name` leads to behind all symbolic links, by its own directory and its name there; it may not exist.
  ///
  /// A file that is written anew takes the place of a name, so what is written to a link must take that of the file behind it.
  func resolved(_ name: String) throws(RepositoryError) -> (directory: Directory, name: String) {
    var directory = self
    var name = name
    // As many links as Linux follows; path_resolution(7).
    for _ in 0...40 {
      guard let target = directory.linkTarget(of: name) else { return (directory, name) }
      let parts = target.split(separator: "/", omittingEmptySubsequences: false)
      guard let last = parts.last, !["", ".", ".."].contains(last) else {
        throw RepositoryError(.write, directory.path(of: name), detail: "it is a symbolic link to a directory")
      }
      if parts.count > 1 { directory = try directory.directory(String(target.dropLast(last.count))) }
      name = String(last)
    }
    throw RepositoryError(.write, path(of: name), code: ELOOP)
  }

  /// Whether there is something of that name here, a link to nothing too.
  func hasEntry(_ name: String) -> Bool {
    var status = stat()
    return unsafe fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0
  }

  /// Whether `name` is something that a file must not take the place of: a directory, device, pipe or socket.
  func isSpecial(_ name: String) -> Bool {
    var status = stat()
    return unsafe fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && status.st_mode & S_IFMT != S_IFREG
  }
}
