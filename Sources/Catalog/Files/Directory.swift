internal import Glibc
package import Posix

/// An open directory. Every file of the repository is opened relative to the descriptor of its directory, by a single
/// name, so that no path is ever put together from parts that came from outside.
package final class Directory: Sendable {
  package let descriptor: Int32
  /// The path by which it was opened, for messages.
  package let path: String

  /// Opens the directory at `path`.
  package init(path: String) throws(RepositoryError) {
    let descriptor = unsafe Glibc.open(path, Self.flags)
    guard descriptor >= 0 else { throw RepositoryError(.read, path, code: errno) }
    self.descriptor = descriptor
    self.path = path
  }

  /// A directory that is not there: everything in it is missing.
  package init(missingAt path: String) throws(RepositoryError) {
    // To look for a name in what is no directory fails with ENOTDIR.
    let device = "/dev/null"
    let descriptor = unsafe Glibc.open(device, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw RepositoryError(.read, device, code: errno) }
    self.descriptor = descriptor
    self.path = path
  }

  private init(descriptor: Int32, path: String) {
    self.descriptor = descriptor
    self.path = path
  }

  deinit { close(descriptor) }

  private static let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC

  /// The path of a name in this directory, for messages.
  package func path(of name: String) -> String { name.hasPrefix("/") ? name : path + "/" + name }

  /// Opens the directory `name` in this one.
  package func directory(_ name: String) throws(RepositoryError) -> Directory {
    let child = unsafe openat(descriptor, name, Self.flags)
    guard child >= 0 else { throw RepositoryError(.read, path(of: name), code: errno) }
    return Directory(descriptor: child, path: path(of: name.hasSuffix("/") ? String(name.dropLast()) : name))
  }

  /// The names in this directory; see ``DirectoryEntry``.
  package func entries() throws(RepositoryError) -> [DirectoryEntry] {
    do throws(SystemError) { return try DirectoryEntry.all(in: descriptor) } catch {
      throw RepositoryError(.read, path, code: error.code)
    }
  }

  /// Whether `name` exists here, whatever it is.
  package func contains(_ name: String) -> Bool {
    var status = stat()
    return unsafe fstatat(descriptor, name, &status, 0) == 0
  }
}
