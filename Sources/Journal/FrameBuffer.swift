internal import CJournal
internal import XML

/// Check-ins as the journal keeps them, one frame behind the other, to be appended to a segment at once.
///
/// Whoever answers requests writes into it what a request has, field by field, without making values of its own of it: one
/// buffer serves a thread for all its requests.
public struct FrameBuffer: ~Copyable {
  /// The bytes of the frames.
  private var fields = FieldWriter()
  /// Where the frame in the making begins.
  private var start = 0
  /// Where the fields of the event in the making begin.
  private var eventStart = 0
  private var hasEvents = false
  /// Where each check-in ends, and whether it has events.
  private var ends: [(offset: Int, hasEvents: Bool)] = []

  /// An empty buffer.
  public init() {}

  /// The number of bytes.
  var count: Int { fields.buffer.count }

  /// The number of check-ins.
  var checkIns: Int { ends.count }

  /// The number of check-ins that are whole in the first bytes, so many.
  func checkIns(within count: Int) -> Int { ends.count { $0.offset <= count } }

  /// Whether there is none.
  public var isEmpty: Bool { ends.isEmpty }

  /// Calls `body` with the frames.
  func withUnsafeBytes<Result, Failure>(
    _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try unsafe fields.buffer.withUnsafeBytes(body)
  }

  /// Takes away all frames. The room that a request of usual size takes stays.
  public mutating func removeAll() {
    if count > 1 << 16 { fields = FieldWriter() } else { fields.removeAll() }
    ends.removeAll(keepingCapacity: count <= 1 << 16)
  }

  /// Appends a check-in.
  public mutating func append(_ checkIn: CheckIn) {
    begin(.checkIn)
    checkIn.write(to: &self)
    end()
  }

  /// The first frame of a segment.
  mutating func append(_ name: SegmentName) {
    begin(.segment)
    fields.text(1, name.text)
    seal()
  }

  /// A copy of the check-ins that have events.
  func withEvents() -> FrameBuffer {
    var copy = FrameBuffer()
    unsafe withUnsafeBytes { bytes in
      var start = 0
      for end in ends {
        if end.hasEvents { unsafe copy.fields.append(UnsafeBufferPointer(rebasing: bytes[start..<end.offset])) }
        if end.hasEvents { copy.ends.append((copy.count, true)) }
        start = end.offset
      }
    }
    return copy
  }
}

// MARK: - One check-in, field by field

extension FrameBuffer {
  /// Begins a check-in.
  package mutating func begin() { begin(.checkIn) }

  /// Ends the check-in.
  package mutating func end() {
    seal()
    ends.append((count, hasEvents))
  }

  package mutating func number(_ field: CheckIn.Field, _ value: Int64) { fields.number(field.rawValue, value) }

  package mutating func text(_ field: CheckIn.Field, _ value: String) {
    // Not `span`, which the compiler does not see through. Every string has its bytes side by side here.
    unsafe value.utf8.withContiguousStorageIfAvailable { unsafe whole(field, $0) }
  }

  /// - Parameter utf8: what is not UTF-8 is replaced by U+FFFD.
  package mutating func text(_ field: CheckIn.Field, _ utf8: UnsafeBufferPointer<UInt8>) {
    if unsafe Self.isASCII(utf8) {
      unsafe whole(field, utf8)
    } else {
      text(field, unsafe String(decoding: utf8, as: UTF8.self))
    }
  }

  @inline(__always)
  private static func isASCII(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    let raw = UnsafeRawBufferPointer(bytes)
    var bits: UInt64 = 0
    var index = 0
    while index + 8 <= raw.count {
      unsafe bits |= raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)
      index += 8
    }
    if index < raw.count, raw.count >= 8 {
      // Some of these for the second time.
      unsafe bits |= raw.loadUnaligned(fromByteOffset: raw.count - 8, as: UInt64.self)
      index = raw.count
    }
    while index < raw.count {
      unsafe bits |= UInt64(raw[index])
      index += 1
    }
    return bits & 0x8080_8080_8080_8080 == 0
  }

  /// Begins an event of the check-in.
  package mutating func beginEvent() {
    hasEvents = true
    eventStart = fields.beginMessage(CheckIn.Field.event.rawValue)
  }

  /// Ends the event.
  package mutating func endEvent() { fields.endMessage(from: eventStart) }

  package mutating func number(_ field: CheckIn.Event.Field, _ value: Int64) { fields.signed(field.rawValue, value) }

  package mutating func text(_ field: CheckIn.Event.Field, _ value: String) { fields.text(field.rawValue, value) }

  /// - Parameter utf8: what is not UTF-8 is replaced by U+FFFD.
  package mutating func text(_ field: CheckIn.Event.Field, _ utf8: UnsafeBufferPointer<UInt8>) {
    if unsafe Self.isASCII(utf8) {
      unsafe fields.text(field.rawValue, utf8)
    } else {
      text(field, unsafe String(decoding: utf8, as: UTF8.self))
    }
  }

  @inline(__always)
  private mutating func whole(_ field: CheckIn.Field, _ utf8: UnsafeBufferPointer<UInt8>) {
    // Two machines are never taken for one.
    if field == .machineID, utf8.count > CheckIn.maximumTextLength { return }
    unsafe fields.text(field.rawValue, utf8)
  }
}

// MARK: - Frames

extension FrameBuffer {
  private mutating func begin(_ kind: Frame.Kind) {
    start = count
    hasEvents = false
    for byte in Frame.marker { fields.append(byte) }
    fields.append(Frame.version)
    fields.append(kind.rawValue)
    // The length, when it is known.
    append(0)
  }

  /// Ends a frame.
  private mutating func seal() {
    let length = UInt32(count - start - Frame.headerLength)
    for place in 0..<4 { fields.replace(at: start + 4 + place, with: UInt8(truncatingIfNeeded: length >> (8 * place))) }
    let sum = unsafe withUnsafeBytes { bytes in
      let checked = unsafe UnsafeBufferPointer(rebasing: bytes[(start + Frame.marker.count)...])
      return unsafe omaha_crc32c(0, checked.baseAddress, checked.count)
    }
    append(sum)
  }

  private mutating func append(_ number: UInt32) {
    unsafe Swift.withUnsafeBytes(of: number.littleEndian) { bytes in
      unsafe fields.append(bytes.assumingMemoryBound(to: UInt8.self))
    }
  }
}
