import Testing

@testable import XML

/// What people and clients type wrong, and the words that they get for it.
@Suite("A malformed document")
struct XMLFaultTests {
  /// A fault: the document, its kind, where it is, and what it is about.
  struct Fault: CustomTestStringConvertible, Sendable {
    let document: String
    let kind: XMLError.Kind
    let place: (line: Int, column: Int)
    let names: String

    init(_ document: String, _ kind: XMLError.Kind, _ line: Int, _ column: Int, _ names: String = "") {
      self.document = document
      self.kind = kind
      self.place = (line, column)
      self.names = names
    }

    var testDescription: String { document }
  }

  private func refusal(_ document: [UInt8]) -> XMLError? {
    do {
      _ = try XMLParser(namesAnything: true).parse(document)
      return nil
    } catch { return error }
  }

  private static let attributes = [
    Fault("<app a=\"1\"b=\"2\"/>", .missingSpace, 1, 11, "a of app"),
    Fault("<app a='1'b = '2'/>", .missingSpace, 1, 11, "a of app"),
    Fault("<app a=\"say \"hi\" there\" c=\"1\"/>", .bareQuotationMark, 1, 13, "a of app"),
    Fault("<app a=\"5\"\" c=\"1\"/>", .bareQuotationMark, 1, 10, "a of app"),
    Fault("<app a=\"5\" TV\" c=\"1\"/>", .bareQuotationMark, 1, 10, "a of app"),
    Fault("<app a=\"a\" b\"/>", .bareQuotationMark, 1, 10, "a of app"),
    Fault("<app a=\" \"x\" \" c=\"1\"/>", .bareQuotationMark, 1, 10, "a of app"),
    Fault("<app a=\"x\" \"y\" c=\"1\"/>", .bareQuotationMark, 1, 10, "a of app"),
    Fault("<app a=\"\"x\"\" c=\"1\"/>", .bareQuotationMark, 1, 9, "a of app"),
    Fault("<app a=\"\"Foo\", Inc.\" c=\"1\"/>", .bareQuotationMark, 1, 9, "a of app"),
    Fault("<app a='it's' b=\"1\"/>", .bareQuotationMark, 1, 11, "a of app"),
    Fault("<app\n  a=\"x c=\"1\"/>\n<b/></app>", .bareQuotationMark, 2, 10, "a of app"),
    Fault("<app a=\"x\"y/>", .bareQuotationMark, 1, 10, "a of app"),
    Fault("<app a=b/>", .unquotedValue, 1, 8, "a of app"),
    Fault("<app a=1 c=\"1\"/>", .unquotedValue, 1, 8, "a of app"),
    Fault("<app a= b/>", .unquotedValue, 1, 9, "a of app"),
    Fault("<app a=`1`/>", .unquotedValue, 1, 8, "a of app"),
    Fault("<app a==\"1\"/>", .unquotedValue, 1, 8, "a of app"),
    Fault("<app a=“x”/>", .typographicQuotationMarks, 1, 8, "a of app"),
    Fault("<app é='é' a=„x“/>", .typographicQuotationMarks, 1, 14, "a of app"),
    Fault("<app a=’x’/>", .typographicQuotationMarks, 1, 8, "a of app"),
    Fault("<app a/>", .missingValue, 1, 7, "a of app"), Fault("<app a>", .missingValue, 1, 7, "a of app"),
    Fault("<app a b=\"1\"/>", .missingValue, 1, 8, "a of app"), Fault("<app a=/>", .missingValue, 1, 8, "a of app"),
    Fault("<app a=>", .missingValue, 1, 8, "a of app"), Fault("<app a= b=\"2\"/>", .missingValue, 1, 9, "a of app"),
    Fault("<app a \"x\"/>", .missingEqualsSign, 1, 8, "a of app"),
    Fault("<app a\"x\"/>", .missingEqualsSign, 1, 7, "a of app"),
    Fault("<app a=\"x<y\"/>", .lessThanInValue, 1, 8, "a of app"),
    Fault("<app a=\"x c='1'/>\n<b c='2'/>", .lessThanInValue, 1, 8, "a of app"),
    Fault("<app a=\"R&D\"/>", .bareAmpersand, 1, 10, "a of app"),
    Fault("<app a=\"a & b\"/>", .bareAmpersand, 1, 11, "a of app"),
    Fault("<app a=\"a&\"/>", .bareAmpersand, 1, 10, "a of app"),
    Fault("<app a=\"&amp\"/>", .bareAmpersand, 1, 9, "a of app"),
    Fault("<app a=\"x\" b=\"?p=1&q=2\"/>", .bareAmpersand, 1, 19, "b of app"),
    Fault("<app a=\"&nbsp;\"/>", .undefinedEntity, 1, 9, "a of app"),
    Fault("<app a=\"&#;\"/>", .characterReference, 1, 9, "a of app"),
    Fault("<app a=\"&#x;\"/>", .characterReference, 1, 9, "a of app"),
    Fault("<app a=\"&#xZZ;\"/>", .characterReference, 1, 9, "a of app"),
    Fault("<app a=\"&#65\"/>", .characterReference, 1, 9, "a of app"),
    Fault("<app a=\"&#1;\"/>", .invalidCharacter, 1, 9, "a of app"),
    Fault("<app a=\"&#xFFFFFFFF;\"/>", .invalidCharacter, 1, 9, "a of app"),
    Fault("<app a=\"&#55296;\"/>", .invalidCharacter, 1, 9, "a of app"),
    Fault("<app a=\"1\" a=\"2\" b='3'/>", .duplicateAttribute, 1, 12, "a of app"),
    Fault("<app a=\"1\"\n  b='3' a=\"2\"/>", .duplicateAttribute, 2, 9, "a of app"),
    Fault("<app a=\"1\",b=\"2\"/>", .strayCharacter, 1, 11, "app"),
    Fault("<app a=\"1\" ,b=\"2\"/>", .strayCharacter, 1, 12, "app"),
    Fault("<app a=\"1\";b=\"2\"/>", .strayCharacter, 1, 11, "app"),
    Fault("<app =\"1\"/>", .strayCharacter, 1, 6, "app"), Fault("<app \"1\"/>", .strayCharacter, 1, 6, "app"),
    Fault("<app a=\"x\"=\"y\"/>", .strayCharacter, 1, 11, "app"),
    Fault("<app\u{A0}a=\"1\"/>", .strayCharacter, 1, 5, "app"),
    Fault("<app a=\"1\"\u{A0}b=\"1\"/>", .strayCharacter, 1, 11, "app"),
    Fault("<app a=\"1\" \u{200B}b=\"1\"/>", .strayCharacter, 1, 12, "app"),
    Fault("<xml version=\"1.0\"?><app/>", .strayCharacter, 1, 19, "xml"),
    Fault("<app 1a=\"1\"/>", .invalidName, 1, 6, "app"), Fault("<app -a=\"1\"/>", .invalidName, 1, 6, "app"),
    Fault("<app \u{1}a=\"1\"/>", .invalidCharacter, 1, 6, "app"),
    Fault("<app a=\"\u{1}\"/>", .invalidCharacter, 1, 9, "a of app"),
    Fault("<app a=\"\u{FFFE}\"/>", .invalidCharacter, 1, 9, "a of app"),
  ]

