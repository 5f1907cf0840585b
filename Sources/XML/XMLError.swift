/// Why a document was refused, and where.
///
/// The description never contains bytes of the document: it is written to logs and sent back to whoever sent them.
public struct XMLError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong with the document.
  public enum Kind: Hashable, Sendable {
    /// Nothing but white space.
    case empty
    /// Something other than an element at the beginning, such as plain text or UTF-16.
    case noElement
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
    /// A reference to an entity other than the five that XML defines.
    case undefinedEntity
    /// Bytes that are not UTF-8, or a character that XML forbids.
    case invalidCharacter
    /// The same attribute twice in one start tag.
    case duplicateAttribute
    /// An end tag that does not match the open element.
    case mismatchedTag
    /// The document ends inside an element, a tag or a comment.
    case unexpectedEnd
    /// Something after the root element.
    case trailingContent
    /// Another fault, with the number that libxml2 gives it (`xmlParserErrors`).
    case malformed(code: Int)
    /// The parser has no memory.
    case outOfMemory
  }

  /// What is wrong.
  public let kind: Kind

  /// Line of the fault, from 1.
  public let line: Int

  /// Column of the fault, from 1; 0 when only the line is known.
  public let column: Int

  /// An error at a place in a document.
  public init(_ kind: Kind, line: Int, column: Int = 0) {
    self.kind = kind
    self.line = line
    self.column = column
  }

  /// The fault as a sentence without the place, such as `the document ends too early`.
  public var reason: String {
    switch kind {
    case .empty: "the document is empty"
    case .noElement: "the document does not begin with an element"
    case .tooLarge: "the document is too large"
    case .tooDeep: "elements are nested too deeply"
    case .tooManyElements: "the document has too many elements"
    case .tooManyAttributes: "an element has too many attributes"
    case .doctype: "a document type declaration is not accepted"
    case .undefinedEntity: "an entity is not defined"
    case .invalidCharacter: "a character is not valid UTF-8 or not allowed in XML"
    case .duplicateAttribute: "an attribute is given twice"
    case .mismatchedTag: "an end tag does not match the open element"
    case .unexpectedEnd: "the document ends too early"
    case .trailingContent: "there is content after the root element"
    case .malformed(let code): "the document is not well-formed (libxml2 error \(code))"
    case .outOfMemory: "the parser is out of memory"
    }
  }

  /// `line L, column C: ` and the ``reason``.
  public var description: String {
    column > 0 ? "line \(line), column \(column): \(reason)" : "line \(line): \(reason)"
  }
}
