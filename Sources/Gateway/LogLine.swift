internal import XML

/// One line of the log in the making: `key=value` pairs, as logfmt readers and people take them, or a JSON object with the same keys.
///
/// Whatever comes from outside is escaped: a value cannot start a new line, forge a pair or send a terminal a control
/// sequence, and takes ``maximumValueLength`` bytes of the line at most before escaping.
public struct LogLine: ~Copyable, Sendable {
  /// The longest value, in bytes of UTF-8; what is longer ends in `...`.
  public static let maximumValueLength = 256

  private var buffer = ByteBuffer(capacity: 512)
  private let isJSON: Bool

  /// What has been written.
  public var bytes: [UInt8] { buffer.bytes }

  /// Nothing yet; ``begin(time:level:)`` begins the first line.
  init(_ format: LogFormat) { isJSON = format == .json }

  /// A line that begins with the time and the level.
  public init(_ format: LogFormat, time: LogTime, level: StaticString) {
    self.init(format)
    begin(time: time, level: level)
  }

  /// Begins another line behind one that was ended.
  mutating func begin(time: LogTime, level: StaticString) {
    append(isJSON ? "{\"time\":\"" : "time=")
    buffer.append(time.secondText)
    append(time.milliseconds < 10 ? ".00" : time.milliseconds < 100 ? ".0" : ".")
    buffer.append(decimal: time.milliseconds)
    append("Z")
    if isJSON { append("\"") }
    add("level", word: level)
  }

  /// ` key=value`; the value is quoted when it has anything but letters, digits and `._:/+@{}$,-`.
  public mutating func add(_ key: StaticString, _ value: String) {
    append(key: key)
    appendValue(value)
  }

  /// ` key=value` for a key of our own that is not known at compile time.
  public mutating func add(key: String, _ value: String) {
    append(key: key)
    appendValue(value)
  }

  /// ` key=number` for a key of our own that is not known at compile time.
  public mutating func add(key: String, _ number: Int) {
    append(key: key)
    buffer.append(decimal: number)
  }

  /// ` key=value`, nothing when the value is absent or empty.
  public mutating func add(_ key: StaticString, ifPresent value: String?) {
    if let value, !value.isEmpty { add(key, value) }
  }

  /// ` key=number`
  public mutating func add(_ key: StaticString, _ number: Int) {
    append(key: key)
    buffer.append(decimal: number)
  }

  /// ` key=true` or ` key=false`, nothing when it is not known.
  mutating func add(_ key: StaticString, ifPresent flag: Bool?) {
    guard let flag else { return }
    append(key: key)
    append(flag ? "true" : "false")
  }

  /// ` key=word` for a word of our own.
  public mutating func add(_ key: StaticString, word: StaticString) {
    append(key: key)
    if isJSON { append("\"") }
    append(word)
    if isJSON { append("\"") }
  }

  /// Ends the line.
  public mutating func end() { append(isJSON ? "}\n" : "\n") }

  private mutating func append(_ text: StaticString) { buffer.append(text) }

  /// What stands before a value.
  private mutating func append(key: StaticString) {
    append(isJSON ? ",\"" : " ")
    append(key)
    append(isJSON ? "\":" : "=")
  }

  private mutating func append(key: String) {
    append(isJSON ? ",\"" : " ")
    buffer.append(key)
    append(isJSON ? "\":" : "=")
  }

  private mutating func appendValue(_ value: String) {
    if !isJSON, !value.isEmpty, appendWhole(value, if: LogLine.isPlain) { return }
    buffer.append(UInt8(ascii: "\""))
    quote(value)
    buffer.append(UInt8(ascii: "\""))
  }

  /// Begins ` key="` for a value that is put together by ``quote(_:)`` and ended by ``endQuoted()``.
  mutating func begin(_ key: StaticString) {
    append(key: key)
    append("\"")
  }

  /// A number in a quoted value.
  mutating func quote(_ number: Int) { buffer.append(decimal: number) }

  /// Ends what ``begin(_:)`` began.
  mutating func endQuoted() { buffer.append(UInt8(ascii: "\"")) }

  /// A part of a quoted value, escaped and bounded as a value is.
  mutating func quote(_ value: String) {
    if appendWhole(value, if: LogLine.isPrintable) { return }
    var length = 0
    for scalar in value.unicodeScalars {
      length += UTF8.width(scalar)
      guard length <= LogLine.maximumValueLength else {
        append("...")
        break
      }
      appendEscaped(scalar)
    }
  }

  private mutating func appendEscaped(_ scalar: Unicode.Scalar) {
    switch scalar {
    case "\"": append("\\\"")
    case "\\": append("\\\\")
    case "\n": append("\\n")
    case "\r": append("\\r")
    case "\t": append("\\t")
    case " "..."~": buffer.append(UInt8(truncatingIfNeeded: scalar.value))
    default:
      // Beyond ASCII there are control, bidirectional and invisible characters; a log shows their numbers.
      guard !isJSON else { return String(scalar).utf16.forEach { appendEscaped($0) } }
      append("\\u{")
      buffer.append(String(scalar.value, radix: 16))
      append("}")
    }
  }

  /// A code unit of UTF-16 as JSON writes it (RFC 8259 §7).
  private mutating func appendEscaped(_ unit: UInt16) {
    let digits = String(unit, radix: 16)
    append("\\u")
    for _ in digits.utf8.count..<4 { append("0") }
    buffer.append(digits)
  }

  /// Appends a value as it is when it is not too long and each of its bytes can stand so; false for any other.
  @inline(__always)
  private mutating func appendWhole(_ value: String, if isAllowed: (UInt8) -> Bool) -> Bool {
    unsafe value.utf8.span.withUnsafeBufferPointer { utf8 in
      guard utf8.count <= LogLine.maximumValueLength else { return false }
      for index in 0..<utf8.count where unsafe !isAllowed(utf8[index]) { return false }
      unsafe buffer.append(utf8)
      return true
    }
  }

  /// What stands between quotes as it is.
  private static func isPrintable(_ byte: UInt8) -> Bool {
    (0x20...0x7E).contains(byte) && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
  }

  /// Letters, digits and `._:/+@{}$,-`: one bit per byte, as most of a line is such bytes.
  private static func isPlain(_ byte: UInt8) -> Bool {
    // "+" to ":", and "$".
    let low: UInt64 = (1 << 59) - (1 << 43) | 1 << 36
    // "@" to "Z", "_", "a" to "{", and "}", each less 64.
    let high: UInt64 = (1 << 27) - 1 | 1 << 31 | (1 << 60) - (1 << 33) | 1 << 61
    return byte < 128 && (byte < 64 ? low : high) >> UInt64(byte & 63) & 1 == 1
  }
}
