internal import CLibXML2

/// The document that is being built.
///
/// A structure, so that libxml2's calls reach it without a run-time check of exclusive access.
struct XMLTree: ~Copyable {
  /// A part of the source in libxml2's hands, and where in the source it begins.
  @safe
  struct Window {
    let bytes: UnsafeBufferPointer<UInt8>
    let offset: Int

    /// The offset in the source of bytes that libxml2 gives; nil when it had to change them and they are elsewhere.
    @inline(__always)
    func offset(of start: UnsafePointer<UInt8>, count: Int) -> Int? {
      guard let base = unsafe bytes.baseAddress else { return nil }
      let distance = Int(bitPattern: start) - Int(bitPattern: base)
      return unsafe distance >= 0 && distance + count <= bytes.count ? offset + distance : nil
    }
  }

  private let limits: XMLLimits
  private let vocabulary: XMLVocabulary
  private var knownNames = XMLNameCache()

  private var nodes = GrowingBuffer<XMLDocument.Node>(capacity: 32)
  private var attributes = GrowingBuffer<XMLDocument.AttributeNode>(capacity: 128)
  private var open = GrowingBuffer<Int>(capacity: 32)
  private var text: [UInt8] = []
  private var namespaceCount = 0

  init(limits: XMLLimits, vocabulary: XMLVocabulary) {
    self.limits = limits
    self.vocabulary = vocabulary
  }

  /// Starts a document.
  mutating func begin() {
    // The memory for a usual request is kept, that for a hostile one is not.
    nodes.removeAll(keeping: 256)
    attributes.removeAll(keeping: 1_024)
    open.removeAll(keeping: 32)
    text = []
    namespaceCount = 0
  }

  /// The document, nil when nothing was read.
  mutating func finish(source: [UInt8]) -> XMLDocument? {
    guard nodes.count > 0 else { return nil }
    defer { text = [] }
    return XMLDocument(
      nodes: nodes.values, attributes: attributes.values, text: text, source: source, vocabulary: vocabulary)
  }

  /// Forgets the addresses of names: libxml2's table of names is gone.
  mutating func forgetNames() { knownNames = XMLNameCache() }

  /// Whether the root element has yet to begin, or to end.
  var isIncomplete: Bool { open.count > 0 || nodes.count == 0 }

  /// The end of the last tag that was read. Looked for when a document is refused, not kept.
  var soundEnd: Int {
    var end: UInt32 = 0
    for index in 0..<nodes.count { end = max(end, nodes[index].startTagEnd, nodes[index].sourceEnd) }
    return Int(end)
  }

  /// The name of the innermost open element.
  var openElement: String? {
    guard open.count > 0 else { return nil }
    let node = nodes[open[open.count - 1]]
    guard node.symbol == 0 else { return vocabulary.names[Int(node.symbol) - 1] }
    let start = Int(node.name.start)
    return String(decoding: text[start..<start + Int(node.name.count)], as: UTF8.self)
  }

  /// Adds an element; the limit that it breaks otherwise.
  mutating func startElement(
    _ name: UnsafePointer<xmlChar>, _ prefix: UnsafePointer<xmlChar>?, namespaces: Int, attributeCount: Int,
    _ values: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?, in window: Window, startTagEnd: Int
  ) -> XMLError.Kind? {
    namespaceCount += namespaces
    guard open.count < limits.maximumDepth else { return .tooDeep }
    guard nodes.count < limits.maximumElements else { return .tooManyElements }
    guard attributeCount <= limits.maximumAttributes, namespaceCount <= limits.maximumAttributes else {
      return .tooManyAttributes
    }
    let (symbol, range) = unsafe self.name(name, prefix)
    let firstAttribute = attributes.count
    var symbols = XMLSymbols()
    var longestValue = 0
    if let values = unsafe values {
      // libxml2 gives five pointers per attribute: local name, prefix, URI, value, end of value.
      for index in 0..<attributeCount {
        let fields = unsafe values + index * 5
        guard let name = unsafe fields[0], let start = unsafe fields[3], let end = unsafe fields[4] else { continue }
        let (symbol, range) = unsafe self.name(name, fields[1])
        let count = unsafe end - start
        symbols.insert(symbol)
        longestValue = max(longestValue, count)
        // Most values are in the source as they are; only what had references or line breaks to replace is kept.
        let offset = unsafe window.offset(of: start, count: count)
        let value =
          if let offset { XMLDocument.TextRange(start: offset, count: count) } else {
            unsafe append(UnsafeBufferPointer(start: start, count: count))
          }
        attributes.append(
          XMLDocument.AttributeNode(name: range, symbol: symbol, isValueInSource: offset != nil, value: value))
      }
    }
    open.append(nodes.count)
    nodes.append(
      XMLDocument.Node(
        name: range, symbol: symbol, hasText: false, firstAttribute: UInt32(truncatingIfNeeded: firstAttribute),
        attributeCount: UInt32(truncatingIfNeeded: attributes.count - firstAttribute), symbols: symbols,
        longestValue: UInt32(truncatingIfNeeded: longestValue), end: 0,
        startTagEnd: UInt32(truncatingIfNeeded: startTagEnd), sourceEnd: 0))
    return nil
  }

  /// Ends the element that was started last.
  mutating func endElement(sourceEnd: Int) {
    guard let index = open.popLast() else { return }
    nodes[index].end = UInt32(truncatingIfNeeded: nodes.count)
    nodes[index].sourceEnd = UInt32(truncatingIfNeeded: sourceEnd)
  }

  /// Notes whether an element has text of its own.
  mutating func characters(_ characters: UnsafeBufferPointer<xmlChar>) {
    guard open.count > 0 else { return }
    let element = open[open.count - 1]
    for index in 0..<characters.count {
      switch unsafe characters[index] {
      case 0x20, 0x0A, 0x09, 0x0D: break
      default: return nodes[element].hasText = true
      }
    }
  }

  @inline(__always)
  private mutating func name(
    _ name: UnsafePointer<xmlChar>, _ prefix: UnsafePointer<xmlChar>?
  ) -> (symbol: UInt16, range: XMLDocument.TextRange) {
    if unsafe prefix == nil, let symbol = unsafe knownNames[name] {
      return (symbol, XMLDocument.TextRange(start: 0, count: 0))
    }
    return unsafe newName(name, prefix)
  }

  @inline(never)
  private mutating func newName(
    _ name: UnsafePointer<xmlChar>, _ prefix: UnsafePointer<xmlChar>?
  ) -> (symbol: UInt16, range: XMLDocument.TextRange) {
    guard let prefix = unsafe prefix else {
      let bytes = unsafe UnsafeBufferPointer(start: name, count: Int(xmlStrlen(name)))
      let local = unsafe append(bytes)
      guard let symbol = unsafe vocabulary.symbol(of: bytes) else { return (0, local) }
      unsafe knownNames[name] = symbol
      return (symbol, local)
    }
    let start = unsafe append(UnsafeBufferPointer(start: prefix, count: Int(xmlStrlen(prefix))))
    text.append(UInt8(ascii: ":"))
    let local = unsafe append(UnsafeBufferPointer(start: name, count: Int(xmlStrlen(name))))
    return (0, XMLDocument.TextRange(start: Int(start.start), count: Int(start.count + 1 + local.count)))
  }

  private mutating func append(_ bytes: UnsafeBufferPointer<xmlChar>) -> XMLDocument.TextRange {
    let range = XMLDocument.TextRange(start: text.count, count: bytes.count)
    unsafe text.append(contentsOf: bytes)
    return range
  }
}
