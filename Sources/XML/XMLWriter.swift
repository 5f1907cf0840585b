/// Writes a document element by element into one buffer.
///
/// It knows how to escape and nothing else: the caller opens and closes in order. What it escapes is read back exactly
/// (``XMLParser``), line breaks and tabs included.
public struct XMLWriter: ~Copyable, Sendable {
  private(set) var buffer: ByteBuffer

  /// What has been written, UTF-8.
  public var bytes: [UInt8] { buffer.bytes }

  /// The number of bytes that have been written.
  public var count: Int { buffer.count }

  /// An empty writer.
  public init() { buffer = ByteBuffer() }

  /// A writer whose buffer is already that large.
  public init(reservingCapacity capacity: Int) { buffer = ByteBuffer(capacity: capacity) }

  /// Begins anew; the buffer stays.
  public mutating func removeAll() { buffer.truncate(to: 0) }

  /// `<?xml version="1.0" encoding="UTF-8"?>` and a line break.
  public mutating func declaration() { append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n") }

  /// `<name`
  public mutating func open(_ name: StaticString) {
    append("<")
    append(name)
  }

  /// ` name="value"`, escaped.
  ///
  /// - Throws: ``XMLWriterError`` when the value has a character that XML cannot carry; nothing was written then.
  public mutating func attribute(_ name: StaticString, _ value: String) throws(XMLWriterError) {
    let start = buffer.count
    append(" ")
    append(name)
    try finishAttribute(value, from: start)
  }

  /// ` name="value"`, escaped, with a name that is known only at run time.
  ///
  /// - Throws: ``XMLWriterError`` when the name is no XML name, or the value has a character that XML cannot carry;
  ///   nothing was written then.
  public mutating func attribute(name: String, value: String) throws(XMLWriterError) {
    guard XMLWriter.isName(name) else { throw XMLWriterError.invalidName }
    let start = buffer.count
    append(" ")
    buffer.append(name)
    try finishAttribute(value, from: start)
  }

  /// ` name="number"`
  public mutating func attribute(_ name: StaticString, _ number: Int64) {
    begin(name)
    buffer.append(decimal: number)
    append("\"")
  }

  /// ` name="number"`
  public mutating func attribute(_ name: StaticString, _ number: Int) { attribute(name, Int64(number)) }

  /// ` name="number"`
  public mutating func attribute(_ name: StaticString, _ number: UInt64) {
    begin(name)
    buffer.append(decimal: number)
    append("\"")
  }

  /// ` name="`
  private mutating func begin(_ name: StaticString) {
    append(" ")
    append(name)
    append("=\"")
  }

  /// `/>`
  public mutating func closeEmpty() { append("/>") }

  /// `>`
  public mutating func closeStartTag() { append(">") }

  /// `</name>`
  public mutating func end(_ name: StaticString) {
    append("</")
    append(name)
    append(">")
  }

  /// Bytes that are XML already.
  public mutating func raw(_ bytes: [UInt8]) { buffer.append(bytes) }

  /// Bytes that are XML already.
  package mutating func raw(_ bytes: UnsafeBufferPointer<UInt8>) { unsafe buffer.append(bytes) }

  /// Text that is XML already.
  public mutating func raw(_ text: StaticString) { append(text) }

  /// Text that is XML already.
  public mutating func raw(_ text: String) { buffer.append(text) }

  /// Text that stands in an attribute's value, escaped.
  ///
  /// - Throws: ``XMLWriterError`` when it has a character that XML cannot carry; nothing was written then.
  public mutating func escaped(_ text: String) throws(XMLWriterError) {
    let start = buffer.count
    guard appendEscaped(text) else {
      buffer.truncate(to: start)
      throw XMLWriterError.forbiddenCharacter
    }
  }

  /// A line break.
  public mutating func newline() { append("\n") }

  /// `spaces` spaces.
  public mutating func indent(_ spaces: Int) {
    for _ in 0..<spaces { buffer.append(UInt8(ascii: " ")) }
  }

  /// Whether a name can be written as it is: an XML name of ASCII letters, digits, `_`, `-`, `.` and `:`, or anything
  /// beyond ASCII, that does not start with a digit, `-` or `.` (XML 1.0 §2.3, without its table of code points).
  public static func isName(_ name: String) -> Bool {
    guard let first = name.utf8.first else { return false }
    func isStart(_ byte: UInt8) -> Bool {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
      case UInt8(ascii: "_"), UInt8(ascii: ":"), 0x80...: true
      default: false
      }
    }
    return isStart(first)
      && name.utf8.allSatisfy {
        isStart($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: "-")
          || $0 == UInt8(ascii: ".")
      }
  }

  private mutating func finishAttribute(_ value: String, from start: Int) throws(XMLWriterError) {
    append("=\"")
    guard appendEscaped(value) else {
      buffer.truncate(to: start)
      throw XMLWriterError.forbiddenCharacter
    }
    append("\"")
  }

  private mutating func append(_ text: StaticString) { buffer.append(text) }

  /// Appends a value escaped; false at a character that XML 1.0 §2.2 forbids.
  private mutating func appendEscaped(_ value: String) -> Bool {
    unsafe value.utf8.span.withUnsafeBufferPointer { utf8 in
      // What needs no escape is appended in one piece; most values are such a piece.
      var first = 0
      for index in 0..<utf8.count {
        let byte = unsafe utf8[index]
        if XMLWriter.isPlain(byte) { continue }
        unsafe buffer.append(UnsafeBufferPointer(rebasing: utf8[first..<index]))
        first = index + 1
        switch byte {
        case UInt8(ascii: "&"): append("&amp;")
        case UInt8(ascii: "<"): append("&lt;")
        case UInt8(ascii: ">"): append("&gt;")
        case UInt8(ascii: "\""): append("&quot;")
        case UInt8(ascii: "'"): append("&apos;")
        case 0x09: append("&#9;")
        case 0x0A: append("&#10;")
        case 0x0D: append("&#13;")
        case 0..<0x20: return false
        // U+FFFE and U+FFFF are EF BF BE and EF BF BF.
        default:
          if index >= 2, unsafe utf8[index - 1] == 0xBF, unsafe utf8[index - 2] == 0xEF { return false }
          first = index
        }
      }
      unsafe buffer.append(UnsafeBufferPointer(rebasing: utf8[first...]))
      return true
    }
  }

  /// Whether a byte stands in a value as it is, whatever is before it: one bit per byte below 64, and no other but the last
  /// of U+FFFE and U+FFFF.
  @inline(__always)
  private static func isPlain(_ byte: UInt8) -> Bool {
    if byte >= 64 { return byte & 0xFE != 0xBE }
    let low: UInt64 = ~0 << 32 & ~(1 << 0x22 | 1 << 0x26 | 1 << 0x27 | 1 << 0x3C | 1 << 0x3E)
    return low >> UInt64(byte) & 1 == 1
  }
}

/// What ``XMLWriter`` cannot write.
public enum XMLWriterError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A control character other than tab, line feed and carriage return, or U+FFFE or U+FFFF (XML 1.0 §2.2).
  case forbiddenCharacter
  /// A name that is not an XML name.
  case invalidName
  /// Two attributes of one element with one name (XML 1.0 §3.1); the writer's caller keeps the names apart.
  case duplicateAttribute

  /// The fault as a sentence without a full stop.
  public var description: String {
    switch self {
    case .forbiddenCharacter: "a value has a character that XML cannot carry"
    case .invalidName: "a name is not an XML name"
    case .duplicateAttribute: "an element has two attributes of one name"
    }
  }
}
