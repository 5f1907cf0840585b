internal import XML

/// Writes messages: each element on a line of its own, its attributes as their rows say.
///
/// What cannot be written is left out and remembered (``fault``).
struct MessageWriter: ~Copyable, AttributeCoder {
  private var writer: XMLWriter

  /// The first value that could not be written; nil when all could.
  private(set) var fault: XMLWriterError?

  /// Goes on where a writer has stopped.
  init(_ writer: consuming XMLWriter) { self.writer = writer }

  /// A new document.
  init() {
    writer = XMLWriter()
    writer.declaration()
  }

  /// The writer with what has been written.
  consuming func finish() -> XMLWriter { writer }

  /// The document.
  ///
  /// - Throws: ``fault``.
  consuming func document() throws(MessageError) -> [UInt8] {
    if let fault { throw MessageError(fault) }
    return writer.bytes
  }

  /// An element with what is inside, two spaces to the right for each level.
  ///
  /// - Parameters:
  ///   - kept: Attributes that no row has. They come last.
  ///   - content: Writes what is inside; nil when there is nothing.
  mutating func element<Element: AttributedElement>(
    _ name: StaticString, depth: Int, _ element: Element, kept: [Attribute] = [],
    content: ((inout MessageWriter) -> Void)? = nil
  ) {
    writer.indent(2 * depth)
    writer.open(name)
    var element = element
    element.attributes(&self)
    write(kept, besides: kept.isEmpty ? [] : RowNames(Element.self).names)
    guard let content else {
      writer.closeEmpty()
      writer.newline()
      return
    }
    writer.closeStartTag()
    writer.newline()
    content(&self)
    writer.indent(2 * depth)
    writer.end(name)
    writer.newline()
  }

  mutating func optional<Form: AttributeForm>(_ name: StaticString, _ value: inout Form.Value?, _ form: Form) {
    if let value { write(value, as: name, form) }
  }

  mutating func required<Form: AttributeForm>(_ name: StaticString, _ value: inout Form.Value, _ form: Form) {
    write(value, as: name, form)
  }

  private mutating func write<Form: AttributeForm>(_ value: Form.Value, as name: StaticString, _ form: Form) {
    do throws(XMLWriterError) { try form.write(value, as: name, to: &writer) } catch { note(error) }
  }

  /// A name that occurs twice would make the document malformed, so it is refused.
  private mutating func write(_ kept: [Attribute], besides known: [String]) {
    for (index, attribute) in kept.enumerated() {
      if known.contains(attribute.name) || kept[..<index].contains(where: { $0.name == attribute.name }) {
        note(.duplicateAttribute)
      } else {
        do throws(XMLWriterError) { try writer.attribute(name: attribute.name, value: attribute.value) } catch {
          note(error)
        }
      }
    }
  }

  private mutating func note(_ fault: XMLWriterError) { self.fault = self.fault ?? fault }
}

/// An element that has no attributes, or only such as no row has.
struct BareElement: AttributedElement {
  mutating func attributes(_ coder: inout some AttributeCoder & ~Copyable) {}
}
