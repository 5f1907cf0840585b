/// A part of a document that is no markup: a comment, a CDATA section or a processing instruction (XML 1.0 §2.5 to §2.7).
struct XMLPassage {
  /// What stands before the ">" that ends it, and how often: `-->`, `]]>` or `?>`.
  private let mark: UInt8
  private let markCount: Int
  /// The first offset at which that ">" can be: `<!-->` and `<?>` are not whole.
  private let firstEnd: Int

  /// The one that begins at the offset of a "<"; nil when none does.
  init?(_ bytes: [UInt8], at offset: Int) {
    let begin: String
    switch bytes[offset...].dropFirst().first {
    case UInt8(ascii: "?"): (begin, mark, markCount) = ("<?", UInt8(ascii: "?"), 1)
    case UInt8(ascii: "!") where bytes[offset...].dropFirst(2).first == UInt8(ascii: "-"):
      (begin, mark, markCount) = ("<!--", UInt8(ascii: "-"), 2)
    case UInt8(ascii: "!"): (begin, mark, markCount) = ("<![CDATA[", UInt8(ascii: "]"), 2)
    default: return nil
    }
    guard bytes[offset...].starts(with: begin.utf8) else { return nil }
    firstEnd = offset + begin.utf8.count + markCount
  }

  /// Whether it ends with the ">" at an offset.
  func ends(_ bytes: [UInt8], at offset: Int) -> Bool {
    offset >= firstEnd && bytes[offset - 1] == mark && bytes[offset - markCount] == mark
  }
}
