/// An element of a response, as far as its attributes go.
///
/// Each attribute is one row in ``attributes(_:)``: its name, the property that holds it, and how its value is spelled. That row
/// is all that decoder and encoder know of it, and all other attributes are kept as they are.
protocol AttributedElement {
  /// An element without attributes.
  init()

  /// Goes through the attributes in the order in which they are written.
  mutating func attributes(_ coder: inout some AttributeCoder & ~Copyable)
}

/// What goes through the rows of an element: it reads values, writes them, or looks at the names only.
protocol AttributeCoder: ~Copyable {
  /// An attribute that may be absent: nil.
  mutating func optional<Form: AttributeForm>(_ name: StaticString, _ value: inout Form.Value?, _ form: Form)

  /// An attribute that is always written. Where it is absent or malformed when it is read, the value stays what it was.
  mutating func required<Form: AttributeForm>(_ name: StaticString, _ value: inout Form.Value, _ form: Form)
}
