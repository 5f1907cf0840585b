internal import CLibXML2

/// Parses whole documents with libxml2's SAX2 push parser.
///
/// What it accepts is a small, safe part of XML: UTF-8 only, whatever the declaration says, no document type
/// declaration, no entity beyond the five predefined ones, nothing fetched from anywhere, and ``XMLLimits``.
///
/// One parser serves one thread at a time and is meant to be reused: libxml2 keeps its table of names between
/// documents, and the names of a vocabulary are then recognised by their address. Parsers of several threads share
/// nothing.
@safe
public final class XMLParser {
  private let limits: XMLLimits
  private let vocabulary: XMLVocabulary
  private let namesAnything: Bool
  /// libxml2 keeps the address.
  private let builder: UnsafeMutablePointer<XMLDocumentBuilder>
  private var context: xmlParserCtxtPtr?

  /// Names that libxml2 keeps before its table is thrown away, so that unknown names cannot fill the memory.
  private static let maximumKeptNames = 4_096

  /// Bytes of such names that libxml2 keeps, for the same reason: at ten megabytes it refuses every name that it has not seen,
  /// for ever.
  private static let maximumKeptNameBytes = 1 << 18

  /// libxml2's own tables are set up once for the process, before the first parser (xmlInitParser).
  private static let isInitialized: Bool = {
    xmlInitParser()
    return true
  }()

  /// A parser that refuses documents beyond `limits` and gives names in `vocabulary` their symbols.
  ///
  /// - Parameter namesAnything: Whether an error may name any element and attribute, for documents of the reader's own; otherwise
  ///   only those in the vocabulary. A name that is told has nothing but ASCII letters, digits, `_`, `-`, `.` and `:`.
  public init(limits: XMLLimits = XMLLimits(), vocabulary: XMLVocabulary = .empty, namesAnything: Bool = false) {
    _ = XMLParser.isInitialized
    self.limits = limits
    self.vocabulary = vocabulary
    self.namesAnything = namesAnything
    unsafe builder = .allocate(capacity: 1)
    unsafe builder.initialize(to: XMLDocumentBuilder(limits: limits, vocabulary: vocabulary))
  }

  deinit {
    unsafe xmlFreeParserCtxt(context)
    unsafe builder.deinitialize(count: 1)
    unsafe builder.deallocate()
  }

  /// Parses one document.
  ///
  /// - Parameter bytes: The whole document; a UTF-8 byte order mark is skipped.
  /// - Throws: ``XMLError`` with the location of the first fault.
  public func parse(_ bytes: [UInt8]) throws(XMLError) -> XMLDocument {
    guard bytes.count <= limits.maximumSize, bytes.count < Int32.max else { throw XMLError(.tooLarge, line: 1) }
    try checkAttributeCount(bytes)
    let context = try unsafe readyContext()
    let markLength = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    unsafe builder.pointee.begin(context, sourceOffset: markLength)
    unsafe bytes.withUnsafeBytes { buffer in
      let document = unsafe UnsafeRawBufferPointer(rebasing: buffer[markLength...])
      // One byte less than everything first would only cost; the push parser is fastest when it gets all at once.
      _ = unsafe xmlParseChunk(
        context, document.baseAddress?.assumingMemoryBound(to: CChar.self), CInt(document.count), 1)
    }
    let isWellFormed = unsafe context.pointee.wellFormed == 1
    let fault = unsafe builder.pointee.fault
    let document = unsafe builder.pointee.finish(source: bytes)
    if isWellFormed, fault == nil, let document { return document }
    xmlResetLastError()
    throw error(fault, in: bytes, from: markLength)
  }

