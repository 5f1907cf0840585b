/// Walks the fields of one protocol buffer message without decoding them.
struct WireReader {
  struct Field {
    let number: UInt64
    /// The bytes of a length-delimited field; empty for numbers.
    let payload: ArraySlice<UInt8>
  }

  private var rest: ArraySlice<UInt8>

  init(_ message: ArraySlice<UInt8>) {
    rest = message
  }

  /// The next field; `nil` at the end, and at anything that is no field.
  mutating func next() -> Field? {
    guard let key = varint() else { return nil }
    switch key & 7 {
    case 0:
      guard varint() != nil else { return nil }
      return Field(number: key >> 3, payload: [])
    case 1: return fixed(key, count: 8)
    case 5: return fixed(key, count: 4)
    case 2:
      guard let length = varint(), let count = Int(exactly: length), count <= rest.count else { return nil }
      defer { rest = rest.dropFirst(count) }
      return Field(number: key >> 3, payload: rest.prefix(count))
    // The begin and the end of a group, which is older than the format and in none of its messages. The decoder passes over a
    // group; here its fields come as though they were the message's, so that none behind it is missed.
    case 3, 4: return Field(number: key >> 3, payload: [])
    default: return nil
    }
  }

  private mutating func fixed(_ key: UInt64, count: Int) -> Field? {
    guard rest.count >= count else { return nil }
    rest = rest.dropFirst(count)
    return Field(number: key >> 3, payload: [])
  }

  private mutating func varint() -> UInt64? {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while let byte = rest.popFirst() {
      value |= UInt64(byte & 0x7f) << shift
      if byte < 0x80 { return value }
      shift += 7
      if shift >= 64 { return nil }
    }
    return nil
  }
}
