internal import Glibc
internal import Posix

/// Where a bundle is written to, in records of one size, as tape drives want them.
package final class BundleOutput {
  /// The name for messages.
  package let path: String
  private let descriptor: Int32
  private var record: [UInt8] = []
  /// How many bytes were written.
  private var sent: UInt64 = 0

  /// Bytes of a record: what fits into a pipe at once, 128 blocks to tar.
  package static let recordSize = 64 << 10

  /// - Parameter descriptor: Stays the caller's.
  package init(descriptor: Int32, path: String) {
    self.descriptor = descriptor
    self.path = path
    record.reserveCapacity(Self.recordSize)
    enlargePipe(descriptor)
  }

  /// Whether what is written is read at once by another process.
  private var isPipe: Bool {
    var status = stat()
    return unsafe fstat(descriptor, &status) == 0 && [S_IFIFO, S_IFSOCK].contains(status.st_mode & S_IFMT)
  }

  /// Lets a pipe have the bytes of a file without a copy of them: they are not looked at.
  ///
  /// - Parameters:
  ///   - source: An open file, read from its position on.
  ///   - size: The bytes that are wanted.
  /// - Returns: how many the pipe got; 0 when it is no pipe, or the file system cannot do it.
  package func send(_ source: Int32, size: UInt64, progress: (UInt64) -> Void) throws(BundleError) -> UInt64 {
    guard isPipe else { return 0 }
    try flush()
    var done: UInt64 = 0
    while done < size {
      let sent = retrying { sendfile(descriptor, source, nil, Int(min(size - done, 1 << 20))) }
      if sent < 0, done > 0 || ![EINVAL, ENOSYS].contains(errno) {
        throw BundleError(.write(code: errno), path: path)
      }
      if sent <= 0 { break }
      done += UInt64(sent)
      progress(done)
    }
    sent += done
    return done
  }

  package func write(_ bytes: ArraySlice<UInt8>) throws(BundleError) {
    var rest = bytes
    while !rest.isEmpty {
      // Whole records need not be copied.
      if record.isEmpty, rest.count >= Self.recordSize {
        try send(rest.prefix(Self.recordSize))
        rest = rest.dropFirst(Self.recordSize)
        continue
      }
      let part = rest.prefix(Self.recordSize - record.count)
      record += part
      rest = rest[part.endIndex...]
      if record.count == Self.recordSize { try flush() }
    }
  }

  /// Fills the last record with zeros and writes it.
  package func finish() throws(BundleError) {
    let excess = Int((sent + UInt64(record.count)) % UInt64(Self.recordSize))
    if excess > 0 { record += [UInt8](repeating: 0, count: Self.recordSize - excess) }
    try flush()
  }

  private func flush() throws(BundleError) {
    guard !record.isEmpty else { return }
    try send(record[...])
    record.removeAll(keepingCapacity: true)
  }

  private func send(_ bytes: ArraySlice<UInt8>) throws(BundleError) {
    sent += UInt64(bytes.count)
    guard unsafe writeAll(bytes.span.bytes, to: descriptor) else {
      throw BundleError(.write(code: errno), path: path)
    }
  }
}