  /// Why a document is refused.
  private func error(_ fault: XMLFault?, in bytes: [UInt8], from start: Int) -> XMLError {
    guard let first = bytes[start...].firstIndex(where: { !XMLFaultScan.isSpace($0) }) else {
      return XMLError(.empty, line: 1)
    }
    if XMLParser.isUTF16(bytes) { return XMLError(.utf16, line: 1) }
    // libxml2 calls the shortest of such documents unfinished or too long.
    guard bytes[first] == UInt8(ascii: "<") else {
      let (line, column) = XMLFault.location(of: first, in: bytes)
      return XMLError(.noElement, line: line, column: column)
    }
    guard let fault else { return XMLError(.unexpectedEnd, line: 1) }
    return fault.error(in: bytes) { namesAnything || vocabulary.names.contains($0) }
  }

  /// Whether a document begins as one in UTF-16 does: with a byte order mark, or with a `<` and another character of ASCII.
  private static func isUTF16(_ bytes: [UInt8]) -> Bool {
    guard bytes.count >= 4 else { return false }
    switch (bytes[0], bytes[1], bytes[2], bytes[3]) {
    case (0xFF, 0xFE, _, _), (0xFE, 0xFF, _, _): return true
    case (0x3C, 0, 1..., 0), (0, 0x3C, 0, 1...): return true
    default: return false
    }
  }

  /// Finds start tags with too many attributes before libxml2 does, which takes time quadratic in their number.
  ///
  /// A start tag runs from a "<" to the first ">" outside of quotation marks, no value has a "<", and every attribute
  /// has one "=" outside of them. Comments, CDATA sections and processing instructions have none of that, and end where libxml2
  /// ends them, too: what it takes for a start tag is never passed over here. Small documents are not worth the pass.
  private func checkAttributeCount(_ bytes: [UInt8]) throws(XMLError) {
    guard bytes.count > 16_384 else { return }
    var passage: XMLPassage?
    var isInTag = false
    var quote: UInt8?
    var equals = 0
    var line = 1
    for (index, byte) in bytes.enumerated() {
      if byte == UInt8(ascii: "\n") { line += 1 }
      if let open = passage {
        if byte == UInt8(ascii: ">"), open.ends(bytes, at: index) { passage = nil }
      } else if byte == UInt8(ascii: "<") {
        passage = XMLPassage(bytes, at: index)
        (isInTag, quote, equals) = (passage == nil, nil, 0)
      } else if let open = quote {
        if byte == open { quote = nil }
      } else if isInTag {
        switch byte {
        case UInt8(ascii: ">"): isInTag = false
        case UInt8(ascii: "\""), UInt8(ascii: "'"): quote = byte
        case UInt8(ascii: "="):
          equals += 1
          if equals > limits.maximumAttributes { throw XMLError(.tooManyAttributes, line: line) }
        default: break
        }
      }
    }
  }

  /// The libxml2 parser, new or ready for the next document.
  private func readyContext() throws(XMLError) -> xmlParserCtxtPtr {
    if let used = unsafe context,
      unsafe xmlDictSize(used.pointee.dict) > CInt(XMLParser.maximumKeptNames)
        || xmlDictGetUsage(used.pointee.dict) > XMLParser.maximumKeptNameBytes
    {
      unsafe xmlFreeParserCtxt(used)
      unsafe context = nil
      unsafe builder.pointee.forgetNames()
    }
    if unsafe context == nil {
      var handlers = unsafe XMLDocumentBuilder.handlers
      let created = unsafe xmlCreatePushParserCtxt(
        &handlers, builder, nil, 0, nil)
      guard let created = unsafe created else { throw XMLError(.outOfMemory, line: 1) }
      // NOENT: without it libxml2 hands "&amp;" in an attribute on as "&#38;". There is no entity to expand beyond the
      // five: a document type declaration ends the parse. IGNORE_ENC: the bytes are UTF-8 or the document is refused.
      let options = XML_PARSE_NOENT.rawValue | XML_PARSE_NONET.rawValue | XML_PARSE_IGNORE_ENC.rawValue
      _ = unsafe xmlCtxtUseOptions(created, CInt(options))
      unsafe context = created
    }
    guard let ready = unsafe context, unsafe xmlCtxtResetPush(ready, nil, 0, nil, nil) == 0 else {
      throw XMLError(.outOfMemory, line: 1)
    }
    return unsafe ready
  }
}
