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
  public init(limits: XMLLimits = XMLLimits(), vocabulary: XMLVocabulary = .empty) {
    _ = XMLParser.isInitialized
    self.limits = limits
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
  /// - Throws: ``XMLError`` with the place of the first fault.
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
    let document = unsafe builder.pointee.finish(source: bytes)
    if isWellFormed, unsafe builder.pointee.error == nil, let document { return document }
    xmlResetLastError()
    let error = unsafe builder.pointee.error ?? XMLError(.unexpectedEnd, line: 1)
    guard let first = bytes.dropFirst(markLength).first(where: { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }) else {
      throw XMLError(.empty, line: 1)
    }
    // libxml2 calls the shortest of such documents unfinished or too long.
    guard first == UInt8(ascii: "<") || error.kind == .invalidCharacter else {
      throw XMLError(.noElement, line: error.line, column: error.column)
    }
    throw error
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