  private static let tags = [
    Fault("<app a=\"1\"/ >", .unfinishedStartTag, 1, 11, "app"), Fault("<app / >", .unfinishedStartTag, 1, 6, "app"),
    Fault("<app a=\"1\" <b/></app>", .unfinishedStartTag, 1, 12, "app"),
    Fault("\n <app a=\"1\"\n<b/></app>", .unfinishedStartTag, 3, 1, "app"),
    Fault("<app\n<b/></app>", .unfinishedStartTag, 2, 1, "app"),
    Fault("<app><b x='1'\n</app>", .unfinishedStartTag, 2, 1, "b"),
    Fault("< app a=\"1\"/>", .bareLessThan, 1, 1), Fault("<1app/>", .bareLessThan, 1, 1),
    Fault("<app>x < y</app>", .bareLessThan, 1, 8, "app"), Fault("<app>1<2</app>", .bareLessThan, 1, 7, "app"),
    Fault("<app>x <= y</app>", .bareLessThan, 1, 8, "app"), Fault("<>", .bareLessThan, 1, 1),
    Fault("<app></App>", .mismatchedTag, 1, 6, "app"), Fault("<app><b></app></b>", .mismatchedTag, 1, 9, "b"),
    Fault("<app>\n  <b>\n</app>", .mismatchedTag, 3, 1, "b"), Fault("<html><br></html>", .mismatchedTag, 1, 11, "br"),
    Fault("<app></ app>", .unfinishedEndTag, 1, 6, "app"), Fault("<app></app x=\"1\">", .unfinishedEndTag, 1, 6, "app"),
    Fault("<app></>", .mismatchedTag, 1, 6, "app"), Fault("</app>", .strayEndTag, 1, 1),
    Fault("<?xml version='1.0'?>\n</app>", .strayEndTag, 2, 1),
  ]

