package import XML

/// Collects what is wrong in one file, so that everything can be told at once.
package struct Diagnostics {
  let file: String
  package private(set) var errors: [CatalogError] = []

  init(file: String) { self.file = file }

  mutating func add(_ message: String, line: Int = 0) {
    errors.append(CatalogError(file: file, line: line, message: message))
  }

  /// Adds the error that ended the reading of the file.
  package mutating func add(_ error: XMLError) {
    add(error.column > 0 ? "\(error.reason), column \(error.column)" : error.reason, line: error.line)
  }

  /// Adds an error of another file that this one names.
  mutating func add(_ error: CatalogError) { errors.append(error) }

  /// - Parameter remedy: What makes it right; see ``CatalogError/fault``.
  mutating func add(_ message: String, remedy: String? = nil, at element: XMLElement) {
    errors.append(
      CatalogError(file: file, line: element.line, message: message, remedy: remedy, isPassing: false))
  }

  mutating func unexpected(_ attribute: XMLAttribute, of element: XMLElement) {
    add("attribute \(attribute.name.quoted) of <\(element.name.escaped)> is unknown", at: element)
  }

  mutating func unexpected(_ child: XMLElement, in element: XMLElement) {
    add("<\(child.name.escaped)> does not belong in <\(element.name.escaped)>", at: child)
  }

  mutating func missing(_ attribute: String, of element: XMLElement) {
    add("<\(element.name.escaped)> has no \(attribute)", at: element)
  }

  /// Reports text where only elements belong.
  mutating func refuseText(in element: XMLElement) {
    if element.hasText { add("<\(element.name.escaped)> has text, which means nothing there", at: element) }
  }

  /// Reports anything inside an element that is to be empty.
  mutating func refuseContent(of element: XMLElement) {
    refuseText(in: element)
    for child in element.children { unexpected(child, in: element) }
  }
}
