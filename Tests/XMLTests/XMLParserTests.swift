import Glibc
import Testing
import XML

struct XMLParserTests {
  private func parse(_ text: String, limits: XMLLimits = XMLLimits()) throws(XMLError) -> XMLDocument {
    try XMLParser(limits: limits).parse(Array(text.utf8))
  }

  private func error(_ text: String, limits: XMLLimits = XMLLimits()) -> XMLError? {
    do {
      _ = try parse(text, limits: limits)
      return nil
    } catch { return error }
  }

  @Test("Elements and attributes come in document order")
  func structure() throws {
    let root = try parse("<a x='1' y=\"2\"><b/><c z='3'><d/></c><b k='v'/></a>").root
    #expect(root.name == "a")
    #expect(root.attributes.map { "\($0.name)=\($0.value)" } == ["x=1", "y=2"])
    #expect(root.children.map(\.name) == ["b", "c", "b"])
    let second = try #require(root.children.dropFirst().first { _ in true })
    #expect(second.attribute("z") == "3")
    #expect(second.attribute("absent") == nil)
    #expect(second.children.map(\.name) == ["d"])
    #expect(root.children.map { $0.attributes.map(\.value) } == [[], ["3"], ["v"]])
  }

  @Test("References in attribute values are replaced, and nothing else is")
  func references() throws {
    let root = try parse("<a x='&amp;&lt;&gt;&quot;&apos;&#65;&#x42;&#10;&#9;&#13; \n\t&#38;amp;é'/>").root
    #expect(root.attribute("x") == "&<>\"'AB\n\t\r   &amp;é")
  }

  @Test(
    "Values that stay as they stand and values that do not are told apart, wherever they are",
    arguments: ["", "\u{FEFF}"])
  func values(mark: String) throws {
    // What is written, and what it means (XML 1.0 §3.3.3). libxml2 gives the plain ones as places in its own buffer, which
    // it shrinks several times in a document of this size.
    let pairs = [
      ("", ""), ("plain", "plain"), ("&lt;", "<"), ("a&amp;b", "a&b"), ("tab\there", "tab here"), ("é", "é"),
      ("x", "x"),
      ("line\r\nend", "line end"), ("&#x1F600;", "😀"),
      (String(repeating: "long ", count: 40), String(repeating: "long ", count: 40)),
      ("'", "'"), ("&#233;", "é"), ("1", "1"), ("日本", "日本"), ("end&#9;", "end\t"),
    ]
    var text = mark + "<all>\n"
    for index in 0..<2_000 {
      let (one, other) = (pairs[index % pairs.count].0, pairs[(index * 7 + index / 15) % pairs.count].0)
      text += "  <!-- \(index) é --><e a=\"\(one)\" ü=\"\(index)\" x:b=\"\(other)\"> text </e>\n"
    }
    let parser = XMLParser(vocabulary: XMLVocabulary(["a", "e"]))
    for _ in 0..<2 {
      var index = 0
      for element in try parser.parse(Array((text + "</all>").utf8)).root.children {
        let values = element.attributes.map(\.value)
        let (one, other) = (pairs[index % pairs.count].1, pairs[(index * 7 + index / 15) % pairs.count].1)
        #expect(values == [one, "\(index)", other])
        #expect(element.attributes.map(\.valueLength) == values.map(\.utf8.count))
        index += 1
      }
      #expect(index == 2_000)
    }
  }

  @Test("The names of a vocabulary have their symbols, also in the parser's later documents")
  func symbols() throws {
    let parser = XMLParser(vocabulary: XMLVocabulary(["request", "app", "appid"]))
    for _ in 0..<3 {
      let root = try parser.parse(Array("<request other='1' appid='2'><app/><os/></request>".utf8)).root
      #expect(root.symbol == 1)
      #expect(root.name == "request")
      #expect(root.attributes.map(\.symbol) == [0, 3])
      #expect(root.attributes.map(\.name) == ["other", "appid"])
      #expect(root.children.map(\.symbol) == [2, 0])
      #expect(root.children.map(\.name) == ["app", "os"])
    }
  }

