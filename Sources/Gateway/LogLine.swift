/// One line of the log in the making: `key=value` pairs, as logfmt readers and people take them.
///
/// Whatever comes from outside is escaped: a value cannot start a new line, forge a pair or send a terminal a control
/// sequence, and takes ``maximumValueLength`` bytes of the line at most before escaping.
public struct LogLine: Sendable {
  /// The longest value, in bytes of UTF-8; what is longer ends in `...`.
  public static let maximumValueLength = 256

  /// What has been written.
  public private(set) var bytes: [UInt8]

  /// A line that begins with the time and the level.
  public init(time: LogTime, level: StaticString) {
    bytes = []
    bytes.reserveCapacity(512)
    append("time=")
    append(time.secondText.utf8)
    append(".")
    let milliseconds = String(time.milliseconds)
    bytes.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: max(0, 3 - milliseconds.utf8.count)))
    append(milliseconds.utf8)
    append("Z level=")
    append(level)
  }

  /// ` key=value`; the value is quoted when it has anything but letters, digits and `._:/+@{}$,-`.
  public mutating func add(_ key: StaticString, _ value: String) {
    append(" ")
    append(key)
    append("=")
    appendValue(value)
  }

  /// ` key=value` for a key of our own that is not known at compile time.
  public mutating func add(key: String, _ value: String) {
    append(" ")
    append(key.utf8)
    append("=")
    appendValue(value)
  }

  /// ` key=value`, nothing when the value is absent or empty.
  public mutating func add(_ key: StaticString, ifPresent value: String?) {
    if let value, !value.isEmpty { add(key, value) }
  }

  /// ` key=number`
  public mutating func add(_ key: StaticString, _ number: Int) {
    append(" ")
    append(key)
    append("=")
    append(String(number).utf8)
  }

  /// ` key=word` for a word of our own.
  public mutating func add(_ key: StaticString, word: StaticString) {
    append(" ")
    append(key)
    append("=")
    append(word)
  }

  /// Ends the line.
  public mutating func end() { bytes.append(UInt8(ascii: "\n")) }

  private mutating func append(_ text: StaticString) {
    unsafe bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  private mutating func append(_ text: some Sequence<UInt8>) { bytes.append(contentsOf: text) }

  private mutating func appendValue(_ value: String) {
    if !value.isEmpty, appendWhole(value, if: LogLine.isPlain) { return }
    bytes.append(UInt8(ascii: "\""))
    quote(value)
    bytes.append(UInt8(ascii: "\""))
  }

  /// Begins ` key="` for a value that is put together by ``quote(_:)`` and ended by ``endQuoted()``.
  mutating func begin(_ key: StaticString) {
    append(" ")
    append(key)
    append("=\"")
  }

  /// Ends what ``begin(_:)`` began.
  mutating func endQuoted() { bytes.append(UInt8(ascii: "\"")) }

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
    case " "..."~": bytes.append(UInt8(truncatingIfNeeded: scalar.value))
    default:
      // Beyond ASCII there are control, bidirectional and invisible characters; a log shows their numbers.
      append("\\u{")
      append(String(scalar.value, radix: 16).utf8)
      append("}")
    }
  }

  /// Appends a value as it is when it is not too long and each of its bytes can stand so; false for any other.
  private mutating func appendWhole(_ value: String, if isAllowed: (UInt8) -> Bool) -> Bool {
    var value = value
    return value.withUTF8 { utf8 in
      guard utf8.count <= LogLine.maximumValueLength, unsafe utf8.allSatisfy(isAllowed) else { return false }
      unsafe bytes.append(contentsOf: utf8)
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
