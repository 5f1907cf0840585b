internal import CJournal
internal import XML

/// Frames in the making, one behind the other, to be appended to a segment at once.
struct FrameBuffer: ~Copyable {
  private var fields = FieldWriter()
  private var frames = ByteBuffer(capacity: 1_024)

  /// The number of bytes.
  var count: Int { frames.count }

  /// Calls `body` with the frames.
  func withUnsafeBytes<Result, Failure>(
    _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try unsafe frames.withUnsafeBytes(body)
  }

  mutating func append(_ checkIn: CheckIn) {
    fields.removeAll()
    checkIn.write(to: &fields)
    frame(.checkIn)
  }

  /// The first frame of a segment.
  mutating func append(_ name: SegmentName) {
    fields.removeAll()
    fields.text(1, name.text)
    frame(.segment)
  }

  /// Puts what was written to ``fields`` into a frame.
  private mutating func frame(_ kind: Frame.Kind) {
    let start = frames.count
    for byte in Frame.marker { frames.append(byte) }
    frames.append(Frame.version)
    frames.append(kind.rawValue)
    append(UInt32(fields.buffer.count))
    unsafe fields.buffer.withUnsafeBytes { unsafe frames.append($0) }
    let sum = unsafe frames.withUnsafeBytes { bytes in
      let checked = unsafe bytes[(start + Frame.marker.count)...]
      return unsafe omaha_crc32c(0, UnsafeBufferPointer(rebasing: checked).baseAddress, checked.count)
    }
    append(sum)
  }

  /// Four bytes, the lowest first.
  private mutating func append(_ number: UInt32) {
    for shift in stride(from: 0, to: 32, by: 8) as StrideTo<UInt32> {
      frames.append(UInt8(truncatingIfNeeded: number >> shift))
    }
  }
}
