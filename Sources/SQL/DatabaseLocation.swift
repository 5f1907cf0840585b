/// Where a database is, as `--database` names it.
package enum DatabaseLocation: Hashable, Sendable {
  /// A file.
  case sqlite(path: String)
  /// A connection URI of libpq (PostgreSQL 15 manual, 34.1.1.2).
  case postgresql(uri: String)

  /// Reads `sqlite:PATH` or `postgresql://…`.
  ///
  /// - Throws: ``SQLError/Code/location`` for anything else, with what is wrong in words.
  package init(_ text: String) throws(SQLError) {
    if text.hasPrefix("postgresql://") || text.hasPrefix("postgres://") {
      self = .postgresql(uri: text)
      try PostgreSQLConnection.check(uri: text)
    } else if text.hasPrefix("sqlite:"), text.utf8.count > "sqlite:".utf8.count {
      self = .sqlite(path: String(text.dropFirst("sqlite:".count)))
    } else {
      // What was typed may hold a password.
      throw SQLError(.location, "read the database's location", "it is neither sqlite:PATH nor postgresql://…")
    }
    if text.utf8.contains(0) { throw SQLError(.location, "read the database's location", "it has a NUL in it") }
  }

  /// Opens it.
  ///
  /// - Parameter access: SQLite's file is made when a writer finds none. PostgreSQL's server is not asked to change anything for a reader.
  package func open(_ access: SQLAccess) throws(SQLError) -> any SQLConnection {
    switch self {
    case .sqlite(let path): try SQLiteConnection(path: path, access)
    case .postgresql(let uri): try PostgreSQLConnection(uri: uri, access)
    }
  }
}

extension DatabaseLocation: CustomStringConvertible {
  /// The file, or the server without the password and whatever else the URI has behind the database's name.
  package var description: String {
    switch self {
    case .sqlite(let path): return path
    case .postgresql(let uri):
      let bare = uri.prefix { $0 != "?" }
      guard let at = bare.lastIndex(of: "@"), let slashes = bare.firstRange(of: "://") else { return String(bare) }
      let user = bare[slashes.upperBound..<at].prefix { $0 != ":" }
      return String(bare[..<slashes.upperBound] + user + bare[at...])
    }
  }
}

/// What a connection is for.
package enum SQLAccess: Hashable, Sendable {
  case reading
  case writing
}
