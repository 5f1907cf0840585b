internal import CLibXML2

/// Receives libxml2's SAX2 calls and lays the document out in flat arrays.
@safe
final class XMLDocumentBuilder {
  private let limits: XMLLimits
  private let vocabulary: XMLVocabulary
  private var knownNames = XMLNameCache()

  private var context: xmlParserCtxtPtr?
  private var sourceOffset = 0
  private var nodes: [XMLDocument.Node] = []
  private var attributes: [XMLDocument.AttributeNode] = []
  private var text: [UInt8] = []
  private var open: [Int] = []
  private var namespaceCount = 0

  /// The first fault of the document.
  private(set) var error: XMLError?

  init(limits: XMLLimits, vocabulary: XMLVocabulary) {
    self.limits = limits
    self.vocabulary = vocabulary
  }

  /// Starts a document of `size` bytes whose first `sourceOffset` bytes libxml2 does not see.
  func begin(_ context: xmlParserCtxtPtr, size: Int, sourceOffset: Int) {
    unsafe self.context = context
    self.sourceOffset = sourceOffset
    error = nil
    open.removeAll(keepingCapacity: true)
    namespaceCount = 0
    nodes = []
    attributes = []
    text = []
    // A request of update_engine has 20 attributes per element that has any; the guess is large enough for it.
    nodes.reserveCapacity(min(size / 64 + 4, 1_024))
    attributes.reserveCapacity(min(size / 16 + 4, 4_096))
    text.reserveCapacity(min(size, 65_536))
  }

  /// The document, nil when nothing was read.
  func finish(source: [UInt8]) -> XMLDocument? {
    defer {
      unsafe context = nil
      nodes = []
      attributes = []
      text = []
    }
    guard !nodes.isEmpty else { return nil }
    return XMLDocument(nodes: nodes, attributes: attributes, text: text, source: source, vocabulary: vocabulary)
  }

  /// Forgets the addresses of names: libxml2's table of names is gone.
  func forgetNames() { knownNames = XMLNameCache() }

  // MARK: - Calls of libxml2

  private func startElement(
    _ name: UnsafePointer<xmlChar>, _ prefix: UnsafePointer<xmlChar>?, namespaces: Int, attributeCount: Int,
    _ values: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?
  ) {
    namespaceCount += namespaces
    guard open.count < limits.maximumDepth else { return stop(.tooDeep) }
    guard nodes.count < limits.maximumElements else { return stop(.tooManyElements) }
    guard attributeCount <= limits.maximumAttributes, namespaceCount <= limits.maximumAttributes else {
      return stop(.tooManyAttributes)
    }
    let (symbol, range) = unsafe self.name(name, prefix)
    let firstAttribute = attributes.count
    if let values = unsafe values {
      // libxml2 gives five pointers per attribute: local name, prefix, URI, value, end of value.
      for index in 0..<attributeCount {
        let fields = unsafe values + index * 5
        guard let name = unsafe fields[0], let start = unsafe fields[3], let end = unsafe fields[4] else { continue }
        let (symbol, range) = unsafe self.name(name, fields[1])
        let value = unsafe append(UnsafeBufferPointer(start: start, count: end - start))
        attributes.append(XMLDocument.AttributeNode(name: range, symbol: symbol, value: value))
      }
    }
    open.append(nodes.count)
    nodes.append(
      XMLDocument.Node(
        name: range, symbol: symbol, hasText: false, firstAttribute: UInt32(firstAttribute),
        attributeCount: UInt32(attributes.count - firstAttribute), end: 0, startTagEnd: UInt32(startTagEnd()),
        sourceEnd: 0))
  }

  private func endElement() {
    guard let index = open.popLast() else { return }
    nodes[index].end = UInt32(nodes.count)
    nodes[index].sourceEnd = UInt32(offset())
  }

  private func characters(_ characters: UnsafeBufferPointer<xmlChar>) {
    guard let index = open.last, !nodes[index].hasText else { return }
    nodes[index].hasText = unsafe !characters.allSatisfy { [0x20, 0x0A, 0x09, 0x0D].contains($0) }
  }

  private func fail(_ reported: xmlErrorPtr) {
    // Namespace faults and warnings do not make a document malformed; clients' documents are read all the same.
    let level = unsafe reported.pointee.level
    let isNamespaceFault = unsafe reported.pointee.domain == CInt(XML_FROM_NAMESPACE.rawValue)
    guard error == nil, level == XML_ERR_FATAL || (level == XML_ERR_ERROR && !isNamespaceFault) else { return }
    var kind = unsafe XMLError.Kind(libxml2Code: reported.pointee.code)
    switch kind {
    case .malformed, .trailingContent: if isInsideAtEnd() { kind = .unexpectedEnd }
    default: break
    }
    let line = unsafe Int(reported.pointee.line)
    let column = unsafe Int(reported.pointee.int2)
    error = XMLError(kind, line: max(line, 1), column: max(column, 0))
  }