  @Test("A prefixed name keeps its prefix and is not the unprefixed one; namespace declarations are no attributes")
  func namespaces() throws {
    let parser = XMLParser(vocabulary: XMLVocabulary(["request"]))
    let root = try parser.parse(Array("<o:request xmlns:o='urn:x' xmlns='urn:y' o:k='v'/>".utf8)).root
    #expect(root.name == "o:request")
    #expect(root.symbol == 0)
    #expect(root.attributes.map(\.name) == ["o:k"])
    #expect(try parse("<u:request/>").root.name == "u:request")
  }

  @Test("Text other than white space is noticed where it stands")
  func text() throws {
    let root = try parse("<a> \n\t<b>text</b><c><![CDATA[x]]></c><d> &#32; </d><!-- comment --><?pi x?></a>").root
    #expect(!root.hasText)
    #expect(root.children.map(\.hasText) == [true, true, false])
  }

  @Test("Places in the source are exact", arguments: ["", "\u{FEFF}"])
  func places(mark: String) throws {
    let text = mark + "<a>\n  <b x='>'\n y='1'/>\n  <c\n>\n</c ></a>\n"
    let document = try parse(text)
    let source = Array(text.utf8)
    func cut(_ range: Range<Int>) -> String { String(decoding: source[range], as: UTF8.self) }
    let children = Array(document.root.children)
    #expect(cut(children[0].sourceRange) == "<b x='>'\n y='1'/>")
    #expect(cut(children[0].startTagRange) == "<b x='>'\n y='1'/>")
    #expect(cut(children[1].startTagRange) == "<c\n>")
    #expect(cut(children[1].sourceRange) == "<c\n>\n</c >")
    #expect(cut(document.root.sourceRange) == "<a>\n  <b x='>'\n y='1'/>\n  <c\n>\n</c ></a>")
    #expect(children.map(\.line) == [2, 4])
    #expect(children.map(\.column) == [3, 3])
  }

  @Test(
    "What is not well-formed or not wanted is refused with its kind and line",
    arguments: [
      ("", .empty, 1), (" \n ", .empty, 1), ("\u{FEFF}", .empty, 1),
      ("plain text", .noElement, 1), ("x", .noElement, 1), ("\n{\"request\": {}}", .noElement, 2),
      ("<", .unexpectedEnd, 1), ("<?xm", .unexpectedEnd, 1), ("<!-", .unexpectedEnd, 1), ("<a>", .unexpectedEnd, 1),
      ("<a", .unexpectedEnd, 1), ("<a x='1", .unexpectedEnd, 1),
      ("<a>\n<b>\n</a>", .mismatchedTag, 3), ("<a/>\n<b/>", .trailingContent, 2), ("<a/>text", .trailingContent, 1),
      ("<a x='1' x='2'/>", .duplicateAttribute, 1),
      ("<a>\n&nbsp;</a>", .undefinedEntity, 2), ("<a x='&nbsp;'/>", .undefinedEntity, 1),
      ("<!DOCTYPE a><a/>", .doctype, 1),
      ("<?xml version='1.0'?>\n<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", .doctype, 2),
      ("<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>", .doctype, 1),
      ("<a>\u{1}</a>", .invalidCharacter, 1), ("<a x='&#0;'/>", .invalidCharacter, 1),
    ] as [(String, XMLError.Kind, Int)])
  func refusals(text: String, kind: XMLError.Kind, line: Int) throws {
    let found = try #require(error(text))
    #expect(found.kind == kind)
    #expect(found.line == line)
  }

