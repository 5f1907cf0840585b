internal import Catalog
internal import Glibc
internal import Posix

extension RepositoryError {
  /// Whose the files are, where the system refused because they are not this user's, and what to do about it; nil in any other case.
  var ownerHint: String? {
    guard code == EACCES || code == EPERM, let obstacle, obstacle.owner != geteuid() else { return nil }
    let name = Self.userName(obstacle.owner)
    let place = "\(obstacle.path.escaped) belongs to \(name.escaped)"
    func runAs(_ user: uid_t) -> String {
      "run the command as that user, such as with `\(Invocation.shellText(["sudo", "-u", Self.userName(user)]).escaped)`"
    }
    guard let owner = repositoryOwner, owner != obstacle.owner else { return "\(place): \(runAs(obstacle.owner))" }
    // Root has left it there: whoever takes the repository's files for its own would only leave more of them.
    let words = ["sudo", "chown"] + (obstacle.isDirectory ? ["-R"] : [])
    let chown = Invocation.shellText(words + [Self.userName(owner, number: ""), obstacle.path]).escaped
    let next = owner == geteuid() ? "" : "; then \(runAs(owner))"
    return "\(place), and the repository to \(Self.userName(owner).escaped): `\(chown)` gives it back\(next)"
  }

  private struct Obstacle {
    let path: String
    let owner: uid_t
    let isDirectory: Bool

    init?(_ path: String) {
      var status = stat()
      guard unsafe lstat(path, &status) == 0 else { return nil }
      self.path = path
      owner = status.st_uid
      isDirectory = status.st_mode & S_IFMT == S_IFDIR
    }
  }

  /// What this user has no right to on the way to the path: a directory that may not be searched, else the file itself, or the directory
  /// that it would be in.
  private var obstacle: Obstacle? {
    func isRefused(_ path: String, _ mode: Int32) -> Bool {
      unsafe faccessat(AT_FDCWD, path, mode, AT_EACCESS) != 0 && errno == EACCES
    }
    let above = Self.directories(above: path)
    if let closed = above.first(where: { isRefused($0, X_OK) }) { return Obstacle(closed) }
    let file = Obstacle(path)
    if let file, operation == .read || file.isDirectory && isRefused(path, W_OK) { return file }
    // Files are replaced, which asks for the directory only.
    let directory = above.last { unsafe access($0, F_OK) == 0 }
    if let directory, isRefused(directory, W_OK) { return Obstacle(directory) }
    return file ?? directory.flatMap { Obstacle($0) }
  }

  /// Who has the repository that the path is in; nil when that cannot be found out.
  private var repositoryOwner: uid_t? {
    Self.directories(above: path + "/.").reversed().lazy.compactMap { Obstacle("\($0)/catalog")?.owner }.first
  }

  /// The directories that a path leads through, the topmost first.
  private static func directories(above path: String) -> [String] {
    path.indices.filter { path[$0] == "/" }.map { $0 == path.startIndex ? "/" : String(path[..<$0]) }
  }

  /// The name of a user.
  ///
  /// - Parameter number: What stands before the number of one without a name: `sudo` takes that with `#`, `chown` without.
  private static func userName(_ id: uid_t, number: String = "#") -> String {
    var entry = unsafe passwd()
    var result: UnsafeMutablePointer<passwd>? = nil
    var buffer = [CChar](repeating: 0, count: 16 * 1024)
    guard unsafe getpwuid_r(id, &entry, &buffer, buffer.count, &result) == 0, unsafe result != nil else {
      return "\(number)\(id)"
    }
    return unsafe String(cString: entry.pw_name)
  }
}
