/// Reads records of comma-separated values (RFC 4180) one after the other, so that a file may be of any length.
///
/// More is accepted than the standard has: LF alone ends a line, a byte order mark begins a file, empty lines are passed
/// over, and so are spaces and tabs around a value. What is neither is refused with its line, because guessing would put values into the wrong columns.
struct CSVReader {
  /// The most bytes of a record; more is no machine.
  static let maximumRecordSize = 1 << 16

  /// The values of one record and the line, from 1, on which it begins.
  struct Record {
    let line: Int
    let values: [String]
  }

  /// What is wrong, and on which line.
  struct Fault: Error {
    let line: Int
    let message: String
  }

  private let read: () throws -> [UInt8]
  private var bytes: [UInt8] = []
  private var position = 0
  private var line = 1

  /// A reader of what `read` gives: the next bytes each time, none at the end.
  init(reading read: @escaping () throws -> [UInt8]) throws {
    self.read = read
    // The mark may come in more than one piece.
    while bytes.count < 3 {
      let more = try read()
      if more.isEmpty { break }
      bytes += more
    }
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
  }

  /// The next record; nil at the end.
  mutating func next() throws -> Record? {
    while true {
      try skipBlanks()
      guard let first = try peek() else { return nil }
      if first == UInt8(ascii: "\n") || first == UInt8(ascii: "\r") {
        try endLine()
        continue
      }
      return try record()
    }
  }

  private mutating func record() throws -> Record {
    let start = line
    var values: [String] = []
    var size = 0
    while true {
      try skipBlanks()
      let value = try peek() == UInt8(ascii: "\"") ? try quotedValue(&size) : try plainValue(&size)
      guard let text = String(validating: value, as: UTF8.self) else { throw fault("a value is not UTF-8") }
      values.append(text)
      guard let byte = try peek() else { break }
      guard byte == UInt8(ascii: ",") else {
        try endLine()
        break
      }
      position += 1
      try grow(&size)
    }
    return Record(line: start, values: values)
  }

  private mutating func plainValue(_ size: inout Int) throws -> [UInt8] {
    var value: [UInt8] = []
    while let byte = try peek() {
      switch byte {
      case UInt8(ascii: ","), UInt8(ascii: "\n"), UInt8(ascii: "\r"): return Self.trimmed(value)
      case UInt8(ascii: "\""): throw fault("a quotation mark inside a value that does not begin with one")
      default: try take(byte, into: &value, &size)
      }
    }
    return Self.trimmed(value)
  }

  private mutating func quotedValue(_ size: inout Int) throws -> [UInt8] {
    let start = line
    position += 1
    var value: [UInt8] = []
    while let byte = try peek() {
      if byte == UInt8(ascii: "\"") {
        position += 1
        // Two stand for one.
        if try peek() != UInt8(ascii: "\"") {
          try skipBlanks()
          switch try peek() {
          case nil, UInt8(ascii: ","), UInt8(ascii: "\n"), UInt8(ascii: "\r"): return Self.trimmed(value)
          default: throw fault("text behind a closing quotation mark: values are separated by commas")
          }
        }
      } else if byte == UInt8(ascii: "\n") {
        line += 1
      }
      try take(byte, into: &value, &size)
    }
    throw Fault(line: start, message: "a quotation mark is not closed")
  }

  private mutating func take(_ byte: UInt8, into value: inout [UInt8], _ size: inout Int) throws {
    guard byte != 0 else { throw fault("a NUL byte, which text has none of (UTF-16 has)") }
    value.append(byte)
    position += 1
    try grow(&size)
  }

  private mutating func skipBlanks() throws {
    while let byte = try peek(), Self.isBlank(byte) { position += 1 }
  }

  /// A value without the spaces and tabs around it, which mean nothing in a request either.
  private static func trimmed(_ value: [UInt8]) -> [UInt8] {
    guard let first = value.firstIndex(where: { !isBlank($0) }), let last = value.lastIndex(where: { !isBlank($0) })
    else { return [] }
    return Array(value[first...last])
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

  private func grow(_ size: inout Int) throws {
    size += 1
    if size > Self.maximumRecordSize { throw fault("longer than \(Self.maximumRecordSize) bytes") }
  }

  /// Takes LF or CR LF.
  private mutating func endLine() throws {
    if try peek() == UInt8(ascii: "\r") {
      position += 1
      guard let next = try peek() else { return }
      if next != UInt8(ascii: "\n") { throw fault("a carriage return without a line feed") }
    }
    position += 1
    line += 1
  }

  private mutating func peek() throws -> UInt8? {
    if position == bytes.count {
      bytes = try read()
      position = 0
    }
    return position < bytes.count ? bytes[position] : nil
  }

  private func fault(_ message: String) -> Fault { Fault(line: line, message: message) }
}
