internal import Glibc
internal import Posix

/// Where a bundle is written to, in records of one size, as tape drives want them.
package final class BundleOutput {
  /// The name for messages.
  package let path: String
  private let descriptor: Int32
  /// Takes a record; false with `errno` when it cannot.
  private let sink: (ArraySlice<UInt8>) -> Bool
  private var record: [UInt8] = []
  /// How many bytes were written.
  private var sent: UInt64 = 0
  /// Whether what is written is read at once by another process, and can come straight from a file.
  private var isPipe: Bool

  /// Bytes of a record: what fits into a pipe at once, 128 blocks to tar.
  package static let recordSize = 64 << 10

  /// - Parameter descriptor: Stays the caller's.
  package init(descriptor: Int32, path: String) {
    self.descriptor = descriptor
    self.path = path
    sink = { unsafe writeAll($0.span.bytes, to: descriptor) }
    record.reserveCapacity(Self.recordSize)
    enlargePipe(descriptor)
    var status = stat()
    isPipe = unsafe fstat(descriptor, &status) == 0 && [S_IFIFO, S_IFSOCK].contains(status.st_mode & S_IFMT)
  }

  /// - Parameter sink: Takes each record; false ends it.
  package init(path: String, sink: @escaping (ArraySlice<UInt8>) -> Bool) {
    descriptor = -1
    self.path = path
    self.sink = sink
    isPipe = false
  }

  /// Lets a pipe have bytes of a file without a copy of them.
  ///
  /// - Parameters:
  ///   - source: An open file; its position stays.
  ///   - offset: Where the bytes begin.
  ///   - count: How many are wanted.
  ///   - progress: Told how many the pipe has.
  /// - Returns: how many the pipe got, fewer only where the file ends; nil when this cannot be done.
  package func send(
    _ source: Int32, at offset: UInt64, count: UInt64, progress: (UInt64) -> Void = { _ in }
  ) throws(BundleError) -> UInt64? {
    guard isPipe, var position = off_t(exactly: offset) else { return nil }
    try flush()
    var done: UInt64 = 0
    while done < count {
      let moved = retrying { unsafe sendfile(descriptor, source, &position, Int(min(count - done, 1 << 20))) }
      if moved < 0 {
        guard done == 0, [EINVAL, ENOSYS].contains(errno) else { throw BundleError(.write(code: errno), path: path) }
        // The file system cannot do it.
        isPipe = false
        return nil
      }
      if moved == 0 { break }
      done += UInt64(moved)
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
    guard sink(bytes) else { throw BundleError(.write(code: errno), path: path) }
  }
}
