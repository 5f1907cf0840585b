internal import CZlib

/// Inflates gzip bodies within a bound (RFC 1952).
///
/// One inflater serves one thread at a time and is reused: its window is allocated once.
@safe
package final class Inflater {
  /// zlib keeps a pointer back to the stream, so it must not move.
  private let stream: UnsafeMutablePointer<z_stream>

  /// An inflater, nil when there is no memory.
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

  /// Inflates a whole body: one gzip member or several one after the other.
  ///
  /// - Throws: ``Rejection/invalidGzip`` for what is not gzip, is damaged or ends early, ``Rejection/tooLarge`` for
  ///   more than `limit` bytes.
  package func inflate(_ body: [UInt8], limit: Int) throws(Rejection) -> [UInt8] {
    let result = unsafe Array<UInt8>(capacity: limit + 1) { output in unsafe inflate(body, into: output) }
    guard let result else { throw Rejection.invalidGzip }
    guard result.count <= limit else { throw Rejection.tooLarge }
    return result
  }

  /// Inflates into a buffer until it is full; nil when the body is not valid gzip, else the bytes that there are.
  private func inflate(_ body: [UInt8], into output: UnsafeMutableBufferPointer<UInt8>) -> Int? {
    unsafe body.withUnsafeBufferPointer { input in
      // next_in is not const in zlib's interface, but zlib does not write there.
      unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
      unsafe stream.pointee.avail_in = UInt32(input.count)
      unsafe stream.pointee.next_out = output.baseAddress
      unsafe stream.pointee.avail_out = UInt32(output.count)
      repeat {
        guard unsafe inflateReset(stream) == Z_OK else { return nil }
        switch unsafe CZlib.inflate(stream, Z_FINISH) {
        case Z_STREAM_END: break
        case Z_OK, Z_BUF_ERROR: return unsafe stream.pointee.avail_out == 0 ? output.count : nil
        default: return nil
        }
      } while unsafe stream.pointee.avail_in > 0
      return unsafe output.count - Int(stream.pointee.avail_out)
    }
  }
}

extension [UInt8] {
  /// An array of what `fill` writes into a buffer of `capacity` bytes; nil when it returns nil.
  fileprivate init?(capacity: Int, fill: (UnsafeMutableBufferPointer<UInt8>) -> Int?) {
    var succeeded = false
    unsafe self.init(unsafeUninitializedCapacity: capacity) { buffer, count in
      guard let filled = unsafe fill(buffer) else { return }
      count = filled
      succeeded = true
    }
    guard succeeded else { return nil }
  }
}
