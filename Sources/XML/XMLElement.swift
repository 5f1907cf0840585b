/// One element of a parsed document.
public struct XMLElement: Sendable {
  let document: XMLDocument
  let index: Int

  private var node: XMLDocument.Node { document.nodes[index] }

  init(document: XMLDocument, index: Int) {
    self.document = document
    self.index = index
  }

  /// The qualified name, `prefix:local` when there is a namespace prefix.
  public var name: String { document.name(node.symbol, node.name) }

  /// The number of the name in the parser's vocabulary, 0 when it is not there.
  public var symbol: UInt16 { node.symbol }

  /// Whether there is text other than white space directly inside, CDATA included.
  public var hasText: Bool { node.hasText }

  /// The attributes, in the order in which they stand; namespace declarations are not among them.
  public var attributes: Attributes {
    let first = Int(node.firstAttribute)
    return Attributes(document: document, position: first, end: first + Int(node.attributeCount))
  }

  /// Which of the document's attributes they are.
  package var attributeRange: Range<Int> {
    let first = Int(node.firstAttribute)
    return first..<first + Int(node.attributeCount)
  }

  /// The child elements, in order.
  public var children: Children { Children(document: document, position: index + 1, end: Int(node.end)) }

  /// The value of an attribute, nil when it is absent.
  public func attribute(_ name: StaticString) -> String? {
    attributes.first { $0.name == "\(name)" }?.value
  }

  /// The symbols of the attributes; 0 stands for every name that is not in the vocabulary.
  public var symbols: XMLSymbols { node.symbols }

  /// The length of the longest value of an attribute in UTF-8.
  public var longestValue: Int { Int(node.longestValue) }

  /// Calls `body` with the value of the attribute whose name has a symbol, in UTF-8; not at all when it is absent.
  ///
  /// The bytes are there until `body` returns. It returns nothing, because a generic function would not be compiled for the
  /// types of other modules.
  public func withUTF8(symbol: UInt16, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
    guard let attribute = document.attribute(symbol, of: index) else { return }
    unsafe document.withUTF8(attribute, body)
  }

  /// Line of the element's start tag in the source, from 1. Counted when asked for.
  public var line: Int { document.location(of: startTagRange.lowerBound).line }

  /// Column of the element's start tag in the source, from 1, in bytes. Counted when asked for.
  public var column: Int { document.location(of: startTagRange.lowerBound).column }

  /// The bytes of the start tag in the source, from `<` to `>`.
  public var startTagRange: Range<Int> {
    let end = Int(node.startTagEnd)
    // A start tag has exactly one "<": a well-formed attribute value has none.
    let start = document.source[..<end].lastIndex(of: UInt8(ascii: "<")) ?? 0
    return start..<end
  }

  /// The bytes of the whole element in the source, from the `<` of its start tag to the `>` of its end tag.
  public var sourceRange: Range<Int> { startTagRange.lowerBound..<Int(node.sourceEnd) }

  /// The attributes of an element.
  public struct Attributes: Sequence, IteratorProtocol, Sendable {
    let document: XMLDocument
    var position: Int
    let end: Int

    /// The next attribute, nil after the last.
    public mutating func next() -> XMLAttribute? {
      guard position < end else { return nil }
      defer { position += 1 }
      return XMLAttribute(document: document, index: position)
    }
  }

  /// The child elements of an element.
  public struct Children: Sequence, IteratorProtocol, Sendable {
    let document: XMLDocument
    var position: Int
    let end: Int

    /// The next child, nil after the last.
    public mutating func next() -> XMLElement? {
      guard position < end else { return nil }
      defer { position = Int(document.nodes[position].end) }
      return XMLElement(document: document, index: position)
    }
  }
}

/// One attribute of an element.
public struct XMLAttribute: Sendable {
  let document: XMLDocument
  let index: Int

  private var node: XMLDocument.AttributeNode { document.attributes[index] }

  /// The qualified name, `prefix:local` when there is a namespace prefix.
  public var name: String { document.name(node.symbol, node.name) }

  /// The number of the name in the parser's vocabulary, 0 when it is not there.
  public var symbol: UInt16 { node.symbol }

  /// The value, normalised and with its references replaced (XML 1.0 §3.3.3).
  public var value: String { document.value(node) }

  /// The length of the value in UTF-8, without making a string of it.
  public var valueLength: Int { Int(node.value.count) }
}
