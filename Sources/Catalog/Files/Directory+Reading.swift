internal import Glibc

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
        unsafe Glibc.read(file, buffer.baseAddress?.advanced(by: count), buffer.count - count)
      }
      if got == 0 { break }
      if got < 0 {
        if errno == EINTR { continue }
        throw RepositoryError(.read, path(of: name), code: errno)
      }
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
    var bytes = [UInt8](repeating: 0, count: count)
    let got = unsafe bytes.withUnsafeMutableBytes { unsafe pread(file, $0.baseAddress, count, 0) }
    return got < 0 ? nil : Array(bytes.prefix(got))
  }

  private func tooLarge(_ name: String, _ limit: Int) -> RepositoryError {
    RepositoryError(.read, path(of: name), detail: "larger than \(limit) bytes")
  }

  /// What tells one state of a file from the next: a writer replaces files, so a changed file is another inode.
  struct Identity: Hashable {
    let device: UInt
    let inode: UInt
    let size: Int
    let seconds: Int
    let nanoseconds: Int
  }

  /// The identity of the file `name`, nil when there is none.
  func identity(of name: String) -> Identity? {
    var status = stat()
    guard unsafe fstatat(descriptor, name, &status, 0) == 0 else { return nil }
    return Identity(
      device: UInt(status.st_dev), inode: UInt(status.st_ino), size: Int(status.st_size),
      seconds: status.st_mtim.tv_sec, nanoseconds: status.st_mtim.tv_nsec)
  }
}