  @Test(
    "Faults without a kind of their own are refused too",
    arguments: ["<a b=c/>", "<a x='<'/>", "a", "<a></a", "<1/>", "<a/><", "<a>&</a>", "<a x='&#x110000;'/>", "</a>"])
  func malformed(text: String) { #expect(error(text) != nil) }

  @Test(
    "Bytes that are not UTF-8 are refused, whatever the declaration says",
    arguments: [
      [0xFF], [0xC3], [0xC3, 0x28], [0xED, 0xA0, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80], [0xC0, 0xAF], [0x00],
    ] as [[UInt8]])
  func encodings(bytes: [UInt8]) {
    for declaration in ["", "<?xml version='1.0' encoding='ISO-8859-1'?>"] {
      for (before, after) in [("<a x='", "'/>"), ("<a>", "</a>"), ("<a ", "='1'/>")] {
        let document = Array((declaration + before).utf8) + bytes + Array(after.utf8)
        #expect(throws: XMLError.self) { try XMLParser().parse(document) }
      }
    }
  }

  @Test("UTF-16 is refused, with and without a byte order mark")
  func utf16() {
    let wide = "<a/>".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    #expect(throws: XMLError.self) { try XMLParser().parse(wide) }
    #expect(throws: XMLError.self) { try XMLParser().parse([0xFF, 0xFE] + wide) }
  }

  @Test("Depth, elements, attributes and size are bounded, and one less is accepted")
  func limits() throws {
    let limits = XMLLimits(maximumSize: 200, maximumDepth: 3, maximumElements: 5, maximumAttributes: 2)
    #expect(error("<a><a><a/></a></a>", limits: limits) == nil)
    #expect(error("<a><a><a><a/></a></a></a>", limits: limits)?.kind == .tooDeep)
    #expect(error("<a><b/><b/><b/><b/></a>", limits: limits) == nil)
    #expect(error("<a><b/><b/><b/><b/><b/></a>", limits: limits)?.kind == .tooManyElements)
    #expect(error("<a x='1' y='2'/>", limits: limits) == nil)
    #expect(error("<a x='1' y='2' z='3'/>", limits: limits)?.kind == .tooManyAttributes)
    #expect(error("<a xmlns:a='1' xmlns:b='2' xmlns:c='3'/>", limits: limits)?.kind == .tooManyAttributes)
    #expect(error("<a>" + String(repeating: " ", count: 193) + "</a>", limits: limits) == nil)
    #expect(error("<a>" + String(repeating: " ", count: 194) + "</a>", limits: limits)?.kind == .tooLarge)
  }

  @Test("A start tag of a hundred thousand attributes costs one pass, not the square of their number")
  func manyAttributes() {
    let attributes = (0..<100_000).map { "a\($0)='>'" }.joined(separator: " ")
    // The thread's own time: other tests and programs do not count.
    let start = processorTime()
    #expect(error("<a \(attributes)/>", limits: XMLLimits(maximumSize: 1 << 22))?.kind == .tooManyAttributes)
    #expect(processorTime() - start < .seconds(2))
  }

  @Test(
    "Only attributes count as attributes, however many equals signs a large document has elsewhere",
    arguments: [
      ("<b>", "</b>"), ("<b x='", "'/>"), ("<b x=\"'>", "\"/>"), ("<!-- ", " -->"), ("<?pi ", "?>"),
      ("<![CDATA[", "]]>"), ("<!-- a < b ", " -->"), ("<!--<x y='->' ", " -->"), ("<?pi a < b ", "?>"),
      ("<?pi <x y='>' ", "?>"), ("<![CDATA[ a < b ", "]]>"), ("<![CDATA[<x y=']>' ", "]]>"),
    ])
  func equalsSigns(before: String, after: String) throws {
    let root = try parse("<a>" + before + String(repeating: "=", count: 20_000) + after + "</a>").root
    #expect(root.children.map(\.name) == (before.hasPrefix("<b") ? ["b"] : []))
  }

  @Test(
    "Nothing before a start tag hides how many attributes it has",
    arguments: [
      "<r><!---->", "<r><!--<!---->", "<r><!-- \" ' -->", "<r><![CDATA[]]>", "<r><![CDATA[<!--]]>",
      "<r><![CDATA[<?x ]]>",
      "<r><?x?>", "<r><?x <!-- ?>", "<r><?x <![CDATA[ ?>", "<r><!-- <?x -->", "<r><!-- <![CDATA[ -->", "<!--><r>-->",
      "<!---><r>-->",
      // Not well-formed, so that libxml2 must stop there.
      "<r><? <!-- ?>", "<r><?><!-- ?>", "<r><?x<!-- ?>", "<r><!-- -- ", "<r><![CDATA[", "<![CDATA[", "<r><![cdata[<!--",
      "<r><!-x <!--",
      "<r x='<!--' ", "<r x=<!-- ", "<r <!-- ", "<r <?x ", "</r <!-- ", "<r></r <?x >", "<!DOCTYPE r [<!--",
      "<!DOCTYPE r [<?x ",
      "<!ELEMENT <!-- ", "<r>&<!-- ;", "<r>]]><!--", "<?xml <!-- ?>", "<?xml version='1.0'<!-- ?>", "<r><?xml <!-- ?>",
    ])
  func hiddenAttributes(before: String) {
    let attributes = (0..<100_000).map { "a\($0)=''" }.joined(separator: " ")
    let start = processorTime()
    #expect(error("\(before)<a \(attributes)/>", limits: XMLLimits(maximumSize: 1 << 22)) != nil)
    #expect(processorTime() - start < .seconds(2))
  }

  @Test("The places of fifty thousand elements cost one pass, not one each")
  func manyPlaces() throws {
    let lines = String(repeating: "<a/>\n", count: 49_999)
    let document = try XMLParser().parse(Array("<r>\n\(lines)</r>".utf8))
    let start = processorTime()
    var expected = 1
    for child in document.root.children {
      expected += 1
      guard child.line == expected, child.column == 1 else {
        Issue.record("line \(child.line), column \(child.column) instead of \(expected), 1")
        return
      }
    }
    #expect(expected == 50_000)
    #expect(processorTime() - start < .seconds(10))
  }

  @Test("A hundred thousand open elements are refused at the limit")
  func deepNesting() {
    #expect(error(String(repeating: "<a>", count: 100_000))?.kind == .tooDeep)
  }

  @Test("After any fault the same parser reads the next document")
  func reuse() throws {
    let parser = XMLParser(vocabulary: XMLVocabulary(["a"]))
    for broken in ["<a", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "<a><b></a>", "", "<a>\u{1}</a>"] {
      #expect(throws: XMLError.self) { try parser.parse(Array(broken.utf8)) }
      let root = try parser.parse(Array("<a x='1'/>".utf8)).root
      #expect(root.symbol == 1)
      #expect(root.attribute("x") == "1")
    }
  }

  @Test("Ever new names do not break the recognition of known ones")
  func manyNames() throws {
    let parser = XMLParser(vocabulary: XMLVocabulary(["known"]))
    for round in 0..<300 {
      let names = (0..<50).map { "n\(round)x\($0)='1'" }.joined(separator: " ")
      let root = try parser.parse(Array("<known \(names)/>".utf8)).root
      #expect(root.symbol == 1)
      #expect(root.attributes.allSatisfy { $0.symbol == 0 && $0.name.hasPrefix("n\(round)x") })
    }
  }

  @Test("Ever new long names do not use a parser up: each document is read as by a new one")
  func longNames() {
    let parser = XMLParser()
    // 26 megabytes of names: libxml2 makes room for ten or more, and then refuses every name that it does not know.
    for number in 0..<1_600 {
      let name = [UInt8](repeating: UInt8(ascii: "n"), count: 16_000) + Array("\(number)".utf8)
      let document = [UInt8(ascii: "<")] + name + Array("/>".utf8)
      let isRead = (try? parser.parse(document)) != nil
      #expect(isRead, "document \(number)")
      if !isRead { break }
    }
  }

  @Test("A document outlives its parser")
  func lifetime() throws {
    var parser: XMLParser? = XMLParser()
    let document = try #require(try parser?.parse(Array("<a x='value that is not small'/>".utf8)))
    parser = nil
    #expect(document.root.attribute("x") == "value that is not small")
  }

  @Test("Parsers of many threads do not disturb each other")
  func concurrency() async {
    await withTaskGroup(of: Bool.self) { group in
      for number in 0..<8 {
        group.addTask {
          let parser = XMLParser(vocabulary: XMLVocabulary(["a", "b"]))
          for round in 0..<500 {
            let broken = try? parser.parse(Array("<a><b></a>".utf8))
            let root = try? parser.parse(Array("<a n='\(number)' r='\(round)'><b/></a>".utf8)).root
            guard broken == nil, root?.attribute("n") == "\(number)", root?.attribute("r") == "\(round)" else {
              return false
            }
          }
          return true
        }
      }
      for await isRight in group { #expect(isRight) }
    }
  }

  @Test("The description of an error names line and fault, and never the document")
  func description() throws {
    let found = try #require(error("<secret>\n<b token='hidden'></c></secret>"))
    #expect(found.description.hasPrefix("line 2, column "))
    #expect(!found.description.contains("secret") && !found.description.contains("hidden"))
  }
}

/// The processor time that this thread has used.
private func processorTime() -> Duration {
  var time = timespec()
  unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
}
