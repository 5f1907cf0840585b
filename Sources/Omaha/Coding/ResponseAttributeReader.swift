internal import XML

/// Reads the attributes of an element of a response: what is malformed is treated as absent.
struct ResponseAttributeReader: AttributeCoder {
  private let element: XMLElement

  private init(_ element: XMLElement) { self.element = element }

  /// The attributes of an element that have a row.
  static func read<Element: AttributedElement>(_ element: XMLElement) -> Element {
    var reader = ResponseAttributeReader(element)
    var read = Element()
    read.attributes(&reader)
    return read
  }

  /// The attributes of an element that have none, in the order of the document.
  static func kept<Element: AttributedElement>(_ element: XMLElement, besides type: Element.Type) -> [Attribute] {
    let known = RowNames(type).names
    return element.attributes.compactMap { attribute in
      known.contains(attribute.name) ? nil : Attribute(name: attribute.name, value: attribute.value)
    }
  }

  mutating func optional<Form: AttributeForm>(_ name: StaticString, _ value: inout Form.Value?, _ form: Form) {
    value = element.attribute(name).flatMap { text in
      unsafe text.utf8.span.withUnsafeBufferPointer { unsafe form.read($0) }
    }
  }

  mutating func required<Form: AttributeForm>(_ name: StaticString, _ value: inout Form.Value, _ form: Form) {
    var found: Form.Value?
    optional(name, &found, form)
    if let found { value = found }
  }
}
