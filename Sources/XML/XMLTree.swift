internal import CLibXML2

/// The document that is being built.
///
/// A structure, so that libxml2's calls reach it without a run-time check of exclusive access.
struct XMLTree {
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

  private var nodes: [XMLDocument.Node] = []
  private var attributes: [XMLDocument.AttributeNode] = []
  private var text: [UInt8] = []
  private var open: [Int] = []
  private var namespaceCount = 0

  init(limits: XMLLimits, vocabulary: XMLVocabulary) {
    self.limits = limits
    self.vocabulary = vocabulary
  }

  /// Starts a document of `size` bytes.
  mutating func begin(size: Int) {
    open.removeAll(keepingCapacity: true)
    namespaceCount = 0
    nodes = []
    attributes = []
    text = []
    // A request of update_engine has 20 attributes per element that has any; the guess is large enough for it.
    nodes.reserveCapacity(min(size / 64 + 4, 1_024))
    attributes.reserveCapacity(min(size / 16 + 4, 4_096))
  }

  /// The document, nil when nothing was read.
  mutating func finish(source: [UInt8]) -> XMLDocument? {
    defer {
      nodes = []
      attributes = []
      text = []
    }
    guard !nodes.isEmpty else { return nil }
    return XMLDocument(nodes: nodes, attributes: attributes, text: text, source: source, vocabulary: vocabulary)
  }

  /// Forgets the addresses of names: libxml2's table of names is gone.
  mutating func forgetNames() { knownNames = XMLNameCache() }

  /// Whether the root element has yet to begin, or to end.
  var isIncomplete: Bool { !open.isEmpty || nodes.isEmpty }

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
    if let values = unsafe values {
      // libxml2 gives five pointers per attribute: local name, prefix, URI, value, end of value.
      for index in 0..<attributeCount {
        let fields = unsafe values + index * 5
        guard let name = unsafe fields[0], let start = unsafe fields[3], let end = unsafe fields[4] else { continue }
        let (symbol, range) = unsafe self.name(name, fields[1])
        let count = unsafe end - start
        // Most values are in the source as they are; only what had references or line breaks to replace is kept.
        let offset = unsafe window.offset(of: start, count: count)
        let value =
          if let offset { XMLDocument.TextRange(start: UInt32(offset), count: UInt32(count)) } else {
            unsafe append(UnsafeBufferPointer(start: start, count: count))
          }
        attributes.append(
          XMLDocument.AttributeNode(name: range, symbol: symbol, isValueInSource: offset != nil, value: value))
      }
    }
    open.append(nodes.count)
    nodes.append(
      XMLDocument.Node(
        name: range, symbol: symbol, hasText: false, firstAttribute: UInt32(firstAttribute),
        attributeCount: UInt32(attributes.count - firstAttribute), end: 0, startTagEnd: UInt32(startTagEnd),
        sourceEnd: 0))
    return nil
  }

  /// Ends the element that was started last.
  mutating func endElement(sourceEnd: Int) {
    guard let index = open.popLast() else { return }
    nodes[index].end = UInt32(nodes.count)
    nodes[index].sourceEnd = UInt32(sourceEnd)
  }

  /// Notes whether an element has text of its own.
  mutating func characters(_ characters: UnsafeBufferPointer<xmlChar>) {
    guard let index = open.last, !nodes[index].hasText else { return }
    nodes[index].hasText = unsafe !characters.allSatisfy { $0 == 0x20 || $0 == 0x0A || $0 == 0x09 || $0 == 0x0D }
  }

  private mutating func name(
    _ name: UnsafePointer<xmlChar>, _ prefix: UnsafePointer<xmlChar>?
  ) -> (symbol: UInt16, range: XMLDocument.TextRange) {
    guard let prefix = unsafe prefix else {
      if let symbol = unsafe knownNames[name] { return (symbol, XMLDocument.TextRange(start: 0, count: 0)) }
      let bytes = unsafe UnsafeBufferPointer(start: name, count: Int(xmlStrlen(name)))
      let local = unsafe append(bytes)
      guard let symbol = unsafe vocabulary.symbol(of: bytes) else { return (0, local) }
      unsafe knownNames[name] = symbol
      return (symbol, local)
    }
    let start = unsafe append(UnsafeBufferPointer(start: prefix, count: Int(xmlStrlen(prefix))))
    text.append(UInt8(ascii: ":"))
    let local = unsafe append(UnsafeBufferPointer(start: name, count: Int(xmlStrlen(name))))
    return (0, XMLDocument.TextRange(start: start.start, count: start.count + 1 + local.count))
  }

  private mutating func append(_ bytes: UnsafeBufferPointer<xmlChar>) -> XMLDocument.TextRange {
    let range = XMLDocument.TextRange(start: UInt32(text.count), count: UInt32(bytes.count))
    unsafe text.append(contentsOf: bytes)
    return range
  }
}
