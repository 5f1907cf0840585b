extension XMLError {
  /// What is wrong with the document.
  public enum Kind: Hashable, Sendable {
    /// Nothing but white space.
    case empty
    /// Something other than an element at the beginning, such as plain text.
    case noElement
    /// UTF-16 instead of UTF-8.
    case utf16
    /// Longer than ``XMLLimits/maximumSize``.
    case tooLarge
    /// More open elements than ``XMLLimits/maximumDepth``.
    case tooDeep
    /// More elements than ``XMLLimits/maximumElements``.
    case tooManyElements
    /// More attributes in a start tag than ``XMLLimits/maximumAttributes``, or as many declarations of namespaces in the whole
    /// document.
    case tooManyAttributes
    /// A document type declaration; none is accepted.
    case doctype
    /// An XML declaration that is not the first in the document.
    case lateDeclaration
    /// An XML declaration that is not as XML 1.0 §2.8 has it.
    case declaration
    /// Bytes that are not UTF-8.
    case notUTF8
    /// A character that XML forbids, as it is or as a reference.
    case invalidCharacter
    /// A reference to an entity other than the five that XML defines.
    case undefinedEntity
    /// A reference to a character without its number or its semicolon.
    case characterReference
    /// An `&` that is no reference.
    case bareAmpersand
    /// A `<` in text, that begins no tag.
    case bareLessThan
    /// A `<` in an attribute's value.
    case lessThanInValue
    /// A quotation mark in an attribute's value, so that the value ends there, or a missing one.
    case bareQuotationMark
    /// No white space behind an attribute.
    case missingSpace
    /// An attribute without a value.
    case missingValue
    /// An attribute's value without the `=` before it.
    case missingEqualsSign
    /// An attribute's value without quotation marks.
    case unquotedValue
    /// Quotation marks as a word processor makes them.
    case typographicQuotationMarks
    /// Something other than an attribute in a start tag.
    case strayCharacter
    /// A name of an attribute that begins with a digit, a hyphen or a dot.
    case invalidName
    /// A longer name than libxml2 takes.
    case nameTooLong
    /// The same attribute twice in one start tag.
    case duplicateAttribute
    /// A start tag without the `>` at its end.
    case unfinishedStartTag
    /// An end tag with more than a name.
    case unfinishedEndTag
    /// An end tag that does not match the open element.
    case mismatchedTag
    /// An end tag where no element is open.
    case strayEndTag
    /// `<!` that begins neither a comment nor a CDATA section.
    case unknownMarkup
    /// `--` in a comment.
    case hyphensInComment
    /// A processing instruction without a name, or with something else behind the name than white space.
    case processingInstruction
    /// `]]>` in text.
    case sectionEndInText
    /// The document ends inside an element, a tag or a comment.
    case unexpectedEnd
    /// Something after the root element.
    case trailingContent
    /// Another fault, with the number that libxml2 gives it (`xmlParserErrors`).
    case malformed(code: Int)
    /// The parser has no memory.
    case outOfMemory

    /// The fault as a sentence, with what to write instead.
    var text: String {
      switch self {
      case .empty: "the document is empty"
      case .noElement: "the document does not begin with an element"
      case .utf16: "the document is UTF-16, it has to be UTF-8"
      case .tooLarge: "the document is too large"
      case .tooDeep: "elements are nested too deeply"
      case .tooManyElements: "the document has too many elements"
      case .tooManyAttributes: "an element has too many attributes"
      case .doctype: "a document type declaration is not accepted"
      case .lateDeclaration: "the XML declaration is not at the very beginning of the document"
      case .declaration: "the XML declaration is not like <?xml version=\"1.0\" encoding=\"UTF-8\"?>"
      case .notUTF8: "a character is not valid UTF-8"
      case .invalidCharacter: "a character is not allowed in XML, such as a control character"
      case .undefinedEntity: "an entity is not defined: only &amp; &lt; &gt; &quot; &apos; are"
      case .characterReference: "a character reference is not like &#65; or &#x41;"
      case .bareAmpersand: "an & is not written &amp;"
      case .bareLessThan: "a < begins no element, and is not written &lt;"
      case .lessThanInValue: "a < in a value is not written &lt;, or its closing quote is missing"
      case .bareQuotationMark: "a quote in a value is not written &quot;, or one is missing"
      case .missingSpace: "there is no space behind an attribute"
      case .missingValue: "an attribute has no value"
      case .missingEqualsSign: "there is no = between an attribute and its value"
      case .unquotedValue: "a value is not in quotation marks"
      case .typographicQuotationMarks: "a value is in typographic quotation marks, not in \" or '"
      case .strayCharacter: "a character between attributes does not belong there"
      case .invalidName: "an attribute's name begins with a digit, a hyphen or a dot"
      case .nameTooLong: "a name is too long"
      case .duplicateAttribute: "an attribute is given twice"
      case .unfinishedStartTag: "a start tag does not end with > or />"
      case .unfinishedEndTag: "an end tag is not like </NAME>"
      case .mismatchedTag: "an end tag does not match the open element"
      case .strayEndTag: "an end tag has no start tag"
      case .unknownMarkup: "a <! begins neither a comment nor a CDATA section"
      case .hyphensInComment: "a comment has -- inside"
      case .processingInstruction: "a processing instruction is not like <?NAME TEXT?>"
      case .sectionEndInText: "]]> is not written ]]&gt;"
      case .unexpectedEnd: "the document ends too early"
      case .trailingContent: "there is content after the root element"
      case .malformed(let code): "the document is not well-formed (libxml2 error \(code))"
      case .outOfMemory: "the parser is out of memory"
      }
    }
  }
}
