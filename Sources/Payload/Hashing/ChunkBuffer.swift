internal import Dispatch
internal import Glibc
internal import Posix

/// One buffer of a ``BytePipeline``'s ring. The reader fills it while nobody else looks, then the consumers read it.
///
/// Unchecked: `readers` orders the accesses. The reader waits for it before it writes, and every consumer is counted in
/// it while it reads.
final class ChunkBuffer: @unchecked Sendable {
  /// The consumers that still read this buffer.
  let readers = DispatchGroup()
  private var storage: [UInt8]
  private var count = 0

  /// A buffer of `capacity` bytes.
  init(capacity: Int) {
    storage = [UInt8](repeating: 0, count: capacity)
  }

  /// Lends what the last ``fill(from:path:)`` read.
  func withBytes<Failure>(_ body: (RawSpan) throws(Failure) -> Void) throws(Failure) {
    let bytes = storage
    let span = unsafe bytes.span.bytes
    try body(span.extracting(first: count))
  }

  /// Reads from the descriptor's position until the buffer is full or the file ends.
  /// - Returns: bytes read; 0 is the end of the file.
  /// - Throws: `read` with the `errno`.
  func fill(from descriptor: Int32, path: String) throws(PayloadError) -> Int {
    count = 0
    while count < storage.count {
      let received = unsafe storage.withUnsafeMutableBytes { buffer in
        retrying { unsafe read(descriptor, buffer.baseAddress?.advanced(by: count), buffer.count - count) }
      }
      if received == 0 { break }
      guard received > 0 else { throw PayloadError(.read(code: errno), path: path) }
      count += received
    }
    return count
  }
}
