internal import Catalog
internal import Console
internal import Glibc
internal import Posix

/// A file that a command reads from its start to its end, or standard input.
final class InputFile {
  /// What messages call it.
  let name: String
  /// Bytes; 0 when it is no regular file: its length is not known.
  let size: UInt64
  private let descriptor: Int32

  /// Opens a file; `-` is standard input.
  init(path: String) throws(CommandFailure) {
    name = path == "-" ? "standard input" : path.escaped
    descriptor = path == "-" ? STDIN_FILENO : unsafe open(path, O_RDONLY | O_CLOEXEC)
    var status = stat()
    guard descriptor >= 0, unsafe fstat(descriptor, &status) == 0 else {
      throw CommandFailure("\(name): cannot open: \(SystemError.clause(of: errno))", exitCode: CommandFailure.noInput)
    }
    size = status.st_mode & S_IFMT == S_IFREG ? UInt64(clamping: status.st_size) : 0
  }

  deinit { if descriptor != STDIN_FILENO { close(descriptor) } }

  /// The next bytes, at most so many; none at the end.
  func read(atMost count: Int) throws(CommandFailure) -> [UInt8] {
    guard let bytes = readSome(descriptor, atMost: count) else {
      throw CommandFailure("\(name): cannot read: \(SystemError.clause(of: errno))", exitCode: CommandFailure.noInput)
    }
    return bytes
  }
}
