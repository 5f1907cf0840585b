internal import Glibc
internal import Posix

extension Directory {
  /// The bytes of the regular file `name`.
  ///
  /// - Parameter limit: the most bytes that are accepted; a larger file is an error before anything is read.
  package func read(_ name: String, limit: Int) throws(RepositoryError) -> [UInt8] {
    // O_NONBLOCK: opening a FIFO that someone put here must not wait for its writer.
    let file = unsafe openat(descriptor, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else { throw RepositoryError(.read, path(of: name), code: errno) }
    defer { close(file) }
    var status = stat()
    guard unsafe fstat(file, &status) == 0 else { throw RepositoryError(.read, path(of: name), code: errno) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw RepositoryError(.read, path(of: name), detail: "not a regular file")
    }
    guard Int(status.st_size) <= limit else { throw tooLarge(name, limit) }
    // One byte more than the size, so that the end is seen without a second buffer; a file that grows meanwhile is
    // read on, up to the limit.
    var bytes = [UInt8](repeating: 0, count: Int(status.st_size) + 1)
    var count = 0
    while true {
      if count == bytes.count {
        guard count <= limit else { throw tooLarge(name, limit) }
        bytes.append(contentsOf: repeatElement(0, count: min(4096, limit + 1 - count)))
      }
      let got = unsafe bytes.withUnsafeMutableBytes { buffer in
        retrying { unsafe Glibc.read(file, buffer.baseAddress?.advanced(by: count), buffer.count - count) }
      }
      if got == 0 { break }
      guard got > 0 else { throw RepositoryError(.read, path(of: name), code: errno) }
      count += got
    }
    bytes.removeLast(bytes.count - count)
    return bytes
  }

  /// The first bytes of the file `name`, fewer when it is shorter; nil when it cannot be read.
  package func beginning(of name: String, count: Int) -> [UInt8]? {
    let file = unsafe openat(descriptor, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else { return nil }
    defer { close(file) }
    return readAll(file, count: count, at: 0)
  }

  private func tooLarge(_ name: String, _ limit: Int) -> RepositoryError {
    RepositoryError(.read, path(of: name), detail: "larger than \(limit) bytes")
  }

  /// The stamp of the file `name`, nil when there is none. A writer replaces files, so a changed file has another inode.
  func stamp(of name: String) -> FileStamp? { FileStamp(path: name, in: descriptor) }
}
