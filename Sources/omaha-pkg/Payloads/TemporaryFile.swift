internal import Catalog
internal import Console
internal import Glibc
internal import Posix

/// A file without a name, gone with its owner.
final class TemporaryFile {
  let descriptor: Int32
  /// Leads to it for as long as it is open.
  var path: String { "/proc/self/fd/\(descriptor)" }

  /// Makes it in TMPDIR or /tmp.
  ///
  /// - Parameter size: In bytes, all of them a hole.
  init(size: UInt64 = 0) throws(CommandFailure) {
    let folder = Invocation.environment("TMPDIR").flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
    var template = Array("\(folder)/omaha-pkg.XXXXXX".utf8CString)
    descriptor = unsafe mkstemp(&template)
    guard descriptor >= 0 else { throw Self.failure(folder, code: errno) }
    _ = unsafe unlink(template)
    guard ftruncate(descriptor, off_t(clamping: size)) == 0 else { throw Self.failure(folder, code: errno) }
  }

  deinit { close(descriptor) }

  private static func failure(_ folder: String, code: Int32) -> CommandFailure {
    CommandFailure(
      "cannot create a temporary file in \(folder.escaped): \(RepositoryError.text(of: code))",
      hint: "set TMPDIR to a folder that has room and may be written", exitCode: CommandFailure.cannotCreate)
  }
}
