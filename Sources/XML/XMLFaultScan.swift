/// The markup in which libxml2 stopped, read once more from the source.
///
/// libxml2 has one number for many mistakes, and stands behind what it has read. What was typed wrong is told by the bytes
/// before and behind that point. Nothing here is read before a document is refused.
struct XMLFaultScan {
  /// Where in the markup libxml2 stopped.
  enum Part {
    case text
    case comment
    case instruction
    case endTag
    /// In or behind the name of a start tag.
    case elementName
    /// In or behind the name of an attribute, before its `=`.
    case attributeName
    /// Behind the `=` of an attribute.
    case beforeValue
    case value
    /// Right behind the closing quotation mark of a value.
    case afterValue
    /// Behind white space, where an attribute or the tag's end is expected.
    case beforeAttribute
  }

  struct Attribute {
    let name: Range<Int>
    /// From one quotation mark to the other.
    var value: Range<Int>?
  }

  let source: [UInt8]
  /// The offset at which libxml2 stopped.
  let fault: Int
  private(set) var part = Part.text
  /// The offset of the `<` of the markup; that of the text when it is none.
  private(set) var start: Int
  /// The name in a start tag.
  private(set) var name = 0..<0
  /// The attributes before that offset.
  private(set) var attributes: [Attribute] = []

  /// Reads from an offset that is not in the middle of markup, up to where libxml2 stopped.
  init(_ source: [UInt8], from soundEnd: Int, to fault: Int) {
    self.source = source
    self.fault = min(fault, source.count)
    start = min(soundEnd, self.fault)
    var offset = start
    while offset < self.fault {
      if source[offset] == UInt8(ascii: "<") {
        offset = markup(at: offset)
      } else {
        offset += 1
      }
    }
  }

  /// Reads the markup at an offset; where it ends, or where libxml2 stopped in it.
  private mutating func markup(at offset: Int) -> Int {
    start = offset
    guard let passage = XMLPassage(source, at: offset) else {
      return offset + 1 < source.count && source[offset + 1] == UInt8(ascii: "/") ? endTag() : startTag()
    }
    part = source[offset + 1] == UInt8(ascii: "?") ? .instruction : .comment
    for index in offset..<fault where source[index] == UInt8(ascii: ">") && passage.ends(source, at: index) {
      return text(from: index + 1)
    }
    return fault
  }

  /// Goes on behind markup, unless libxml2 stopped right there: then it is about that.
  private mutating func text(from offset: Int) -> Int {
    if offset < fault { (part, start, name, attributes) = (.text, offset, 0..<0, []) }
    return offset
  }

  private mutating func endTag() -> Int {
    part = .endTag
    guard let end = source[start..<fault].firstIndex(of: UInt8(ascii: ">")) else { return fault }
    return text(from: end + 1)
  }

  private mutating func startTag() -> Int {
    part = .elementName
    var offset = nameEnd(from: start + 1)
    name = start + 1..<offset
    attributes = []
    while offset < fault {
      let next = spaceEnd(from: offset)
      if next > offset || source[next] == UInt8(ascii: "/") { part = .beforeAttribute }
      offset = next
      guard offset < fault else { break }
      if source[offset] == UInt8(ascii: ">") { return text(from: offset + 1) }
      let end = nameEnd(from: offset)
      // A slash, or what libxml2 passed over: it stopped behind it.
      offset = end == offset ? offset + 1 : attribute(named: offset..<end)
    }
    return fault
  }

  /// Reads what is behind the name of an attribute, and returns where that ends.
  private mutating func attribute(named name: Range<Int>) -> Int {
    attributes.append(Attribute(name: name))
    part = .attributeName
    let equals = spaceEnd(from: name.upperBound)
    guard equals < fault, source[equals] == UInt8(ascii: "=") else { return equals }
    part = .beforeValue
    let quote = spaceEnd(from: equals + 1)
    guard quote < fault, XMLFaultScan.isQuotationMark(source[quote]) else { return quote }
    part = .value
    let end = source[(quote + 1)..<fault].firstIndex(of: source[quote]) ?? fault
    attributes[attributes.count - 1].value = quote..<end
    if end < fault { part = .afterValue }
    return min(end + 1, fault)
  }

  private func nameEnd(from offset: Int) -> Int { end(from: offset, while: XMLFaultScan.isNameByte) }

  private func spaceEnd(from offset: Int) -> Int { end(from: offset, while: XMLFaultScan.isSpace) }

  private func end(from offset: Int, while isInside: (UInt8) -> Bool) -> Int {
    var end = offset
    while end < fault, isInside(source[end]) { end += 1 }
    return end
  }

  static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }

  static func isQuotationMark(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") }

  /// Whether a byte can stand in a name; of those beyond ASCII libxml2 knows more.
  static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), 0x80...: true
    case UInt8(ascii: "0")...UInt8(ascii: "9"): true
    default:
      byte == UInt8(ascii: "_") || byte == UInt8(ascii: ":") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
    }
  }
}
