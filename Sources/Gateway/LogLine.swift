public import Omaha

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
    append("\(time.second)".utf8.dropLast())
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
    if !value.isEmpty, value.utf8.count <= LogLine.maximumValueLength, value.utf8.allSatisfy(LogLine.isPlain) {
      return append(value.utf8)
    }
    bytes.append(UInt8(ascii: "\""))
    var length = 0
    for scalar in value.unicodeScalars {
      length += UTF8.width(scalar)
      guard length <= LogLine.maximumValueLength else {
        append("...")
        break
      }
      appendEscaped(scalar)
    }
    bytes.append(UInt8(ascii: "\""))
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

  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "+")...UInt8(ascii: ":"),
      UInt8(ascii: "_"), UInt8(ascii: "@"), UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "$"):
      true
    default: false
    }
  }
}

/// The moment of a log line.
public struct LogTime: Hashable, Sendable {
  /// The second.
  public let second: Timestamp

  /// Milliseconds since the second, 0..<1000.
  public let milliseconds: Int

  /// A moment.
  public init(second: Timestamp, milliseconds: Int) {
    self.second = second
    self.milliseconds = milliseconds
  }
}
