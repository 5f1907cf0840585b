import Testing
import XML

struct XMLWriterTests {
  private func text(_ writer: borrowing XMLWriter) -> String { String(decoding: writer.bytes, as: UTF8.self) }

  @Test("A document is written as it was asked for")
  func document() throws {
    var writer = XMLWriter()
    writer.declaration()
    writer.open("a")
    try writer.attribute("x", "1")
    writer.attribute("n", -5)
    writer.closeStartTag()
    writer.newline()
    writer.indent(2)
    writer.open("b")
    try writer.attribute(name: "free", value: "é")
    writer.closeEmpty()
    writer.raw(Array("<c/>".utf8))
    writer.end("a")
    #expect(
      text(writer) == """
        <?xml version="1.0" encoding="UTF-8"?>
        <a x="1" n="-5">
          <b free="é"/><c/></a>
        """)
  }

  @Test("Escaping is exact")
  func escaping() throws {
    var writer = XMLWriter()
    try writer.attribute("x", "\"'<&>\t\n\r]]>")
    #expect(text(writer) == " x=\"&quot;&apos;&lt;&amp;&gt;&#9;&#10;&#13;]]&gt;\"")
  }

  @Test(
    "Characters that XML cannot carry are refused and nothing is written",
    arguments: ["\u{0}", "a\u{1}", "\u{B}", "\u{1F}z", "\u{FFFE}", "x\u{FFFF}"])
  func forbidden(value: String) {
    var writer = XMLWriter()
    #expect(throws: XMLWriterError.forbiddenCharacter) { try writer.attribute("x", value) }
    #expect(writer.bytes.isEmpty)
  }

  @Test(
    "Neighbours of the forbidden characters are written", arguments: ["\u{FFFD}", "\u{20}", "\u{7F}", "\u{10FFFF}"])
  func allowed(value: String) throws {
    var writer = XMLWriter()
    try writer.attribute("x", value)
    #expect(text(writer) == " x=\"\(value)\"")
  }

  @Test("Names that are no XML names are refused", arguments: ["", "1a", "a b", "a=", "<", "-a", "a\""])
  func names(name: String) {
    var writer = XMLWriter()
    #expect(throws: XMLWriterError.invalidName) { try writer.attribute(name: name, value: "") }
    #expect(writer.bytes.isEmpty)
  }

  @Test("What is written is read back exactly, for generated values")
  func roundTrip() throws {
    let alphabet: [Character] = [
      "a", "Z", "0", " ", "\t", "\n", "\r", "\"", "'", "<", ">", "&", "]", ";", "#", "é", "e\u{301}", "漢", "👩‍💻",
      "\u{7F}",
      "\u{85}", "\u{2028}", "\u{D7FF}", "\u{E000}", "\u{FFFD}", "\u{10FFFF}",
    ]
    var random = SystemRandomNumberGenerator()
    let parser = XMLParser()
    for _ in 0..<2_000 {
      let value = String((0..<Int.random(in: 0..<40, using: &random)).compactMap { _ in alphabet.randomElement() })
      var writer = XMLWriter()
      writer.open("a")
      try writer.attribute("x", value)
      writer.closeEmpty()
      let read = try parser.parse(writer.bytes).root.attribute("x")
      // Compared by scalars: two strings are equal to Swift when they are canonically equivalent.
      #expect(read.map { Array($0.unicodeScalars) } == Array(value.unicodeScalars))
    }
  }
}
