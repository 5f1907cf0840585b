internal import CLibXML2

extension XMLError.Kind {
  /// The kind of a fault that libxml2 reports by number.
  ///
  /// libxml2's own sentences are not used: they quote the document.
  ///
  /// - Parameters:
  ///   - scan: The markup in which libxml2 stopped. Several numbers stand for more than one mistake.
  ///   - isIncomplete: Whether the root element has yet to begin, or to end.
  init(libxml2Code code: CInt, _ scan: XMLFaultScan, isIncomplete: Bool) {
    switch xmlParserErrors(rawValue: UInt32(truncatingIfNeeded: code)) {
    // Its name misleads: the parser itself tells apart what has nothing but white space.
    case XML_ERR_DOCUMENT_EMPTY: self = .noElement
    // What follows no root element is the beginning of one.
    case XML_ERR_DOCUMENT_END: self = isIncomplete ? .unexpectedEnd : .trailingContent
    case XML_ERR_TAG_NAME_MISMATCH: self = .mismatchedTag
    case XML_ERR_NO_MEMORY: self = .outOfMemory
    case _ where isIncomplete && scan.isAtEnd: self = .unexpectedEnd

    case XML_ERR_UNDECLARED_ENTITY, XML_WAR_UNDECLARED_ENTITY: self = .undefinedEntity
    case XML_ERR_ENTITYREF_SEMICOL_MISSING, XML_ERR_ENTITYREF_NO_NAME: self = .bareAmpersand
    case XML_ERR_INVALID_HEX_CHARREF, XML_ERR_INVALID_DEC_CHARREF, XML_ERR_INVALID_CHARREF: self = .characterReference
    case XML_ERR_INVALID_CHAR, XML_ERR_INVALID_ENCODING, XML_ERR_UNKNOWN_ENCODING, XML_ERR_UNSUPPORTED_ENCODING:
      self = scan.characterKind ?? .invalidCharacter
    // Said of content in which the parser does not get any further, which a NUL makes it do.
    case XML_ERR_INTERNAL_ERROR: self = scan.characterKind ?? scan.kind ?? .invalidCharacter

    case XML_ERR_ATTRIBUTE_REDEFINED: self = .duplicateAttribute
    case XML_ERR_LT_IN_ATTRIBUTE: self = .lessThanInValue
    case XML_ERR_MISPLACED_CDATA_END: self = .sectionEndInText
    case XML_ERR_HYPHEN_IN_COMMENT: self = .hyphensInComment
    case XML_ERR_NAME_TOO_LONG: self = .nameTooLong
    case XML_ERR_TAG_NOT_FINISHED, XML_ERR_ATTRIBUTE_NOT_FINISHED, XML_ERR_COMMENT_NOT_FINISHED,
      XML_ERR_CDATA_NOT_FINISHED, XML_ERR_PI_NOT_FINISHED:
      self = scan.characterKind ?? .unexpectedEnd

    case XML_ERR_RESERVED_XML_NAME: self = scan.isFirst ? .declaration : .lateDeclaration
    case XML_ERR_PI_NOT_STARTED: self = .processingInstruction
    case XML_ERR_XMLDECL_NOT_STARTED, XML_ERR_XMLDECL_NOT_FINISHED, XML_ERR_VERSION_MISSING, XML_ERR_UNKNOWN_VERSION,
      XML_ERR_STANDALONE_VALUE, XML_ERR_ENCODING_NAME, XML_ERR_STRING_NOT_STARTED, XML_ERR_STRING_NOT_CLOSED,
      XML_ERR_EQUAL_REQUIRED:
      self = .declaration

    // Among them those for a space, a name, a ">" or a value that is missing: see where.
    default: self = scan.kind ?? .malformed(code: Int(code))
    }
  }
}
