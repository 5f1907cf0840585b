internal import XML

/// How the values of an attribute are spelled.
protocol AttributeForm {
  associatedtype Value

  /// Reads a value; nil when it is malformed.
  func read(_ bytes: UnsafeBufferPointer<UInt8>) -> Value?

  /// Writes ` name="value"`.
  func write(_ value: Value, as name: StaticString, to writer: inout XMLWriter) throws(XMLWriterError)
}

/// Any text.
struct TextForm: AttributeForm {
  func read(_ bytes: UnsafeBufferPointer<UInt8>) -> String? {
    unsafe bytes.isEmpty ? "" : String(decoding: bytes, as: UTF8.self)
  }

  func write(_ value: String, as name: StaticString, to writer: inout XMLWriter) throws(XMLWriterError) {
    try writer.attribute(name, value)
  }
}

/// A decimal number: digits, optionally behind a minus sign.
struct NumberForm: AttributeForm {
  func read(_ bytes: UnsafeBufferPointer<UInt8>) -> Int64? {
    unsafe decimal(bytes)
  }

  func write(_ value: Int64, as name: StaticString, to writer: inout XMLWriter) { writer.attribute(name, value) }
}

/// A number of bytes.
struct SizeForm: AttributeForm {
  func read(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64? { unsafe decimal(bytes) }

  func write(_ value: UInt64, as name: StaticString, to writer: inout XMLWriter) { writer.attribute(name, value) }
}

/// A word of a list that others may extend.
struct WordForm<Word: RawRepresentable<String>>: AttributeForm {
  func read(_ bytes: UnsafeBufferPointer<UInt8>) -> Word? {
    unsafe Word(rawValue: String(decoding: bytes, as: UTF8.self))
  }

  func write(_ value: Word, as name: StaticString, to writer: inout XMLWriter) throws(XMLWriterError) {
    try writer.attribute(name, value.rawValue)
  }
}

/// A truth value. All spellings of clients are read: `1` and `true`, `0` and `false`, the words in any case.
struct FlagForm: AttributeForm {
  func read(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool? { unsafe boolean(bytes) }

  func write(_ value: Bool, as name: StaticString, to writer: inout XMLWriter) throws(XMLWriterError) {
    try writer.attribute(name, value ? "true" : "false")
  }
}

extension AttributeForm where Self == TextForm { static var text: TextForm { TextForm() } }
extension AttributeForm where Self == NumberForm {
  static var number: NumberForm { NumberForm() }
}
extension AttributeForm where Self == SizeForm { static var size: SizeForm { SizeForm() } }
extension AttributeForm where Self == FlagForm {
  static var flag: FlagForm { FlagForm() }
}
