/// A prepared statement of a connection, and the row that it has reached.
///
/// Parameters are `$1`, `$2` and so on; columns are counted from 0. A column that is null is 0 as an integer and empty as a text.
package protocol SQLStatement: AnyObject {
  /// Forgets the rows that are left, and binds the values of all parameters.
  func bind(_ values: [SQLValue]) throws(SQLError)

  /// Goes to the next row, the first one after ``bind(_:)``; false when there is none.
  func step() throws(SQLError) -> Bool

  /// Forgets the rows that are left.
  func reset()

  /// Whether a column of the row is null.
  func isNull(_ column: Int) -> Bool

  /// A column of the row as an integer.
  func integer(_ column: Int) -> Int64

  /// A column of the row as a text.
  func text(_ column: Int) -> String

  /// Runs the statement for many rows of values, and calls `row` at each row that comes of it.
  ///
  /// SQLite runs it once a row, with `$1` bound to the row's first value and so on. PostgreSQL runs it once: there `$1` is the array of
  /// all first values, which the statement unnests. So it costs one message, not one a row.
  ///
  /// - Parameter rows: as many values in each. Those of a column are of one type.
  func run(rows: [[SQLValue]], _ row: (any SQLStatement) -> Void) throws(SQLError)
}

extension SQLStatement {
  /// Runs the statement for many rows of values that give no rows.
  package func run(rows: [[SQLValue]]) throws(SQLError) { try run(rows: rows) { _ in } }

  /// Runs the statement once with values that give no rows.
  package func run(_ values: [SQLValue]) throws(SQLError) {
    try bind(values)
    while try step() {}
  }
}
