internal import Synchronization

/// A parsed document: its elements and attributes in document order in three flat arrays.
///
/// One allocation per array, whatever the document: that is what makes a tree affordable for a request. Elements and
/// attributes are views (``XMLElement``, ``XMLAttribute``) that keep the document alive.
public final class XMLDocument: Sendable {
  /// One element; its descendants are the nodes up to ``end``.
  struct Node {
    /// The name: its place in ``XMLDocument/text`` when ``symbol`` is 0.
    var name: TextRange
    /// The symbol of the name in the vocabulary, 0 when it is not there.
    var symbol: UInt16
    /// Whether there is text other than white space directly inside.
    var hasText: Bool
    /// Index of the first attribute.
    var firstAttribute: UInt32
    /// Number of attributes.
    var attributeCount: UInt32
    /// The symbols of the attributes.
    var symbols: XMLSymbols
    /// The length of the longest value.
    var longestValue: UInt32
    /// Index after the last descendant.
    var end: UInt32
    /// Offset in the source just behind the start tag.
    var startTagEnd: UInt32
    /// Offset in the source just behind the end tag.
    var sourceEnd: UInt32
  }

  /// One attribute of the element whose range contains its index.
  package struct AttributeNode: BitwiseCopyable, Sendable {
    var name: TextRange
    /// The symbol of the name in the vocabulary, 0 when it is not there.
    package var symbol: UInt16
    /// Whether the value is a range of ``XMLDocument/source`` instead.
    package var isValueInSource: Bool
    package var value: TextRange

    init(name: TextRange, symbol: UInt16, isValueInSource: Bool, value: TextRange) {
      self.name = name
      self.symbol = symbol
      self.isValueInSource = isValueInSource
      self.value = value
    }

    /// An attribute that was not read.
    package init(symbol: UInt16, value: TextRange) {
      self.init(name: TextRange(start: 0, count: 0), symbol: symbol, isValueInSource: false, value: value)
    }
  }

  /// A range of ``XMLDocument/text``.
  package struct TextRange: BitwiseCopyable, Sendable {
    package var start: UInt32
    package var count: UInt32

    /// A range of a document, which has at most 2^31 bytes (``XMLParser/parse(_:)``).
    package init(start: Int, count: Int) {
      self.start = UInt32(truncatingIfNeeded: start)
      self.count = UInt32(truncatingIfNeeded: count)
    }
  }

  let nodes: [Node]
  /// The attributes of all elements, in document order (``XMLElement/attributeRange``).
  package let attributes: [AttributeNode]
  /// What is not in the source as it is.
  package let text: [UInt8]
  /// The bytes that were parsed.
  package let source: [UInt8]
  let vocabulary: XMLVocabulary
  /// Offsets of the lines' first bytes; empty until a place is asked for.
  private let lineStarts = Mutex<[UInt32]>([])

  /// - Precondition: `nodes` is not empty.
  init(
    nodes: [Node], attributes: [AttributeNode], text: [UInt8], source: [UInt8], vocabulary: XMLVocabulary
  ) {
    self.nodes = nodes
    self.attributes = attributes
    self.text = text
    self.source = source
    self.vocabulary = vocabulary
  }

  /// The root element.
  public var root: XMLElement { XMLElement(document: self, index: 0) }

  /// A name by its symbol, else by its range.
  func name(_ symbol: UInt16, _ range: TextRange) -> String {
    let start = Int(range.start)
    return symbol == 0
      ? String(decoding: text[start..<start + Int(range.count)], as: UTF8.self) : vocabulary.names[Int(symbol) - 1]
  }

  /// The attribute of a node whose name has a symbol.
  func attribute(_ symbol: UInt16, of node: Int) -> AttributeNode? {
    unsafe nodes.withUnsafeBufferPointer { nodes in
      guard unsafe nodes[node].symbols.contains(symbol) else { return nil }
      let first = unsafe Int(nodes[node].firstAttribute)
      let end = unsafe first + Int(nodes[node].attributeCount)
      return unsafe attributes.withUnsafeBufferPointer { attributes in
        for index in first..<end where unsafe attributes[index].symbol == symbol { return unsafe attributes[index] }
        return nil
      }
    }
  }

  /// The value of an attribute.
  func value(_ attribute: AttributeNode) -> String {
    unsafe withUTF8(attribute) { unsafe String(decoding: $0, as: UTF8.self) }
  }

  /// Calls `body` with the value of an attribute in UTF-8.
  @inline(__always)
  func withUTF8<Result>(_ attribute: AttributeNode, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    let start = Int(attribute.value.start)
    let range = start..<start + Int(attribute.value.count)
    // Not one call with the one or the other array: that would count a reference to it.
    if attribute.isValueInSource {
      return unsafe source.withUnsafeBufferPointer { unsafe body(UnsafeBufferPointer(rebasing: $0[range])) }
    }
    return unsafe text.withUnsafeBufferPointer { unsafe body(UnsafeBufferPointer(rebasing: $0[range])) }
  }

  /// Line and column, both from 1, of an offset in the source; the column counts bytes.
  func location(of offset: Int) -> (line: Int, column: Int) {
    let starts = startsOfLines()
    // The last line that starts at or before the offset.
    var low = 0
    var high = starts.count
    while low < high {
      let middle = (low + high) / 2
      if Int(starts[middle]) <= offset { low = middle + 1 } else { high = middle }
    }
    return (low, offset - Int(starts[low - 1]) + 1)
  }

  /// Where each line starts. A file of a megabyte may have a fault in each of fifty thousand elements: they are counted once.
  private func startsOfLines() -> [UInt32] {
    lineStarts.withLock { kept in
      if kept.isEmpty {
        kept = [0]
        for index in source.indices where source[index] == UInt8(ascii: "\n") { kept.append(UInt32(index + 1)) }
      }
      return kept
    }
  }
}
