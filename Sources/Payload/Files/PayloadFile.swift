internal import Glibc
internal import Posix

/// A regular file opened for reading; owns its descriptor.
struct PayloadFile: ~Copyable {
  let descriptor: Int32
  /// The name for error messages.
  let path: String
  /// What the file was when it was opened.
  let stamp: FileStamp

  /// Opens a file without waiting for anybody: a FIFO without a writer is refused, not waited for.
  init(path: String) throws(PayloadError) {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard descriptor >= 0 else { throw PayloadError(.noInput(code: errno), path: path) }
    do {
      self.stamp = try FileStamp(descriptor: descriptor, path: path)
    } catch {
      close(descriptor)
      throw error
    }
    self.descriptor = descriptor
    self.path = path
    // The whole file is going to be read once, from its start: ask for a larger read-ahead.
    _ = posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL)
  }

  deinit {
    close(descriptor)
  }

  /// The bytes at `offset`, at most `count`; fewer only at the end of the file. Does not move the file offset.
  func bytes(at offset: UInt64, count: Int) throws(PayloadError) -> [UInt8] {
    guard let bytes = readAll(descriptor, count: count, at: offset) else {
      throw PayloadError(.read(code: errno), path: path)
    }
    return bytes
  }
}
