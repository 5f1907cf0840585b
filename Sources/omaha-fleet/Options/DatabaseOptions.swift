internal import ArgumentParser
internal import SQL

/// `--database`
struct DatabaseOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Where the database is: sqlite:PATH or postgresql://HOST/NAME (default: sqlite:DIR/fleet.sqlite)",
      discussion: """
        PostgreSQL's password is taken from PGPASSFILE, ~/.pgpass or a service file; on a command line everybody could read it.
        """, valueName: "location"),
    transform: { text in
      do throws(SQLError) { return try DatabaseLocation(text) } catch {
        throw ValidationError("\(error.detail.prefix(1).uppercased())\(error.detail.dropFirst()).")
      }
    })
  var database: DatabaseLocation?

  /// The database that was asked for.
  ///
  /// - Parameter fleet: the folder of what machines report.
  func location(fleet: String) -> DatabaseLocation { database ?? Self.standard(fleet: fleet) }

  /// The database where none is named.
  static func standard(fleet: String) -> DatabaseLocation { .sqlite(path: fleet + "/fleet.sqlite") }
}
