internal import CZlib

/// Inflates gzip members (RFC 1952), one after another; zlib checks header, CRC and length on the way.
///
/// One stream serves one thread at a time and is reused: its window is allocated once. zlib's state points back at the stream, so
/// that is allocated once, too, never moves, and is freed in `deinit`.
@safe
package final class GzipStream {
  /// What a member begins with.
  package static let magic: [UInt8] = [0x1f, 0x8b]

  /// What became of the bytes given.
  package enum Outcome: Hashable {
    /// The member goes on; a full output means that there may be more to come.
    case more
    /// The member ended, whole.
    case memberEnd
    /// The member is broken; the text is zlib's own, a constant that holds nothing of the input.
    case broken(String)
  }

  private let stream: UnsafeMutablePointer<z_stream>
  private var headerBuffer: GzipHeaderBuffer?

  /// A stream at the beginning of a member, nil when there is no memory.
  package init?() {
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    // 15 is the largest window; 16 more asks for a gzip header and trailer.
    guard unsafe omaha_inflateInit2(stream, 15 + 16) == Z_OK else {
      unsafe stream.deallocate()
      return nil
    }
  }

  deinit {
    _ = unsafe inflateEnd(stream)
    unsafe stream.deallocate()
  }

  /// Begins another member.
  package func startMember() { _ = unsafe inflateReset(stream) }

  /// Keeps the header of the member that is about to begin, for ``header``.
  package func keepHeader() {
    let buffer = GzipHeaderBuffer()
    headerBuffer = buffer
    _ = unsafe inflateGetHeader(stream, buffer.header)
  }

  /// The header that was to be kept; nil until all of it has come.
  package var header: GzipHeader? { headerBuffer?.content }

  /// Inflates until the input is used up, the output is full or the member ends.
  ///
  /// - Parameter isWhole: whether the input is all that there is and the output has room for it: zlib then needs no window.
  /// - Returns: the outcome, and how many bytes of the input were taken.
  package func inflate(
    _ input: RawSpan, into output: inout OutputSpan<UInt8>, isWhole: Bool = false
  ) -> (outcome: Outcome, taken: Int) {
    unsafe input.withUnsafeBytes { input in
      unsafe output.withUnsafeMutableBufferPointer { output, count in
        // next_in is not const in zlib's interface, but zlib does not write there.
        unsafe stream.pointee.next_in = UnsafeMutablePointer(
          mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self))
        unsafe stream.pointee.avail_in = UInt32(input.count)
        unsafe stream.pointee.next_out = output.baseAddress?.advanced(by: count)
        unsafe stream.pointee.avail_out = UInt32(output.count - count)
        let status = unsafe CZlib.inflate(stream, isWhole ? Z_FINISH : Z_NO_FLUSH)
        count = unsafe output.count - Int(stream.pointee.avail_out)
        return (outcome(status), unsafe input.count - Int(stream.pointee.avail_in))
      }
    }
  }

  private func outcome(_ status: Int32) -> Outcome {
    switch status {
    case Z_STREAM_END: .memberEnd
    case Z_OK, Z_BUF_ERROR: .more
    default: .broken(unsafe stream.pointee.msg.map { unsafe String(cString: $0) } ?? "zlib error \(status)")
    }
  }
}
