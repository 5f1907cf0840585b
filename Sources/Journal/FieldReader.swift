/// Reads the fields of a record, as ``FieldWriter`` writes them and any later version of it.
struct FieldReader {
  /// A field's number and value.
  struct Field {
    let number: UInt64
    let value: Value
  }

  enum Value {
    case number(Int64)
    case bytes(ArraySlice<UInt8>)
    /// In an encoding of Protocol Buffers that the journal does not use.
    case other
  }

  /// What is left.
  private var rest: ArraySlice<UInt8>

  /// Reads from the beginning of a record's body.
  init(_ body: ArraySlice<UInt8>) { rest = body }

  /// The next field; nil at the end.
  ///
  /// - Throws: ``Fault`` when what comes is no field.
  mutating func next() throws(Fault) -> Field? {
    guard !rest.isEmpty else { return nil }
    let tag = try varint()
    guard tag >> 3 != 0 else { throw Fault() }
    switch tag & 7 {
    case FieldWriter.Kind.number.rawValue:
      return Field(number: tag >> 3, value: .number(Int64(bitPattern: try varint())))
    case FieldWriter.Kind.bytes.rawValue:
      let count = try varint()
      guard count <= UInt64(rest.count) else { throw Fault() }
      return Field(number: tag >> 3, value: .bytes(take(Int(count))))
    case 1 where rest.count >= 8: _ = take(8)
    case 5 where rest.count >= 4: _ = take(4)
    default: throw Fault()
    }
    return Field(number: tag >> 3, value: .other)
  }

  /// Bytes that are no record.
  struct Fault: Error {}

  private mutating func take(_ count: Int) -> ArraySlice<UInt8> {
    defer { rest = rest.dropFirst(count) }
    return rest.prefix(count)
  }

  private mutating func varint() throws(Fault) -> UInt64 {
    var value: UInt64 = 0
    for shift in stride(from: 0, to: 64, by: 7) as StrideTo<UInt64> {
      guard let byte = rest.popFirst() else { throw Fault() }
      // The tenth byte has room for one bit.
      guard shift < 63 || byte <= 1 else { throw Fault() }
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
    }
    throw Fault()
  }
}

extension FieldReader.Value {
  /// A number, 0 for anything else.
  var number: Int64 { if case .number(let value) = self { value } else { 0 } }

  /// A number that ``FieldWriter/signed(_:_:)`` has written.
  var signed: Int64 {
    let bits = UInt64(bitPattern: number)
    return Int64(bitPattern: bits >> 1 ^ (0 &- bits & 1))
  }

  /// A text, of one that is too long its beginning; an empty one for anything else. Bytes that are not UTF-8 are replaced
  /// by U+FFFD.
  var text: String { isLong ? CheckIn.bounded(wholeText) : wholeText }

  /// Whether it is longer than a text may be. What replaces a byte has three.
  var isLong: Bool { wholeText.utf8.count > CheckIn.maximumTextLength }

  private var wholeText: String {
    if case .bytes(let bytes) = self { String(decoding: bytes, as: UTF8.self) } else { "" }
  }
}
