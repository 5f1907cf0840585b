internal import XML

/// Writes the fields of a record in the encoding of Protocol Buffers. The journal uses only numbers and bytes.
///
/// A field that has its default, 0 or an empty text, is left out.
struct FieldWriter: ~Copyable {
  /// How a field's value is written, in the lower three bits of its tag.
  enum Kind: UInt64 {
    /// Seven bits a byte, the lowest first; the eighth bit says that more follow.
    case number = 0
    /// So many bytes, their number before them.
    case bytes = 2
  }

  /// What has been written.
  private(set) var buffer = ByteBuffer(capacity: 1_024)

  /// Takes away what was written.
  mutating func removeAll() { buffer.truncate(to: 0) }

  mutating func number(_ field: UInt64, _ value: Int64) {
    guard value != 0 else { return }
    unsafe buffer.append(atMost: 2 * Self.longestVarint) { place in
      let tag = unsafe Self.write(varint: field << 3 | Kind.number.rawValue, at: place)
      return unsafe tag + Self.write(varint: UInt64(bitPattern: value), at: place + tag)
    }
  }

  /// A number that may well be negative: 0, -1, 1, -2 and so on become 0, 1, 2, 3.
  mutating func signed(_ field: UInt64, _ value: Int64) {
    number(field, value << 1 ^ value >> 63)
  }

  /// - Parameter utf8: valid UTF-8.
  @inline(__always)
  mutating func text(_ field: UInt64, _ utf8: UnsafeBufferPointer<UInt8>) {
    let count = unsafe CheckIn.boundedCount(utf8)
    guard count > 0, let source = utf8.baseAddress else { return }
    // One look at the room that is left, not one for each piece: a record has twenty texts, and most are short.
    unsafe buffer.append(atMost: 2 * Self.longestVarint + count) { place in
      let header = unsafe Self.writeHeader(field, count: count, at: place)
      unsafe (place + header).update(from: source, count: count)
      return header + count
    }
  }

  mutating func text(_ field: UInt64, _ value: String) {
    unsafe value.utf8.span.withUnsafeBufferPointer { unsafe text(field, $0) }
  }

  /// Bytes of which other fields or a frame are made.
  mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) { unsafe buffer.append(bytes) }

  mutating func append(_ byte: UInt8) { buffer.append(byte) }

  mutating func replace(at index: Int, with byte: UInt8) { buffer.replace(at: index, with: byte) }

  /// Begins a field that consists of fields, and returns where they begin.
  mutating func beginMessage(_ field: UInt64) -> Int {
    unsafe buffer.append(atMost: 2 * Self.longestVarint) { unsafe Self.writeHeader(field, count: 0, at: $0) }
    return buffer.count
  }

  /// Ends a field that consists of fields: at most 16,383 bytes.
  mutating func endMessage(from start: Int) {
    let count = buffer.count - start
    precondition(count < 1 << 14)
    guard count >= 0x80 else { return buffer.replace(at: start - 1, with: UInt8(count)) }
    // Few are so long that their number of bytes takes two.
    unsafe buffer.append(atMost: 1) { end in
      let first = unsafe end - count
      unsafe (first + 1).update(from: first, count: count)
      return unsafe Self.write(varint: UInt64(count), at: first - 1) - 1
    }
  }

  @inline(__always)
  private static func writeHeader(_ field: UInt64, count: Int, at place: UnsafeMutablePointer<UInt8>) -> Int {
    let tag = unsafe write(varint: field << 3 | Kind.bytes.rawValue, at: place)
    return unsafe tag + write(varint: UInt64(count), at: place + tag)
  }

  /// Writes a number and returns how many bytes it takes.
  @inline(__always)
  private static func write(varint number: UInt64, at place: UnsafeMutablePointer<UInt8>) -> Int {
    var rest = number
    var length = 0
    while rest >= 0x80 {
      unsafe place[length] = UInt8(truncatingIfNeeded: rest) | 0x80
      length += 1
      rest >>= 7
    }
    unsafe place[length] = UInt8(truncatingIfNeeded: rest)
    return length + 1
  }

  /// 2^64 has ten digits of seven bits.
  private static var longestVarint: Int { 10 }
}