  private static let texts = [
    Fault("<app>R&D</app>", .bareAmpersand, 1, 7, "app"), Fault("<app>\n a & b</app>", .bareAmpersand, 2, 4, "app"),
    Fault("<app>&nbsp;</app>", .undefinedEntity, 1, 6, "app"), Fault("<app>]]></app>", .sectionEndInText, 1, 6, "app"),
    Fault("<app>\u{1}</app>", .invalidCharacter, 1, 6, "app"),
    Fault("<app>ä\u{1}</app>", .invalidCharacter, 1, 7, "app"),
    Fault("<app>\u{0}</app>", .invalidCharacter, 1, 6, "app"),
    Fault("<app><!-- a -- b --></app>", .hyphensInComment, 1, 13, "app"),
    Fault("<app><!-- a --- ></app>", .hyphensInComment, 1, 13, "app"),
    Fault("<app><!- a -></app>", .unknownMarkup, 1, 6, "app"), Fault("<app><! a></app>", .unknownMarkup, 1, 6, "app"),
    Fault("<app><!ELEMENT a></app>", .unknownMarkup, 1, 6, "app"),
    Fault("<app><![cdata[x]]></app>", .unknownMarkup, 1, 6, "app"),
    Fault("<! x><app/>", .unknownMarkup, 1, 1),
    Fault("<app><? x?></app>", .processingInstruction, 1, 8, "app"),
    Fault("<app><?x!?></app>", .processingInstruction, 1, 9, "app"),
  ]

  private static let beginnings = [
    Fault("text<app/>", .noElement, 1, 1), Fault("\n  {\"a\": 1}", .noElement, 2, 3),
    Fault("\u{FEFF}\u{FEFF}<app/>", .noElement, 1, 1), Fault("&amp;<app/>", .noElement, 1, 1),
    Fault(" \n<?xml version=\"1.0\"?><app/>", .lateDeclaration, 2, 1),
    Fault("<!-- c --><?xml version=\"1.0\"?><app/>", .lateDeclaration, 1, 11),
    Fault("<?xml version=\"1.0\"?>\n<?xml version=\"1.0\"?><app/>", .lateDeclaration, 2, 1),
    Fault("<app><?xml version=\"1.0\"?></app>", .lateDeclaration, 1, 6, "app"),
    Fault("<app/><?xml version=\"1.0\"?>", .lateDeclaration, 1, 7),
    Fault("<?xml version=\"1.0\" encoding=\"UTF-8\"><app/>", .declaration, 1, 37),
    Fault("<?xml version=\"1.0\"/><app/>", .declaration, 1, 20),
    Fault("<?xml version=1.0?><app/>", .declaration, 1, 15),
    Fault("<?xml encoding=\"UTF-8\"?><app/>", .declaration, 1, 7), Fault("<?xml?><app/>", .declaration, 1, 6),
    Fault("<?xml ?><app/>", .declaration, 1, 7), Fault("<?XML version=\"1.0\"?><app/>", .declaration, 1, 6),
    Fault("<?xml version=\"1.0\"encoding=\"UTF-8\"?><app/>", .declaration, 1, 20),
    Fault("<?xml version=\"2.0\"?><app/>", .declaration, 1, 20),
    Fault("<?xml version=\"\"?><app/>", .declaration, 1, 17),
    Fault("<?xml version=\"abc\"?><app/>", .declaration, 1, 16),
    Fault("<?xml version \"1.0\"?><app/>", .declaration, 1, 15),
    Fault("<?xml version=\"1.0\" encoding=\"\"?><app/>", .declaration, 1, 31),
    Fault("<?xml version=\"1.0\" encoding=UTF-8?><app/>", .declaration, 1, 30),
    Fault("<?xml version=\"1.0\" encoding=\"UTF-8?><app/>", .declaration, 1, 36),
    Fault("<?xml version=“1.0”?><app/>", .declaration, 1, 15),
    Fault("<?xml version=\"1.0\" standalone=\"maybe\"?><app/>", .declaration, 1, 33),
    Fault("<?xml version=\"1.0\" foo=\"bar\"?><app/>", .declaration, 1, 21),
    Fault("<? xml version=\"1.0\"?><app/>", .processingInstruction, 1, 3),
    Fault("<!doctype html><html/>", .doctype, 1, 1), Fault("<!DOCTYPE html><html/>", .doctype, 1, 1),
  ]

