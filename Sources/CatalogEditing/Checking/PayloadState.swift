internal import Catalog
internal import Glibc
internal import Omaha
internal import Posix

/// Whether a payload is where its release says, as far as its size tells; `omaha-pkg verify` compares its content.
enum PayloadState {
  case whole
  /// What is wrong, as a clause.
  case faulty(String)
  /// Why it could not be looked at, as a clause.
  case unknown(String)

  /// Looks at the file of a package.
  init(of package: Package, in directory: String) {
    let name = "\(package.name.escaped) in \(directory.escaped)"
    var status = stat()
    guard unsafe stat("\(directory)/\(package.name)", &status) == 0 else {
      let code = errno
      let isMissing = [ENOENT, ENOTDIR, ELOOP].contains(code)
      self =
        isMissing
        ? .faulty("there is no payload \(name)")
        : .unknown("the payload \(name) was not checked: \(SystemError.clause(of: code))")
      return
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      self = .faulty("the payload \(name) is not a regular file")
      return
    }
    let size = UInt64(clamping: status.st_size)
    guard size == package.size else {
      self = .faulty("the payload \(name) has \(size) bytes, the release says \(package.size)")
      return
    }
    self = .whole
  }
}