  private func stop(_ kind: XMLError.Kind) {
    if error == nil {
      let input = unsafe context?.pointee.input?.pointee
      error = unsafe XMLError(kind, line: Int(input?.line ?? 1), column: Int(input?.col ?? 0))
    }
    unsafe xmlStopParser(context)
  }

  // MARK: - Names, text and places

  private func name(
    _ name: UnsafePointer<xmlChar>, _ prefix: UnsafePointer<xmlChar>?
  ) -> (symbol: UInt16, range: XMLDocument.TextRange) {
    guard let prefix = unsafe prefix else {
      if let symbol = unsafe knownNames[name] { return (symbol, XMLDocument.TextRange(start: 0, count: 0)) }
      let local = unsafe append(UnsafeBufferPointer(start: name, count: Int(xmlStrlen(name))))
      guard let symbol = unsafe vocabulary.symbols[String(cString: name)] else { return (0, local) }
      unsafe knownNames[name] = symbol
      return (symbol, local)
    }
    let start = unsafe append(UnsafeBufferPointer(start: prefix, count: Int(xmlStrlen(prefix))))
    text.append(UInt8(ascii: ":"))
    let local = unsafe append(UnsafeBufferPointer(start: name, count: Int(xmlStrlen(name))))
    return (0, XMLDocument.TextRange(start: start.start, count: start.count + 1 + local.count))
  }

  private func append(_ bytes: UnsafeBufferPointer<xmlChar>) -> XMLDocument.TextRange {
    let range = XMLDocument.TextRange(start: UInt32(text.count), count: UInt32(bytes.count))
    unsafe text.append(contentsOf: bytes)
    return range
  }

  /// Bytes of the source that libxml2 has read.
  private func offset() -> Int {
    guard let input = unsafe context?.pointee.input else { return 0 }
    return unsafe sourceOffset + Int(input.pointee.consumed) + (input.pointee.cur - input.pointee.base)
  }

  /// Whether everything has been read and the root element is still open: libxml2 has no number for that.
  private func isInsideAtEnd() -> Bool {
    guard let input = unsafe context?.pointee.input else { return false }
    return unsafe input.pointee.cur >= input.pointee.end && (!open.isEmpty || nodes.isEmpty)
  }

  /// The end of the start tag that is being read: libxml2 reports an element before it has read its ">" or "/>".
  private func startTagEnd() -> Int {
    let isEmptyElement = unsafe context?.pointee.input?.pointee.cur.pointee == UInt8(ascii: "/")
    return offset() + (isEmptyElement ? 2 : 1)
  }
}

extension XMLDocumentBuilder {
  /// The calls that the builder wants; all others stay empty, so nothing else is ever built, fetched or printed.
  static var handlers: xmlSAXHandler {
    var handlers = unsafe xmlSAXHandler()
    unsafe handlers.initialized = UInt32(XML_SAX2_MAGIC)
    unsafe handlers.internalSubset = { user, _, _, _ in unsafe XMLDocumentBuilder.of(user)?.stop(.doctype) }
    unsafe handlers.startElementNs = { user, name, prefix, _, namespaces, _, attributeCount, _, attributes in
      guard let name = unsafe name else { return }
      unsafe XMLDocumentBuilder.of(user)?.startElement(
        name, prefix, namespaces: Int(namespaces), attributeCount: Int(attributeCount), attributes)
    }
    unsafe handlers.endElementNs = { user, _, _, _ in unsafe XMLDocumentBuilder.of(user)?.endElement() }
    let characters: charactersSAXFunc = { user, characters, count in
      unsafe XMLDocumentBuilder.of(user)?.characters(UnsafeBufferPointer(start: characters, count: Int(count)))
    }
    unsafe handlers.characters = unsafe characters
    unsafe handlers.ignorableWhitespace = unsafe characters
    unsafe handlers.cdataBlock = unsafe characters
    unsafe handlers.serror = { user, reported in
      guard let reported = unsafe reported else { return }
      unsafe XMLDocumentBuilder.of(user)?.fail(reported)
    }
    return unsafe handlers
  }

  /// The builder behind the pointer that was given to libxml2; the parser owns both, so it is alive.
  private static func of(_ user: UnsafeMutableRawPointer?) -> XMLDocumentBuilder? {
    guard let user = unsafe user else { return nil }
    return unsafe Unmanaged<XMLDocumentBuilder>.fromOpaque(user).takeUnretainedValue()
  }
}