  private static let ends = [
    Fault("", .empty, 1, 0), Fault(" \n ", .empty, 1, 0), Fault("<app>", .unexpectedEnd, 1, 6, "app"),
    Fault("<app>\n<b x='1'>\n", .unexpectedEnd, 2, 10, "b"), Fault("<app", .unexpectedEnd, 1, 5, "app"),
    Fault("<app a=\"1\"", .unexpectedEnd, 1, 11, "app"), Fault("<app a=\"1", .unexpectedEnd, 1, 10, "a of app"),
    Fault("<app><!-- a</app>", .unexpectedEnd, 1, 18, "app"),
    Fault("<app><![CDATA[x]]</app>", .unexpectedEnd, 1, 24, "app"),
    Fault("<app>&am", .unexpectedEnd, 1, 9, "app"), Fault("<app a=\"&am", .unexpectedEnd, 1, 12, "a of app"),
    Fault("<app a=\"&#", .unexpectedEnd, 1, 11, "a of app"), Fault("<app></ap", .unexpectedEnd, 1, 10, "app"),
    Fault("<app></", .unexpectedEnd, 1, 8, "app"), Fault("<", .unexpectedEnd, 1, 2),
    Fault("<app/><app/>", .trailingContent, 1, 7), Fault("<app/>\ntext", .trailingContent, 2, 1),
    Fault("<app/>&amp;", .trailingContent, 1, 7), Fault("<app/></app>", .trailingContent, 1, 7),
  ]

  @Test("has words for its fault, the place and the names", arguments: attributes + tags + texts + beginnings + ends)
  func typed(fault: Fault) throws {
    let error = try #require(refusal(Array(fault.document.utf8)))
    #expect(error.kind == fault.kind)
    #expect(error.line == fault.place.line)
    #expect(error.column == fault.place.column)
    let names = [error.attribute, error.element].compactMap(\.self).joined(separator: " of ")
    #expect(names == fault.names)
    #expect(error.description.contains("libxml2") == false)
  }

  @Test("of bytes that are not UTF-8 is said to be so")
  func encodings() throws {
    for (before, after) in [("<a x='", "'/>"), ("<a>", "</a>"), ("<a ", "='1'/>"), ("<", "/>"), ("<a>&", ";</a>")] {
      for bytes in [[0xFF], [0xC3], [0xE9, 0x74], [0xED, 0xA0, 0x80], [0xC0, 0xAF]] as [[UInt8]] {
        let error = try #require(refusal(Array(before.utf8) + bytes + Array(after.utf8)))
        #expect(error.kind == .notUTF8 || before == "<a>&", "\(before) \(bytes): \(error)")
      }
    }
    for bigEndian in [true, false] {
      for text in ["<a/>", "\u{FEFF}<a/>", "<?xml version=\"1.0\" encoding=\"UTF-16\"?><a/>"] {
        let wide = text.utf16.flatMap { unit in
          bigEndian ? [UInt8(unit >> 8), UInt8(unit & 0xFF)] : [UInt8(unit & 0xFF), UInt8(unit >> 8)]
        }
        #expect(refusal(wide)?.kind == .utf16, "\(text)")
      }
    }
    // Whatever the declaration says.
    let latin =
      Array("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<a x=\"M".utf8) + [0xFC] + Array("nchen\"/>".utf8)
    let found = try #require(refusal(latin))
    #expect(found.description == "line 2, column 8: a character is not valid UTF-8 (x of <a>)")
  }

