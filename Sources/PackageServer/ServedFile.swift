internal import Glibc
internal import NIOCore
internal import Omaha
internal import Posix

/// A file that machines download, read through one descriptor from where it is.
///
/// A descriptor stays with the file that was opened, so a file that replaces it under its name changes nothing. One that is
/// written to in place does: ``isUnchanged`` tells, and nothing of it is sent any more.
public final class ServedFile: Sendable {
  /// The last part of its URL, not encoded.
  public let name: String
  /// Bytes.
  public let size: UInt64
  /// The value of ETag and the like: quoted, strong (RFC 9110 §8.8.3).
  let entityTag: String
  let lastModified: String

  private let descriptor: Int32
  private let stamp: FileStamp

  /// A file that is open.
  ///
  /// - Parameters:
  ///   - name: The last part of its URL, not encoded.
  ///   - descriptor: Open for reading; it stays the caller's.
  /// - Returns: Nil when the system cannot tell the file's size and time, or has no descriptor left.
  public init?(name: String, descriptor: Int32) {
    let own = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
    guard own >= 0, let stamp = FileStamp(descriptor: own) else { return nil }
    self.name = name
    self.descriptor = own
    self.stamp = stamp
    size = stamp.size
    let moment = UInt64(truncatingIfNeeded: stamp.seconds &* 1_000_000_000 &+ stamp.nanoseconds)
    entityTag = "\"\(String(moment, radix: 16))-\(String(size, radix: 16))\""
    lastModified = HTTPDate.text(Timestamp(seconds: Int64(stamp.seconds)))
  }

  deinit { close(descriptor) }

  /// Whether the file is still what it was, by its size and its time.
  public var isUnchanged: Bool { FileStamp(descriptor: descriptor) == stamp }

  /// Exactly so many bytes, at least one; nil when the file has changed or cannot be read.
  ///
  /// The bytes are looked at after they were read: what is written into the file moves its time before its content.
  func read(at offset: UInt64, count: Int) -> ByteBuffer? {
    var buffer = ByteBufferAllocator().buffer(capacity: count)
    while buffer.readableBytes < count {
      let missing = count - buffer.readableBytes
      let position = off_t(offset) + off_t(buffer.readableBytes)
      let received = unsafe buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: missing) { bytes in
        unsafe max(0, pread(descriptor, bytes.baseAddress, missing, position))
      }
      guard received > 0 else { return nil }
    }
    return isUnchanged ? buffer : nil
  }
}
