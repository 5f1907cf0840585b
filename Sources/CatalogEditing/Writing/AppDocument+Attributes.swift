internal import Catalog
internal import XML

extension AppDocument {
  /// Where an attribute stands.
  struct AttributeRange {
    let name: Range<Int>
    /// What is between the quotation marks.
    let value: Range<Int>
  }

  /// The attributes of a start tag, which is well-formed, in their order.
  func attributeRanges(in tag: Range<Int>) -> [AttributeRange] {
    var ranges: [AttributeRange] = []
    var position = tag.lowerBound
    let end = tag.upperBound
    func skip(while condition: (UInt8) -> Bool) {
      while position < end, condition(text[position]) { position += 1 }
    }
    skip { !isSpace($0) && $0 != UInt8(ascii: ">") && $0 != UInt8(ascii: "/") }
    while true {
      skip(while: isSpace)
      let name = position
      skip { !isSpace($0) && $0 != UInt8(ascii: "=") && $0 != UInt8(ascii: ">") && $0 != UInt8(ascii: "/") }
      let nameEnd = position
      guard name < nameEnd else { return ranges }
      skip { isSpace($0) || $0 == UInt8(ascii: "=") }
      guard position < end else { return ranges }
      let quote = text[position]
      position += 1
      let value = position
      skip { $0 != quote }
      ranges.append(AttributeRange(name: name..<nameEnd, value: value..<position))
      position += 1
    }
  }

  /// Gives an attribute a value, or takes it away with nil; a value that is there already stays as it is written.
  ///
  /// The quotation marks stay. A new attribute comes behind the others, on a line of its own when the last one has that.
  mutating func set(_ name: String, to value: String?, of element: XMLElement) throws(XMLWriterError) {
    let ranges = attributeRanges(in: element.startTagRange)
    let old = ranges.first { text[$0.name].elementsEqual(name.utf8) }
    guard let value else {
      guard let old else { return }
      var start = old.name.lowerBound
      while isSpace(text[start - 1]) { start -= 1 }
      text.removeSubrange(start..<old.value.upperBound + 1)
      return
    }
    guard element.attributes.first(where: { $0.name == name })?.value != value else { return }
    var writer = XMLWriter()
    try writer.attribute(name: name, value: value)
    let attribute = writer.bytes.dropFirst()
    if let old {
      // Escaped for either kind of quotation mark.
      text.replaceSubrange(old.value, with: attribute.dropFirst(name.utf8.count + 2).dropLast())
    } else if let last = ranges.last {
      let space = leadingSpace(before: last.name.lowerBound).map { lineBreak + $0 } ?? [UInt8(ascii: " ")]
      text.insert(contentsOf: space + attribute, at: last.value.upperBound + 1)
    } else {
      let nameEnd = element.startTagRange.lowerBound + 1 + element.name.utf8.count
      text.insert(contentsOf: [UInt8(ascii: " ")] + attribute, at: nameEnd)
    }
  }
}
