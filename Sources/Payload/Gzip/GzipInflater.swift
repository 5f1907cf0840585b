internal import CZlib

/// Inflates gzip members one after another and throws the output away but for its beginning: zlib checks header, CRC and length on the way.
///
/// Owns the stream. zlib's state points back at it, so it is allocated once, never moves, and is freed in `deinit`.
@safe final class GzipInflater {
  /// What became of the bytes given.
  enum Outcome: Equatable {
    /// The member goes on; all bytes were taken.
    case more
    /// The member ended, whole; so many of the bytes given were not taken.
    case memberEnd(unused: Int)
    /// The member is broken.
    case broken(String)
  }

  private static let outputSize = 256 << 10

  private let stream: UnsafeMutablePointer<z_stream>
  private var output = [UInt8](repeating: 0, count: outputSize)
  private let isReady: Bool
  /// Bytes that came out of all members so far.
  private(set) var inflatedSize: UInt64 = 0
  /// The first of them, as many as tell a format.
  private(set) var beginning: [UInt8] = []

  init() {
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    // 15 is the largest window; 16 more means a gzip header and trailer.
    isReady = unsafe omaha_inflateInit2(stream, 15 + 16) == Z_OK
  }

  deinit {
    if isReady { _ = unsafe inflateEnd(stream) }
    unsafe stream.deinitialize(count: 1)
    unsafe stream.deallocate()
  }

  /// Begins another member.
  func startMember() {
    if isReady { _ = unsafe inflateReset(stream) }
  }

  /// Takes the next bytes of the member.
  func inflate(_ bytes: RawSpan) -> Outcome {
    guard isReady else { return .broken("zlib has no memory") }
    return unsafe bytes.withUnsafeBytes { input in
      // zlib declares its input mutable and does not write to it.
      unsafe stream.pointee.next_in = UnsafeMutablePointer(
        mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self))
      unsafe stream.pointee.avail_in = UInt32(input.count)
      defer { unsafe stream.pointee.next_in = nil }
      return step()
    }
  }

  /// Inflates until the input is used up or the member ends. A full output means that there may be more to come.
  private func step() -> Outcome {
    while true {
      let status = unsafe output.withUnsafeMutableBufferPointer { buffer in
        unsafe stream.pointee.next_out = buffer.baseAddress
        unsafe stream.pointee.avail_out = UInt32(buffer.count)
        return unsafe CZlib.inflate(stream, Z_NO_FLUSH)
      }
      let count = Self.outputSize - Int(unsafe stream.pointee.avail_out)
      if beginning.count < FileFormat.size {
        beginning += output.prefix(min(count, FileFormat.size - beginning.count))
      }
      inflatedSize += UInt64(count)
      switch status {
      case Z_STREAM_END: return .memberEnd(unused: Int(unsafe stream.pointee.avail_in))
      case Z_OK, Z_BUF_ERROR:
        if unsafe stream.pointee.avail_out > 0 { return .more }
      default: return .broken(message(status))
      }
    }
  }

  /// zlib's own sentence, which is a constant in zlib and holds nothing of the input, in the words of the format.
  private func message(_ status: Int32) -> String {
    let text = unsafe stream.pointee.msg.map { unsafe String(cString: $0) } ?? "zlib error \(status)"
    return switch text {
    case "incorrect data check": "CRC mismatch: the data are damaged"
    case "incorrect length check": "length mismatch: the data are damaged"
    case "incorrect header check", "header crc mismatch", "unknown header flags set", "unknown compression method":
      "damaged header: \(text)"
    default: "damaged data: \(text)"
    }
  }
}
