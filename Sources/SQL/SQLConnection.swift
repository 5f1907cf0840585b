/// Which of the two databases it is; their SQL differs here and there.
package enum SQLDialect: Hashable, Sendable {
  case sqlite
  case postgresql
}

/// A connection to a database, which is closed when its owner goes. One thread uses it at a time.
///
/// A statement that has rows left keeps the connection busy: step it to its end, or reset it, before anything else.
package protocol SQLConnection: AnyObject {
  /// Which SQL it speaks.
  var dialect: SQLDialect { get }

  /// Whether a transaction is open.
  var isInTransaction: Bool { get }

  /// Runs statements without parameters, one after the other, and drops their rows.
  func run(_ script: SQLText) throws(SQLError)

  /// Prepares one statement.
  func prepare(_ text: SQLText) throws(SQLError) -> any SQLStatement
}

extension SQLConnection {
  /// Does something in one transaction: all of it, or when it throws nothing.
  ///
  /// - Parameter writing: SQLite takes its lock at the beginning then: a reader that turns writer half way through cannot wait.
  package func transaction<Result>(
    writing: Bool = true, _ body: () throws(SQLError) -> Result
  ) throws(SQLError) -> Result {
    try run(dialect == .sqlite && writing ? "BEGIN IMMEDIATE" : "BEGIN")
    do throws(SQLError) {
      let result = try body()
      try run("COMMIT")
      return result
    } catch {
      // SQLite has rolled back by itself after some errors, and a lost connection has nothing to roll back.
      if isInTransaction { try? run("ROLLBACK") }
      throw error
    }
  }

  /// Runs one statement with values, and drops its rows.
  package func run(_ text: SQLText, _ values: [SQLValue]) throws(SQLError) {
    let statement = try prepare(text)
    try statement.bind(values)
    while try statement.step() {}
  }

  /// Runs one statement and gives what `row` makes of each of its rows.
  package func rows<Row>(
    _ text: SQLText, _ values: [SQLValue] = [], _ row: (any SQLStatement) -> Row
  ) throws(SQLError) -> [Row] {
    let statement = try prepare(text)
    try statement.bind(values)
    var rows: [Row] = []
    while try statement.step() { rows.append(row(statement)) }
    return rows
  }

  /// The integer in the first column of the first row; nil without a row.
  package func integer(_ text: SQLText, _ values: [SQLValue] = []) throws(SQLError) -> Int64? {
    try rows(text, values) { $0.integer(0) }.first
  }
}
