/// Collects the names of rows.
struct RowNames: AttributeCoder {
  private(set) var names: [String] = []

  /// No names.
  init() {}

  /// The names of an element's rows.
  init<Element: AttributedElement>(_ type: Element.Type) { _ = of(type) }

  /// Appends the names of an element's rows and returns where they are.
  mutating func of<Element: AttributedElement>(_ type: Element.Type) -> Range<Int> {
    let start = names.count
    var element = Element()
    element.attributes(&self)
    return start..<names.count
  }

  mutating func optional<Form: AttributeForm>(_ name: StaticString, _ value: inout Form.Value?, _ form: Form) {
    append(name)
  }

  mutating func required<Form: AttributeForm>(_ name: StaticString, _ value: inout Form.Value, _ form: Form) {
    append(name)
  }

  private mutating func append(_ name: StaticString) {
    names.append(name.withUTF8Buffer { unsafe String(decoding: $0, as: UTF8.self) })
  }
}
