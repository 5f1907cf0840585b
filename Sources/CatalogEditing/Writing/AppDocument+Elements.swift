internal import Catalog
internal import XML

/// Inserting, moving and removing elements. Every one of these makes the elements of the text before it invalid.
extension AppDocument {
  /// The root element of the text.
  func rootElement() throws(XMLError) -> XMLElement { try XMLParser().parse(text).root }

  /// Inserts an element into another: behind `sibling` and its comment, or as the first child.
  mutating func insert(_ new: NewElement, into parent: XMLElement, after sibling: XMLElement?) throws(any Error) {
    let step = step(of: try rootElement())
    let inner = childIndent(of: parent, step: step)
    let bytes = try new.text(indent: inner, step: step, lineBreak: lineBreak)
    let tag = parent.startTagRange
    if let sibling {
      let range = sibling.sourceRange
      if leadingSpace(before: range.lowerBound) == nil, case .more = tail(behind: range.upperBound) {
        // Whoever writes them on one line wants them there.
        text.insert(contentsOf: bytes, at: range.upperBound)
      } else {
        text.insert(contentsOf: lineBreak + inner + bytes, at: insertionPoint(behind: range.upperBound))
      }
    } else if text[tag.upperBound - 2] == UInt8(ascii: "/") {
      // <channel name="stable"/> becomes a start tag and an end tag.
      var end = tag.upperBound - 2
      while isSpace(text[end - 1]) { end -= 1 }
      let opening: [UInt8] = [UInt8(ascii: ">")] + lineBreak + inner
      let closing: [UInt8] = lineBreak + indent(of: parent) + Array("</\(parent.name)>".utf8)
      text.replaceSubrange(end..<tag.upperBound, with: opening + bytes + closing)
    } else {
      let rest = text[tag.upperBound...].first { !isBlank($0) }
      let isOpen = rest == UInt8(ascii: "\n") || rest == UInt8(ascii: "\r")
      let closing = isOpen ? [] : lineBreak + indent(of: parent)
      text.insert(contentsOf: lineBreak + inner + bytes + closing, at: tag.upperBound)
    }
  }

  /// Inserts an element before another and the comments right above that.
  mutating func insert(_ new: NewElement, into parent: XMLElement, before sibling: XMLElement) throws(any Error) {
    let step = step(of: try rootElement())
    let inner = childIndent(of: parent, step: step)
    let bytes = try new.text(indent: inner, step: step, lineBreak: lineBreak)
    let start = sibling.sourceRange.lowerBound
    if let indent = leadingSpace(before: start) {
      text.insert(contentsOf: indent + bytes + lineBreak, at: commentStart(above: lineStart(of: start)))
    } else {
      text.insert(contentsOf: bytes, at: start)
    }
  }

  /// Inserts an element behind the last one that does not come later in the order of the elements of its parent.
  mutating func insert<Element: CaseIterable & RawRepresentable<String>>(
    _ new: NewElement, into parent: XMLElement, order: Element.Type
  ) throws(any Error) {
    let names = order.allCases.map(\.rawValue)
    func rank(_ name: String) -> Int { names.firstIndex(of: name) ?? names.count }
    var sibling: XMLElement?
    for child in parent.children where rank(child.name) <= rank(new.name) { sibling = child }
    try insert(new, into: parent, after: sibling)
  }

  /// Puts an element and the comments right above it before a sibling of it.
  mutating func move(_ element: XMLElement, before sibling: XMLElement) {
    guard let lines = lines(of: element), let place = self.lines(of: sibling) else {
      let bytes = Array(text[element.sourceRange])
      let target = sibling.sourceRange.lowerBound
      // From the back, so that the place that comes first stays true.
      if target < element.sourceRange.lowerBound {
        text.removeSubrange(element.sourceRange)
        text.insert(contentsOf: bytes, at: target)
      } else {
        text.insert(contentsOf: bytes, at: target)
        text.removeSubrange(element.sourceRange)
      }
      return
    }
    let block = commentStart(above: lines.lowerBound)..<lines.upperBound
    let target = commentStart(above: place.lowerBound)
    guard !block.contains(target) else { return }
    let bytes = Array(text[block])
    if target < block.lowerBound {
      text.removeSubrange(block)
      text.insert(contentsOf: bytes, at: target)
    } else {
      text.insert(contentsOf: bytes, at: target)
      text.removeSubrange(block)
    }
  }

  /// Removes an element with its lines and with a comment that stands behind it on the last one. A parent that has nothing
  /// else is closed: `<group …/>`.
  mutating func remove(_ element: XMLElement, of parent: XMLElement, isRoot: Bool = false) {
    let range = element.sourceRange
    var removed = range
    if let lines = lines(of: element) {
      removed = lines
      // Of two empty lines around it one is left.
      if lines.lowerBound > 0, isBlankLine(at: lineStart(of: lines.lowerBound - 1)), isBlankLine(at: lines.upperBound),
        let end = text[lines.upperBound...].firstIndex(of: UInt8(ascii: "\n"))
      {
        removed = lines.lowerBound..<end + 1
      }
    } else if leadingSpace(before: range.lowerBound) != nil {
      var end = range.upperBound
      while end < text.count, isBlank(text[end]) { end += 1 }
      removed = range.lowerBound..<end
    } else {
      var start = range.lowerBound
      while start > 0, isBlank(text[start - 1]) { start -= 1 }
      var end = range.upperBound
      if case .end(let line) = tail(behind: end) { end = line }
      removed = start..<end
    }
    text.removeSubrange(removed)
    if !isRoot { close(parent, endingAt: parent.sourceRange.upperBound - removed.count) }
  }

  /// Makes a start tag and an end tag with nothing between them one tag.
  private mutating func close(_ parent: XMLElement, endingAt end: Int) {
    let tagEnd = parent.startTagRange.upperBound
    guard tagEnd < end, let endTag = text[tagEnd..<end].lastIndex(of: UInt8(ascii: "<")),
      text[tagEnd..<endTag].allSatisfy(isSpace)
    else { return }
    var start = tagEnd - 1
    while isSpace(text[start - 1]) { start -= 1 }
    text.replaceSubrange(start..<end, with: "/>".utf8)
  }
}
