package import SQL

/// A column of a table, and what it holds.
package enum TableColumn: Hashable, Sendable {
  case integer(SQLText)
  case text(SQLText)

  /// The name.
  package var name: SQLText {
    switch self {
    case .integer(let name), .text(let name): name
    }
  }

  /// The array of its values, as PostgreSQL takes them.
  fileprivate var arrayType: SQLText {
    switch self {
    case .integer: "::bigint[]"
    case .text: "::text[]"
    }
  }
}

extension SQLDialect {
  /// A statement for ``SQL/SQLStatement/run(rows:)`` that inserts rows.
  ///
  /// - Parameter conflict: what is done about rows that are there, `ON CONFLICT …`.
  func insert(into table: SQLText, _ columns: [TableColumn], _ conflict: SQLText = "") -> SQLText {
    let names = columns.map(\.name).joined(separator: ", ")
    let start: SQLText = "INSERT INTO " + table + " (" + names + ") "
    let parameters = columns.indices.map { SQLText.parameter($0 + 1) }
    switch self {
    case .sqlite: return start + "VALUES (" + parameters.joined(separator: ", ") + ") " + conflict
    case .postgresql:
      let arrays = zip(parameters, columns).map { $0 + $1.arrayType }.joined(separator: ", ")
      return start + "SELECT * FROM unnest(" + arrays + ") " + conflict
    }
  }

  /// The same, where a row that has the number already is written over.
  ///
  /// - Parameter fixed: columns that never change: SQLite would write their indexes anew.
  func put(into table: SQLText, _ columns: [TableColumn], fixed: Set<TableColumn> = []) -> SQLText {
    let changes = columns.filter { !fixed.contains($0) }.map { $0.name + " = excluded." + $0.name }
      .joined(separator: ", ")
    return insert(into: table, [.integer("number")] + columns, "ON CONFLICT (number) DO UPDATE SET " + changes)
  }
}
