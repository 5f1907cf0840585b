/// Why a document was refused, and where.
///
/// The description never contains values of the document, and of its names only those that are allowed (``XMLParser``): it is
/// written to logs and sent back to whoever sent them.
public struct XMLError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong.
  public let kind: Kind

  /// Line of the fault, from 1.
  public let line: Int

  /// Column of the fault, from 1, in characters; 0 when only the line is known.
  public let column: Int

  /// The element that it is about, when it may be named.
  public let element: String?

  /// The attribute that it is about, when it may be named.
  public let attribute: String?

  /// An error at a place in a document.
  public init(_ kind: Kind, line: Int, column: Int = 0, element: String? = nil, attribute: String? = nil) {
    self.kind = kind
    self.line = line
    self.column = column
    self.element = element
    self.attribute = attribute
  }

  /// The fault as a sentence without the place, such as `an & is not written &amp; (oem of <app>)`.
  public var reason: String {
    switch (attribute, element) {
    case (let attribute?, let element?): "\(kind.text) (\(attribute) of <\(element)>)"
    case (let attribute?, nil): "\(kind.text) (attribute \(attribute))"
    case (nil, let element?): "\(kind.text) (in <\(element)>)"
    case (nil, nil): kind.text
    }
  }

  /// `line L, column C: ` and the ``reason``.
  public var description: String {
    column > 0 ? "line \(line), column \(column): \(reason)" : "line \(line): \(reason)"
  }
}
