import XML

extension XMLWriter {
  /// ` name="value"`, nothing for nil.
  mutating func attribute(_ name: StaticString, ifPresent value: String?) throws(XMLWriterError) {
    if let value { try attribute(name, value) }
  }

  /// ` name="number"`, nothing for nil.
  mutating func attribute(_ name: StaticString, ifPresent number: Int?) {
    if let number { attribute(name, Int64(number)) }
  }

  /// ` name="number"`, nothing for nil.
  mutating func attribute(_ name: StaticString, ifPresent number: Int64?) {
    if let number { attribute(name, number) }
  }

  /// ` name="number"`, nothing for nil.
  mutating func attribute(_ name: StaticString, ifPresent number: UInt64?) {
    if let number { attribute(name, number) }
  }

  /// Attributes that are kept as they were, after those of the names in `besides`.
  ///
  /// A name that occurs twice would make the document malformed, so it is refused.
  mutating func attributes(_ attributes: [Attribute], besides known: [String]) throws(XMLWriterError) {
    for (index, attribute) in attributes.enumerated() {
      guard !known.contains(attribute.name), !attributes[..<index].contains(where: { $0.name == attribute.name })
      else { throw XMLWriterError.duplicateAttribute }
      try self.attribute(name: attribute.name, value: attribute.value)
    }
  }

  /// The beginning of a start tag on a line of its own, two spaces to the right for each level.
  mutating func startLine(depth: Int, _ name: StaticString) {
    indent(2 * depth)
    open(name)
  }

  /// An end tag on a line of its own.
  mutating func endLine(depth: Int, _ name: StaticString) {
    indent(2 * depth)
    end(name)
    newline()
  }
}
