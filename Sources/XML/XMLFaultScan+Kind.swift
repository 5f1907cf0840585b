extension XMLFaultScan {
  /// The element whose start tag libxml2 was reading.
  var element: String? { text(of: name) }

  /// The attribute that a fault is about.
  func attribute(of kind: XMLError.Kind) -> String? {
    guard !name.isEmpty else { return nil }
    return switch kind {
    case .duplicateAttribute: duplicate.flatMap(text)
    case .bareQuotationMark, .missingSpace: lastValued.flatMap { text(of: $0.name) }
    default:
      [.attributeName, .beforeValue, .value].contains(part) ? attributes.last.flatMap { text(of: $0.name) } : nil
    }
  }

  /// The offset at which a fault is to be mended.
  func location(of kind: XMLError.Kind) -> Int {
    switch kind {
    case .duplicateAttribute: duplicate?.lowerBound ?? fault
    case .lessThanInValue: attributes.last?.value?.lowerBound ?? fault
    case .bareQuotationMark: lastValued?.value?.upperBound ?? fault
    case .bareAmpersand, .undefinedEntity, .characterReference: ampersand ?? fault
    case .invalidCharacter: isBehindReference ? ampersand ?? fault : fault
    case .mismatchedTag, .strayEndTag, .unfinishedEndTag, .bareLessThan, .lateDeclaration: start
    // White space at the end is not the document's.
    case .unexpectedEnd: (source.lastIndex { !XMLFaultScan.isSpace($0) } ?? -1) + 1
    case .doctype, .unknownMarkup: part == .text ? fault : start
    default: fault
    }
  }

  /// A name as text; nil when it is empty, long, or has anything but ASCII letters, digits, `_`, `-`, `.` and `:`.
  private func text(of range: Range<Int>) -> String? {
    XMLFaultScan.plainName(String(decoding: source[range], as: UTF8.self))
  }

  /// A name that can stand in a log as it is.
  static func plainName(_ name: String) -> String? {
    (1...64).contains(name.utf8.count) && name.utf8.allSatisfy { $0 < 0x80 && isNameByte($0) } ? name : nil
  }

  /// The last attribute whose value was read to its end.
  private var lastValued: Attribute? { attributes.last { ($0.value?.upperBound ?? fault) < fault } }

  /// The second of two attributes with one name.
  private var duplicate: Range<Int>? {
    var names: Set<ArraySlice<UInt8>> = []
    return attributes.first { !names.insert(source[$0.name]).inserted }?.name
  }

  /// The `&` of the reference that libxml2 was reading.
  private var ampersand: Int? { source[start..<fault].lastIndex(of: UInt8(ascii: "&")) }

  /// Whether libxml2 stands behind `&#…;`.
  private var isBehindReference: Bool {
    guard let ampersand, ampersand + 2 < fault, source[ampersand + 1] == UInt8(ascii: "#") else { return false }
    return source[ampersand..<fault].firstIndex(of: UInt8(ascii: ";")) == fault - 1
  }
}

extension XMLFaultScan {
  private var next: UInt8? { fault < source.count ? source[fault] : nil }

  /// Whether libxml2 has read everything.
  var isAtEnd: Bool { fault == source.count }

  /// Whether the markup is the first of the document.
  var isFirst: Bool { start == (source.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0) }

  /// What is wrong with the character that libxml2 stands at, or with the reference behind which it stands.
  var characterKind: XMLError.Kind? {
    if isBehindReference {
      return source[fault - 2] == UInt8(ascii: "#") || source[fault - 2] == UInt8(ascii: "x")
        ? .characterReference : .invalidCharacter
    }
    var rest = source[fault..<min(fault + 4, source.count)].makeIterator()
    var decoder = UTF8()
    switch decoder.decode(&rest) {
    case .error: return .notUTF8
    case .emptyInput: return nil
    case .scalarValue(let scalar):
      switch scalar.value {
      case 0x09, 0x0A, 0x0D: return nil
      case 0..<0x20, 0xFFFE, 0xFFFF: return .invalidCharacter
      default: return nil
      }
    }
  }

  /// What is wrong, told by where libxml2 stands; nil when that does not tell.
  var kind: XMLError.Kind? {
    if let characterKind { return characterKind }
    switch part {
    case .text: return isBehindAmpersand ? .bareAmpersand : isBefore("<!") ? .unknownMarkup : nil
    case .comment: return nil
    case .instruction:
      return isFirst && source[start...].starts(with: "<?xml".utf8) ? .declaration : .processingInstruction
    case .endTag: return fault == start + 1 ? .strayEndTag : .unfinishedEndTag
    case .elementName where name.isEmpty: return markupKind
    case .value: return isBehindAmpersand ? .bareAmpersand : nil
    case .attributeName:
      if hasOddQuotationMark { return .bareQuotationMark }
      return next.map(XMLFaultScan.isQuotationMark) == true ? .missingEqualsSign : .missingValue
    case .beforeValue: return valueKind
    case .afterValue where !hasOddQuotationMark && isBeforeAttribute: return .missingSpace
    case .elementName, .afterValue, .beforeAttribute: return tagKind
    }
  }

  /// A `<` that is followed by no name.
  private var markupKind: XMLError.Kind {
    guard next == UInt8(ascii: "!") else { return .bareLessThan }
    let word = source[fault...].dropFirst().prefix(7)
    return String(decoding: word, as: UTF8.self).uppercased() == "DOCTYPE" ? .doctype : .unknownMarkup
  }

  /// Something other than a value behind `=`.
  private var valueKind: XMLError.Kind {
    if next == UInt8(ascii: ">") || isBefore("/>") { return .missingValue }
    if isBeforeAttribute, XMLFaultScan.isSpace(source[fault - 1]) { return .missingValue }
    let marks = ["“", "”", "„", "‟", "‘", "’", "‚", "«", "»", "‹", "›", "″", "′", "＂", "´"]
    return marks.contains { isBefore($0) } ? .typographicQuotationMarks : .unquotedValue
  }

  /// Something other than an attribute or the end of the tag.
  private var tagKind: XMLError.Kind {
    guard let next, next != UInt8(ascii: "<"), next != UInt8(ascii: "/") else { return .unfinishedStartTag }
    if lastValued != nil, hasOddQuotationMark || XMLFaultScan.isQuotationMark(next) { return .bareQuotationMark }
    guard next < 0x80, XMLFaultScan.isNameByte(next) else { return .strayCharacter }
    return part == .afterValue ? .bareQuotationMark : .invalidName
  }

  private var isBehindAmpersand: Bool { fault > 0 && source[fault - 1] == UInt8(ascii: "&") }

  private func isBefore(_ text: String) -> Bool { source[fault...].starts(with: text.utf8) }

  /// Whether `NAME=` follows, with white space or without.
  private var isBeforeAttribute: Bool {
    guard let next, next < 0x80, XMLFaultScan.isNameByte(next) else { return false }
    let rest = source[fault...].prefix(256).drop(while: XMLFaultScan.isNameByte).drop(while: XMLFaultScan.isSpace)
    return rest.first == UInt8(ascii: "=")
  }

  /// Whether the rest of the start tag has an odd number of the quotation marks that ended the last value: one too many, so that
  /// value was not meant to end there.
  private var hasOddQuotationMark: Bool {
    guard let value = lastValued?.value else { return false }
    let mark = source[value.lowerBound]
    let rest = source[fault...].prefix(4_096).prefix { $0 != UInt8(ascii: "<") }
    return rest.count { $0 == mark } % 2 == 1
  }
}
