internal import Catalog
internal import XML

/// An element that is to be written into an `app.xml`.
struct NewElement {
  let name: String
  let attributes: [(name: String, value: String)]
  let children: [NewElement]

  /// An element; attributes without a value are left out.
  init(_ name: String, _ attributes: KeyValuePairs<String, String?> = [:], children: [NewElement] = []) {
    self.init(name, attributes.compactMap { name, value in value.map { (name, $0) } }, children: children)
  }

  /// An element of a channel or a group.
  init(_ element: some RawRepresentable<String>, _ attributes: ElementAttributes) {
    self.init(element.rawValue, attributes)
  }

  init(_ name: String, _ attributes: [(name: String, value: String)], children: [NewElement] = []) {
    self.name = name
    self.attributes = attributes
    self.children = children
  }

  /// The element's text, its children on lines of their own.
  ///
  /// - Parameters:
  ///   - indent: The white space before the element itself, which is not written.
  ///   - step: What a child's line has more.
  func text(indent: [UInt8], step: [UInt8], lineBreak: [UInt8]) throws(XMLWriterError) -> [UInt8] {
    var writer = XMLWriter()
    writer.raw(Array("<\(name)".utf8))
    for (name, value) in attributes { try writer.attribute(name: name, value: value) }
    guard !children.isEmpty else {
      writer.closeEmpty()
      return writer.bytes
    }
    writer.closeStartTag()
    for child in children {
      writer.raw(lineBreak + indent + step)
      writer.raw(try child.text(indent: indent + step, step: step, lineBreak: lineBreak))
    }
    writer.raw(lineBreak + indent + Array("</\(name)>".utf8))
    return writer.bytes
  }
}
