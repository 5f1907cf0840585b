internal import Catalog
internal import Console
internal import Glibc
internal import Payload
internal import Posix

/// The file that a bundle is written to: it has its name only when it is whole. A pipe or a tape gets the bytes as they come.
final class ExportFile {
  let descriptor: Int32
  private let path: String
  /// The name until the file is whole; nil for what is no regular file.
  private let partial: String?
  private var isFinished = false

  /// - Parameter path: `-` for standard output.
  init(_ path: String) throws(CommandFailure) {
    self.path = path
    var status = stat()
    guard path != "-", unsafe stat(path, &status) != 0 || status.st_mode & S_IFMT == S_IFREG else {
      partial = nil
      descriptor = path == "-" ? STDOUT_FILENO : unsafe open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY)
      guard descriptor >= 0 else { throw Self.failure(path, errno, CommandFailure.cannotCreate) }
      return
    }
    let partial = path + ".part"
    self.partial = partial
    descriptor = unsafe open(partial, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o644)
    guard descriptor >= 0 else { throw Self.failure(partial, errno, CommandFailure.cannotCreate) }
    // The file of another one that has just ended has the final name by now.
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0, FileStamp(path: partial) == FileStamp(descriptor: descriptor)
    else {
      isFinished = true
      throw CommandFailure("another export is writing \(partial.escaped)", exitCode: CommandFailure.cannotCreate)
    }
    // What is left of one that was killed.
    guard ftruncate(descriptor, 0) == 0 else { throw Self.failure(partial, errno, CommandFailure.inputOutput) }
  }

  deinit {
    if let partial, !isFinished { _ = unsafe unlink(partial) }
    if path != "-" { close(descriptor) }
  }

  /// Gives the file its name; it is on disk on return. One that has the same bytes stays.
  ///
  /// - Returns: Whether anything was written that was not there.
  func finish() throws(CommandFailure) -> Bool {
    guard let partial else { return true }
    if isThere() { return false }
    guard fsync(descriptor) == 0, unsafe rename(partial, path) == 0 else {
      throw Self.failure(path, errno, CommandFailure.inputOutput)
    }
    isFinished = true
    let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    if let directory = try? Directory(path: folder.isEmpty ? (path.hasPrefix("/") ? "/" : ".") : folder) {
      _ = fsync(directory.descriptor)
    }
    return true
  }

  /// Whether the file with the final name has the same bytes.
  private func isThere() -> Bool {
    guard let partial, FileStamp(path: path)?.size == FileStamp(descriptor: descriptor)?.size,
      let old = try? PayloadHasher.hash(path: path), let new = try? PayloadHasher.hash(path: partial)
    else { return false }
    return old == new
  }

  private static func failure(_ path: String, _ code: Int32, _ exitCode: Int32) -> CommandFailure {
    CommandFailure("cannot write \(path.escaped): \(RepositoryError.text(of: code))", exitCode: exitCode)
  }
}
