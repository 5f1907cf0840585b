internal import Glibc
internal import Posix

/// A file without a name, gone with its owner.
final class TemporaryFile {
  let descriptor: Int32
  /// Leads to it for as long as it is open.
  var path: String { "/proc/self/fd/\(descriptor)" }

  init() throws {
    let folder = Invocation.environment("TMPDIR").flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
    var template = Array("\(folder)/omaha-pkg.XXXXXX".utf8CString)
    descriptor = unsafe mkstemp(&template)
    guard descriptor >= 0 else { throw SystemError("make a file in \(folder)", code: errno) }
    _ = unsafe unlink(template)
  }

  deinit { close(descriptor) }
}
