internal import XML

/// Where new elements go in a text that a person laid out.
extension AppDocument {
  /// One level of indentation.
  static let step = Array("  ".utf8)

  /// The line break that the file uses.
  var lineBreak: [UInt8] {
    if let first = text.firstIndex(of: UInt8(ascii: "\n")), first > 0, text[first - 1] == UInt8(ascii: "\r") {
      return Array("\r\n".utf8)
    }
    return Array("\n".utf8)
  }

  /// Inserts an element as the child of another: behind `sibling`, or as the first child.
  mutating func insert(_ new: [UInt8], into parent: XMLElement, after sibling: XMLElement?) {
    let inner = childIndent(of: parent)
    let tag = parent.startTagRange
    if let sibling {
      text.insert(contentsOf: lineBreak + inner + new, at: endOfLine(behind: sibling.sourceRange.upperBound))
    } else if text[tag.upperBound - 2] == UInt8(ascii: "/") {
      // <channel name="stable"/> becomes a start tag and an end tag.
      var end = tag.upperBound - 2
      while isSpace(text[end - 1]) { end -= 1 }
      let opening: [UInt8] = [UInt8(ascii: ">")] + lineBreak + inner
      let closing: [UInt8] = lineBreak + indent(of: parent) + Array("</\(parent.name)>".utf8)
      text.replaceSubrange(end..<tag.upperBound, with: opening + new + closing)
    } else {
      let rest = text[tag.upperBound...].first { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }
      let isOpen = rest == UInt8(ascii: "\n") || rest == UInt8(ascii: "\r")
      let closing = isOpen ? [] : lineBreak + indent(of: parent)
      text.insert(contentsOf: lineBreak + inner + new + closing, at: tag.upperBound)
    }
  }

  /// The white space before the children of an element: that of its first child that starts a line, else one step more
  /// than its own.
  func childIndent(of parent: XMLElement) -> [UInt8] {
    for child in parent.children {
      if let indent = leadingSpace(before: child.startTagRange.lowerBound) { return indent }
    }
    return indent(of: parent) + Self.step
  }

  /// The white space that an element's line begins with; empty when the element does not start a line.
  private func indent(of element: XMLElement) -> [UInt8] {
    leadingSpace(before: element.startTagRange.lowerBound) ?? []
  }

  private func leadingSpace(before position: Int) -> [UInt8]? {
    let line = text[..<position]
    let start = line.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    return line[start...].allSatisfy(isSpace) ? Array(line[start...]) : nil
  }

  /// The end of the line when only a comment follows on it, which belongs to what stands before it; else `position`.
  private func endOfLine(behind position: Int) -> Int {
    var end = text[position...].firstIndex(of: UInt8(ascii: "\n")) ?? text.count
    while end > position, isSpace(text[end - 1]) { end -= 1 }
    let rest = String(decoding: text[position..<end], as: UTF8.self).drop { $0 == " " || $0 == "\t" }
    return rest.hasPrefix("<!--") && rest.hasSuffix("-->") && !rest.dropFirst(4).contains("<") ? end : position
  }

  /// The bytes between the quotation marks of an attribute in a start tag, which is well-formed.
  func valueRange(of name: String, in tag: Range<Int>) -> Range<Int>? {
    var position = tag.lowerBound
    let end = tag.upperBound
    func skip(while condition: (UInt8) -> Bool) {
      while position < end, condition(text[position]) { position += 1 }
    }
    skip { !isSpace($0) && $0 != UInt8(ascii: ">") }
    while true {
      skip(while: isSpace)
      let start = position
      skip { !isSpace($0) && $0 != UInt8(ascii: "=") && $0 != UInt8(ascii: ">") && $0 != UInt8(ascii: "/") }
      guard start < position else { return nil }
      let found = text[start..<position]
      skip { isSpace($0) || $0 == UInt8(ascii: "=") }
      guard position < end else { return nil }
      let quote = text[position]
      position += 1
      let value = position
      skip { $0 != quote }
      if found.elementsEqual(name.utf8) { return value..<position }
      position += 1
    }
  }
}

private func isSpace(_ byte: UInt8) -> Bool {
  byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
}
