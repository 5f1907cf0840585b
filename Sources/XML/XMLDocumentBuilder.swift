internal import CLibXML2

/// Receives libxml2's SAX2 calls and lays the document out in an ``XMLTree``.
///
/// A structure at a fixed address, which libxml2 hands to every call. As a class it cost a retain, a release and a
/// run-time check of exclusive access for each: a sixth of what libxml2 itself needs for a request.
@safe
struct XMLDocumentBuilder: ~Copyable {
  private let limits: XMLLimits
  private var context: xmlParserCtxtPtr?
  private var sourceOffset = 0
  private var tree: XMLTree

  /// The first fault of the document.
  private(set) var fault: XMLFault?

  init(limits: XMLLimits, vocabulary: XMLVocabulary) {
    self.limits = limits
    tree = XMLTree(limits: limits, vocabulary: vocabulary)
  }

  /// Starts a document whose first `sourceOffset` bytes libxml2 does not see.
  mutating func begin(_ context: xmlParserCtxtPtr, sourceOffset: Int) {
    unsafe self.context = context
    self.sourceOffset = sourceOffset
    fault = nil
    tree.begin()
  }

  /// The document, nil when nothing was read.
  mutating func finish(source: [UInt8]) -> XMLDocument? {
    unsafe context = nil
    return tree.finish(source: source)
  }

  /// Forgets the addresses of names: libxml2's table of names is gone.
  mutating func forgetNames() { tree.forgetNames() }

  // MARK: - Calls of libxml2

  private mutating func startElement(
    _ name: UnsafePointer<xmlChar>, _ prefix: UnsafePointer<xmlChar>?, namespaces: Int, attributeCount: Int,
    _ values: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?
  ) {
    let fault = unsafe tree.startElement(
      name, prefix, namespaces: namespaces, attributeCount: attributeCount, values, in: window(),
      startTagEnd: startTagEnd())
    if let fault { stop(fault) }
  }

  private mutating func endElement() { tree.endElement(sourceEnd: offset()) }

  private mutating func characters(_ characters: UnsafeBufferPointer<xmlChar>) { unsafe tree.characters(characters) }

  private mutating func fail(_ reported: xmlErrorPtr) {
    // Namespace faults and warnings do not make a document malformed; clients' documents are read all the same.
    let level = unsafe reported.pointee.level
    let isNamespaceFault = unsafe reported.pointee.domain == CInt(XML_FROM_NAMESPACE.rawValue)
    guard fault == nil, level == XML_ERR_FATAL || (level == XML_ERR_ERROR && !isNamespaceFault) else { return }
    unsafe note(.reported(reported.pointee.code))
  }

  private mutating func stop(_ kind: XMLError.Kind) {
    if fault == nil { note(.refused(kind)) }
    unsafe xmlStopParser(context)
  }

  private mutating func note(_ cause: XMLFault.Cause) {
    fault = XMLFault(
      cause: cause, offset: offset(), soundEnd: max(tree.soundEnd, sourceOffset), isIncomplete: tree.isIncomplete,
      openElement: tree.openElement)
  }

  // MARK: - Places

  /// What libxml2 reads from. Taken step by step: an optional chain copies the whole context for it.
  private var input: xmlParserInputPtr? {
    guard let context = unsafe context else { return nil }
    return unsafe context.pointee.input
  }

  /// Bytes of the source that libxml2 has read.
  private func offset() -> Int {
    guard let input = unsafe input else { return 0 }
    return unsafe sourceOffset + Int(input.pointee.consumed) + (input.pointee.cur - input.pointee.base)
  }

  /// What libxml2 has of the source at the moment; nothing when that is not the source as it is.
  private func window() -> XMLTree.Window {
    guard let input = unsafe input, let start = unsafe input.pointee.base, let buffer = unsafe input.pointee.buf,
      unsafe buffer.pointee.encoder == nil
    else { return unsafe XMLTree.Window(bytes: UnsafeBufferPointer(start: nil, count: 0), offset: 0) }
    return unsafe XMLTree.Window(
      bytes: UnsafeBufferPointer(start: start, count: input.pointee.end - start),
      offset: sourceOffset + Int(input.pointee.consumed))
  }

  /// The end of the start tag that is being read: libxml2 reports an element before it has read its ">" or "/>".
  private func startTagEnd() -> Int {
    guard let input = unsafe input else { return 0 }
    let isEmptyElement = unsafe input.pointee.cur.pointee == UInt8(ascii: "/")
    return offset() + (isEmptyElement ? 2 : 1)
  }
}

extension XMLDocumentBuilder {
  /// The calls that the builder wants; all others stay empty, so nothing else is ever built, fetched or printed.
  static var handlers: xmlSAXHandler {
    var handlers = unsafe xmlSAXHandler()
    unsafe handlers.initialized = UInt32(XML_SAX2_MAGIC)
    unsafe handlers.internalSubset = { user, _, _, _ in unsafe XMLDocumentBuilder.at(user)?.pointee.stop(.doctype) }
    unsafe handlers.startElementNs = { user, name, prefix, _, namespaces, _, attributeCount, _, attributes in
      guard let name = unsafe name else { return }
      unsafe XMLDocumentBuilder.at(user)?.pointee.startElement(
        name, prefix, namespaces: Int(namespaces), attributeCount: Int(attributeCount), attributes)
    }
    unsafe handlers.endElementNs = { user, _, _, _ in unsafe XMLDocumentBuilder.at(user)?.pointee.endElement() }
    let characters: charactersSAXFunc = { user, characters, count in
      unsafe XMLDocumentBuilder.at(user)?.pointee.characters(
        UnsafeBufferPointer(start: characters, count: Int(count)))
    }
    unsafe handlers.characters = unsafe characters
    unsafe handlers.ignorableWhitespace = unsafe characters
    unsafe handlers.cdataBlock = unsafe characters
    unsafe handlers.serror = { user, reported in
      guard let reported = unsafe reported else { return }
      unsafe XMLDocumentBuilder.at(user)?.pointee.fail(reported)
    }
    return unsafe handlers
  }

  /// The builder at the address that was given to libxml2; the parser owns both, so it is alive.
  private static func at(_ user: UnsafeMutableRawPointer?) -> UnsafeMutablePointer<XMLDocumentBuilder>? {
    unsafe user?.assumingMemoryBound(to: XMLDocumentBuilder.self)
  }
}
