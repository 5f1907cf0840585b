internal import Catalog
internal import XML

/// How a person laid the text out: lines, indentation, and the comments that belong to an element.
extension AppDocument {
  /// The line break that the file uses.
  var lineBreak: [UInt8] {
    if let first = text.firstIndex(of: UInt8(ascii: "\n")), first > 0, text[first - 1] == UInt8(ascii: "\r") {
      return Array("\r\n".utf8)
    }
    return Array("\n".utf8)
  }

  /// One level of indentation: what the first child of the root that starts a line has more than the root, else two spaces.
  func step(of root: XMLElement) -> [UInt8] {
    let outer = indent(of: root)
    for child in root.children {
      guard let inner = leadingSpace(before: child.startTagRange.lowerBound) else { continue }
      if inner.starts(with: outer), inner.count > outer.count { return Array(inner.dropFirst(outer.count)) }
    }
    return Array("  ".utf8)
  }

  /// The white space before the children of an element: that of its first child that starts a line, else one step more
  /// than its own.
  func childIndent(of parent: XMLElement, step: [UInt8]) -> [UInt8] {
    for child in parent.children {
      if let indent = leadingSpace(before: child.startTagRange.lowerBound) { return indent }
    }
    return indent(of: parent) + step
  }

  /// The white space that an element's line begins with; empty when the element does not start a line.
  func indent(of element: XMLElement) -> [UInt8] {
    leadingSpace(before: element.startTagRange.lowerBound) ?? []
  }

  /// The white space between the begin of the line and a position; nil when there is more than that.
  func leadingSpace(before position: Int) -> [UInt8]? {
    let start = lineStart(of: position)
    return text[start..<position].allSatisfy(isBlank) ? Array(text[start..<position]) : nil
  }

  func lineStart(of position: Int) -> Int {
    text[..<position].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
  }

  /// What stands behind an element on its last line.
  enum Tail {
    /// Nothing, or one comment that belongs to the element; then the line ends, at this position.
    case end(Int)
    /// More.
    case more
  }

  func tail(behind position: Int) -> Tail {
    var end = text[position...].firstIndex(of: UInt8(ascii: "\n")) ?? text.count
    while end > position, isSpace(text[end - 1]) { end -= 1 }
    let rest = String(decoding: text[position..<end], as: UTF8.self).drop { $0 == " " || $0 == "\t" }
    if rest.isEmpty { return .end(end) }
    let isComment = rest.hasPrefix("<!--") && rest.hasSuffix("-->") && !rest.dropFirst(4).contains("<")
    return isComment ? .end(end) : .more
  }

  /// Where something can be inserted behind an element: behind the comment that begins on its last line, if one does.
  func insertionPoint(behind position: Int) -> Int {
    if case .end(let end) = tail(behind: position) { return end }
    var start = position
    while start < text.count, isBlank(text[start]) { start += 1 }
    guard text[start...].starts(with: "<!--".utf8) else { return position }
    var end = start
    while end < text.count, !text[end...].starts(with: "-->".utf8) { end += 1 }
    guard end < text.count, case .end(let line) = tail(behind: end + 3), text[end + 3..<line].isEmpty else {
      return position
    }
    return line
  }

  /// The whole lines of an element, up to and with the line break, when it shares them with nothing but a comment behind it.
  func lines(of element: XMLElement) -> Range<Int>? {
    let range = element.sourceRange
    guard leadingSpace(before: range.lowerBound) != nil, case .end(let end) = tail(behind: range.upperBound) else {
      return nil
    }
    let next = text[end...].firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? text.count
    return lineStart(of: range.lowerBound)..<next
  }

  /// The begin of the line of the first comment that stands right above a line, without an empty line between; `start`
  /// when there is none.
  func commentStart(above start: Int) -> Int {
    var start = start
    while start > 0 {
      var end = start - 1
      if end > 0, text[end - 1] == UInt8(ascii: "\r") { end -= 1 }
      while end > 0, isBlank(text[end - 1]) { end -= 1 }
      // Between elements, only a comment ends so; within a comment there is no other "<!--" (XML 1.0 §2.5).
      guard text[..<end].suffix(3).elementsEqual("-->".utf8), let open = commentBegin(before: end),
        leadingSpace(before: open) != nil
      else { return start }
      start = lineStart(of: open)
    }
    return start
  }

  private func commentBegin(before end: Int) -> Int? {
    var position = end - 7
    while position >= 0 {
      if text[position...].starts(with: "<!--".utf8) { return position }
      position -= 1
    }
    return nil
  }

  /// Whether a line has nothing on it.
  func isBlankLine(at start: Int) -> Bool {
    guard start < text.count else { return false }
    let end = text[start...].firstIndex(of: UInt8(ascii: "\n")) ?? text.count
    return end < text.count && text[start..<end].allSatisfy(isSpace)
  }
}

/// A space or a tab.
func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

/// XML's white space.
func isSpace(_ byte: UInt8) -> Bool {
  isBlank(byte) || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
}
