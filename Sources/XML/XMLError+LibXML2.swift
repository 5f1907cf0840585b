internal import CLibXML2

extension XMLError.Kind {
  /// The kind of a fault that libxml2 reports by number.
  ///
  /// libxml2's own sentences are not used: they quote the document.
  init(libxml2Code code: CInt) {
    switch xmlParserErrors(rawValue: UInt32(truncatingIfNeeded: code)) {
    // Its name misleads: the parser itself tells apart what has nothing but white space.
    case XML_ERR_DOCUMENT_EMPTY: self = .noElement
    case XML_ERR_DOCUMENT_END: self = .trailingContent
    case XML_ERR_UNDECLARED_ENTITY, XML_WAR_UNDECLARED_ENTITY: self = .undefinedEntity
    case XML_ERR_INVALID_CHAR, XML_ERR_INVALID_CHARREF, XML_ERR_INVALID_ENCODING, XML_ERR_UNKNOWN_ENCODING,
      XML_ERR_UNSUPPORTED_ENCODING:
      self = .invalidCharacter
    case XML_ERR_ATTRIBUTE_REDEFINED: self = .duplicateAttribute
    case XML_ERR_TAG_NAME_MISMATCH: self = .mismatchedTag
    case XML_ERR_TAG_NOT_FINISHED, XML_ERR_ATTRIBUTE_NOT_FINISHED, XML_ERR_COMMENT_NOT_FINISHED,
      XML_ERR_CDATA_NOT_FINISHED, XML_ERR_PI_NOT_FINISHED:
      self = .unexpectedEnd
    case XML_ERR_NO_MEMORY: self = .outOfMemory
    default: self = .malformed(code: Int(code))
    }
  }
}
