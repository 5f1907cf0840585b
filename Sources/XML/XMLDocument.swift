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
    /// Index after the last descendant.
    var end: UInt32
    /// Offset in the source just behind the start tag.
    var startTagEnd: UInt32
    /// Offset in the source just behind the end tag.
    var sourceEnd: UInt32
  }

  /// One attribute of the element whose range contains its index.
  struct AttributeNode {
    var name: TextRange
    var symbol: UInt16
    /// Whether the value is a range of ``XMLDocument/source`` instead.
    var isValueInSource: Bool
    var value: TextRange
  }

  /// A range of ``XMLDocument/text``.
  struct TextRange {
    var start: UInt32
    var count: UInt32
  }

  let nodes: [Node]
  let attributes: [AttributeNode]
  let text: [UInt8]
  let source: [UInt8]
  let vocabulary: XMLVocabulary

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
    symbol == 0 ? string(range, in: text) : vocabulary.names[Int(symbol) - 1]
  }

  /// The value of an attribute.
  func value(_ attribute: AttributeNode) -> String {
    // Not one call with the one or the other array: that would count a reference to it.
    attribute.isValueInSource ? string(attribute.value, in: source) : string(attribute.value, in: text)
  }

  @inline(__always)
  private func string(_ range: TextRange, in bytes: [UInt8]) -> String {
    let start = Int(range.start)
    return unsafe bytes.withUnsafeBufferPointer { bytes in
      unsafe String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<start + Int(range.count)]), as: UTF8.self)
    }
  }

  /// Line and column, both from 1, of an offset in the source; the column counts bytes.
  func place(of offset: Int) -> (line: Int, column: Int) {
    var line = 1
    var lineStart = 0
    for index in 0..<min(offset, source.count) where source[index] == UInt8(ascii: "\n") {
      line += 1
      lineStart = index + 1
    }
    return (line, offset - lineStart + 1)
  }
}
