/// What can be bound to a parameter of a statement.
///
/// PostgreSQL stores no U+0000 in a text. On both databases it becomes U+FFFD, so that both remember the same.
package enum SQLValue: Hashable, Sendable {
  case null
  case integer(Int64)
  case text(String)
}

extension SQLValue: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral {
  /// An integer.
  package init(integerLiteral value: Int64) { self = .integer(value) }
  /// A text.
  package init(stringLiteral value: String) { self = .text(value) }
}

extension String {
  /// The text without U+0000, which PostgreSQL does not store.
  var storable: String {
    utf8.contains(0) ? String(String.UnicodeScalarView(unicodeScalars.map { $0 == "\0" ? "\u{FFFD}" : $0 })) : self
  }
}
