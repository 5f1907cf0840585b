/// The values of a statement as libpq sends them: one behind the other.
struct PostgreSQLParameters {
  private var bytes: [UInt8] = []
  /// Where each value begins; nil for null.
  private var offsets: [Int?] = []
  private var lengths: [Int32] = []
  private var formats: [Int32] = []

  /// One value each, as texts: PostgreSQL reads them as what the statement needs.
  init(_ values: [SQLValue]) {
    for value in values {
      switch value {
      case .null: add(nil, format: 0)
      case .integer(let number): add(String(number), format: 0)
      case .text(let text): add(text.storable, format: 0)
      }
    }
  }

  /// An array each, in binary: nothing in it needs to be escaped.
  ///
  /// - Parameter rows: as many values in each; at least one row.
  init(rows: [[SQLValue]]) {
    for column in rows[0].indices {
      let start = bytes.count
      // array_recv of PostgreSQL's arrayfuncs.c: dimensions, whether there are nulls, the elements' type, length and lower bound.
      add(Int32(1))
      add(Int32(rows.contains { $0[column] == .null } ? 1 : 0))
      let isOfIntegers = rows.contains { if case .integer = $0[column] { true } else { false } }
      add(isOfIntegers ? Self.bigint : Self.text)
      add(Int32(clamping: rows.count))
      add(Int32(1))
      for row in rows {
        switch row[column] {
        case .null: add(Int32(-1))
        case .integer(let number):
          add(Int32(8))
          add(number)
        case .text(let text):
          let text = text.storable
          add(Int32(clamping: text.utf8.count))
          bytes += text.utf8
        }
      }
      offsets.append(start)
      lengths.append(Int32(clamping: bytes.count - start))
      formats.append(1)
    }
  }

  /// How many there are.
  var count: Int { offsets.count }

  /// Object IDs of pg_type.dat.
  private static let bigint: Int32 = 20
  private static let text: Int32 = 25

  private mutating func add(_ text: String?, format: Int32) {
    offsets.append(text == nil ? nil : bytes.count)
    lengths.append(0)
    formats.append(format)
    guard let text else { return }
    bytes += text.utf8
    bytes.append(0)
  }

  private mutating func add(_ number: some FixedWidthInteger) {
    for shift in stride(from: number.bitWidth - 8, through: 0, by: -8) {
      bytes.append(UInt8(truncatingIfNeeded: number >> shift))
    }
  }

  /// Calls `body` with the addresses, lengths and formats of the values.
  func withPointers<Result>(
    _ body: (UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?) -> Result
  ) -> Result {
    unsafe bytes.withUnsafeBytes { buffer in
      let start = unsafe buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
      let pointers: [UnsafePointer<CChar>?] = unsafe offsets.map { offset in
        guard let offset, let start = unsafe start else { return nil }
        return unsafe UnsafePointer(start + offset)
      }
      return unsafe pointers.withUnsafeBufferPointer { pointers in
        unsafe lengths.withUnsafeBufferPointer { lengths in
          unsafe formats.withUnsafeBufferPointer { formats in
            unsafe body(pointers.baseAddress, lengths.baseAddress, formats.baseAddress)
          }
        }
      }
    }
  }
}