  @Test("names an element and an attribute only when they are known, or when it may name any")
  func names() throws {
    let document = Array("<app machinealias=\"Bob \"the builder\"\" secret=\"1\"/>".utf8)
    func reason(_ parser: XMLParser) -> String? {
      do {
        _ = try parser.parse(document)
        return nil
      } catch { return error.reason }
    }
    let words = "a quote in a value is not written &quot;, or one is missing"
    #expect(
      reason(XMLParser(vocabulary: XMLVocabulary(["app", "machinealias"]))) == words
        + " (machinealias of <app>)")
    #expect(reason(XMLParser(vocabulary: XMLVocabulary(["machinealias"]))) == words + " (attribute machinealias)")
    #expect(reason(XMLParser(vocabulary: XMLVocabulary(["app"]))) == words + " (in <app>)")
    #expect(reason(XMLParser()) == words)
    for name in ["é", "a\u{301}", String(repeating: "a", count: 65)] {
      #expect(refusal(Array("<\(name) x=1/>".utf8))?.reason == "a value is not in quotation marks (attribute x)")
      #expect(refusal(Array("<\(name)>&</\(name)>".utf8))?.reason == "an & is not written &amp;")
    }
  }

  /// Documents in which everything is that clients and operators write.
  private static let sound = [
    """
    <?xml version="1.0" encoding="UTF-8"?>
    <request protocol="3.0" version="u-0.4" ismachine="1"><os platform="CoreOS"></os>
      <app appid="{e96281a6}" track='stable' oem="a&amp;b" lang="&#x65;n"><ping active="1"/><!-- c -->
        <event eventtype="3" previousversion=""></event> text <![CDATA[x]]>
      </app>
    </request>
    """,
    "<?xml version='1.0'?>\n<!-- what\n is offered -->\n<app appid=\"a\" name=\"é\"><channel name=\"stable\"/>\n</app>\n",
  ]

  @Test("has words whatever byte is left out, put in or replaced", arguments: sound)
  func mutations(text: String) {
    let document = Array(text.utf8)
    let parser = XMLParser(namesAnything: true)
    let put = Array("<>&;'\"=/!?-[]# ax1:\n\u{1}\u{0}".utf8) + [0xA0, 0xC3, 0xFF]
    var faults: Set<XMLError.Kind> = []
    func check(_ changed: [UInt8], _ what: String) {
      do { _ = try parser.parse(changed) } catch {
        faults.insert(error.kind)
        if case .malformed = error.kind { Issue.record("\(what): \(error)") }
        let hasPlace = error.line >= 1 && error.line <= 9 && error.column >= 1
        if !hasPlace, error.kind != .empty { Issue.record("\(what): \(error)") }
      }
    }
    for index in document.indices {
      var changed = document
      changed.remove(at: index)
      check(changed, "without byte \(index)")
      check(Array(document[..<index]) + [0x20], "cut off at \(index)")
      for byte in put {
        changed = document
        changed[index] = byte
        check(changed, "\(byte) instead of byte \(index)")
        changed.insert(document[index], at: index + 1)
        check(changed, "\(byte) before byte \(index)")
      }
    }
    #expect(faults.count > 20, "\(faults)")
  }

  @Test("is told from where it is, however much is before it and in its tag")
  func large() throws {
    let lines = String(repeating: "<b x='1'/>\n", count: 20_000)
    let found = try #require(refusal(Array("<a>\n\(lines)<c y=1/></a>".utf8)))
    #expect(found.description == "line 20002, column 6: a value is not in quotation marks (y of <c>)")
    let long = String(repeating: "x", count: 60_000)
    #expect(refusal(Array("<a \(long)='1'/>".utf8))?.kind == .nameTooLong)
    #expect(refusal(Array("<\(long)/>".utf8))?.kind == .nameTooLong)
    let tag = "<a " + (0..<200).map { "a\($0)='\(long.prefix(500))' " }.joined()
    #expect(refusal(Array("\(tag) a7=''/>".utf8))?.attribute == "a7")
  }
}
