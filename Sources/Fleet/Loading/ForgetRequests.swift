internal import Glibc
package import Posix

/// `FLEET/forget`: which machines the process that has SQLite's file open is asked to forget. Each is a file with the machine's ID, which is
/// removed when nothing of the machine is left.
package struct ForgetRequests: Sendable {
  private let path: String

  /// The requests of a fleet's folder.
  package init(fleet: String) { path = fleet + "/forget" }

  /// Makes the folder where it is missing; it is its group's, as the journal is.
  package func make() throws(SystemError) {
    guard unsafe mkdir(path, 0o770) != 0 else {
      _ = unsafe chmod(path, 0o2770)
      return
    }
    if errno != EEXIST { throw SystemError("make \(path)") }
  }

  /// Asks for a machine.
  ///
  /// - Returns: the request's name.
  package func add(_ machine: String) throws(SystemError) -> String {
    try make()
    let name = String(UInt64.random(in: 0...UInt64.max), radix: 16)
    let begun = path + "/." + name
    let file = unsafe open(begun, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o660)
    guard file >= 0 else { throw SystemError("make \(begun)") }
    defer { _ = close(file) }
    _ = fchmod(file, 0o660)
    guard writeAll(machine, to: file), unsafe rename(begun, path + "/" + name) == 0 else {
      let error = SystemError("write \(begun)")
      _ = unsafe unlink(begun)
      throw error
    }
    return name
  }

  /// Whether a request was not done yet.
  package func contains(_ name: String) -> Bool {
    var status = stat()
    return unsafe lstat(path + "/" + name, &status) == 0
  }

  /// Ends a request.
  package func remove(_ name: String) { _ = unsafe unlink(path + "/" + name) }

  /// The requests that are there, and the machines that they are about.
  func all() -> [(name: String, machine: String)] {
    guard let entries = try? DirectoryEntry.all(at: path) else { return [] }
    return entries.compactMap { entry in
      entry.isHidden || entry.isDirectory ? nil : machine(of: entry.name).map { (entry.name, $0) }
    }
  }

  private func machine(of name: String) -> String? {
    let file = unsafe open(path + "/" + name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard file >= 0 else { return nil }
    defer { _ = close(file) }
    var bytes = [UInt8](repeating: 0, count: 1_024)
    let count = unsafe pread(file, &bytes, bytes.count, 0)
    return count > 0 ? String(decoding: bytes.prefix(count), as: UTF8.self) : nil
  }
}
