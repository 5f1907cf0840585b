internal import CLibXML2

/// What ended a document, as it is known when it happens.
struct XMLFault {
  /// What was wrong.
  enum Cause {
    /// libxml2 has reported a fault by this number.
    case reported(CInt)
    /// The document is not wanted.
    case refused(XMLError.Kind)
  }

  let cause: Cause

  /// Where libxml2 stood: an offset in the source, at or behind the fault.
  let offset: Int

  /// An offset at or before the tag, the text or the comment that libxml2 was reading: all before it is sound.
  let soundEnd: Int

  /// Whether the root element had yet to begin, or to end.
  let isIncomplete: Bool

  /// The innermost open element.
  let openElement: String?

  /// The fault in words, with its place.
  ///
  /// - Parameter isNamed: Whether a name of the document may be told.
  func error(in source: [UInt8], naming isNamed: (String) -> Bool) -> XMLError {
    let scan = XMLFaultScan(source, from: soundEnd, to: offset)
    let kind =
      switch cause {
      case .refused(let kind): kind
      case .reported(let code): XMLError.Kind(libxml2Code: code, scan, isIncomplete: isIncomplete)
      }
    let (line, column) = XMLFault.location(of: scan.location(of: kind), in: source)
    let element = scan.element ?? openElement.flatMap(XMLFaultScan.plainName)
    return XMLError(
      kind, line: line, column: column, element: element.flatMap { isNamed($0) ? $0 : nil },
      attribute: scan.attribute(of: kind).flatMap { isNamed($0) ? $0 : nil })
  }

  /// Line and column, both from 1, of an offset; the column counts characters, as editors do.
  static func location(of offset: Int, in source: [UInt8]) -> (line: Int, column: Int) {
    var line = 1
    var column = 1
    // A byte order mark is no character.
    for byte in source[..<min(offset, source.count)].dropFirst(source.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0) {
      if byte == UInt8(ascii: "\n") {
        line += 1
        column = 1
      } else if byte & 0xC0 != 0x80 {
        column += 1
      }
    }
    return (line, column)
  }
}
