/// A piece of SQL that stands in our source.
///
/// It is made of literals without interpolation only, so no value can get into it, whatever it is. Values are bound to its
/// parameters `$1`, `$2` and so on.
package struct SQLText: ExpressibleByStringLiteral, Hashable, Sendable {
  /// The text.
  package let text: String

  /// The text of a literal.
  package init(stringLiteral text: StaticString) { self.init(text: text.description) }

  private init(text: String) { self.text = text }

  /// Both texts, one behind the other.
  package static func + (left: SQLText, right: SQLText) -> SQLText { SQLText(text: left.text + right.text) }
}

extension SQLText {
  /// The parameter of a number, counted from 1.
  package static func parameter(_ number: Int) -> SQLText { SQLText(text: "$\(number)") }
}

extension Sequence<SQLText> {
  /// All texts, with a separator between them.
  package func joined(separator: SQLText) -> SQLText {
    var isFirst = true
    return reduce("") { text, next in
      defer { isFirst = false }
      return isFirst ? next : text + separator + next
    }
  }
}
