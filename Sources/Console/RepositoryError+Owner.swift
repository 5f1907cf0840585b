internal import Catalog
internal import Glibc

extension RepositoryError {
  /// Whose the files are, where the system refused because they are not this user's; nil in any other case.
  var ownerHint: String? {
    guard code == EACCES || code == EPERM else { return nil }
    var path = path
    var status = stat()
    // What could not be made or found belongs to the owner of the directory that it would be in.
    while unsafe lstat(path, &status) != 0 {
      guard let slash = path.lastIndex(of: "/"), slash > path.startIndex else { return nil }
      path = String(path[..<slash])
    }
    guard status.st_uid != geteuid() else { return nil }
    let owner = Self.userName(status.st_uid)
    return
      "\(path.escaped) belongs to \(owner.escaped): run the command as that user, such as with `sudo -u \(owner.escaped)`"
  }

  /// The name of a user; as `sudo` takes a number when there is none.
  private static func userName(_ id: uid_t) -> String {
    var entry = unsafe passwd()
    var result: UnsafeMutablePointer<passwd>? = nil
    var buffer = [CChar](repeating: 0, count: 16 * 1024)
    guard unsafe getpwuid_r(id, &entry, &buffer, buffer.count, &result) == 0, unsafe result != nil else {
      return "#\(id)"
    }
    return unsafe String(cString: entry.pw_name)
  }
}
