internal import Catalog

/// A line of comma-separated values (RFC 4180), without its end.
///
/// A spreadsheet takes a text that begins with `=`, `+`, `-`, `@`, a tab or a carriage return for a formula, and machines choose their
/// texts: such a text gets an apostrophe before it (OWASP, CSV injection). What could move a terminal's cursor is escaped as in tables.
struct CSVLine {
  /// The line.
  private(set) var text = ""
  private var isEmpty = true

  /// Adds a text that came from outside.
  mutating func add(_ value: String) {
    var field = value.escaped
    // What the escaping has turned into \t or \r is no formula any more.
    if let first = field.utf8.first, "=+-@".utf8.contains(first) { field = "'" + field }
    if field.utf8.contains(where: { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: ",") }) {
      field = "\"" + field.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
    append(field)
  }

  /// Adds a number.
  mutating func add(_ number: Int64) { append(String(number)) }

  private mutating func append(_ field: String) {
    if !isEmpty { text += "," }
    isEmpty = false
    text += field
  }
}
