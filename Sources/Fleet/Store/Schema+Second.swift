internal import SQL

/// The second version: whoever asks for machines reads those that are asked for, and not the whole fleet.
extension Schema {
  /// Both databases sort texts byte by byte, whatever the language of PostgreSQL's database is.
  static let collations: SQLText = """
    ALTER TABLE machine ALTER COLUMN app TYPE TEXT COLLATE "C", ALTER COLUMN id TYPE TEXT COLLATE "C",
      ALTER COLUMN alias TYPE TEXT COLLATE "C", ALTER COLUMN state TYPE TEXT COLLATE "C";
    ALTER TABLE machine ADD COLUMN version_key TEXT COLLATE "C" NOT NULL DEFAULT '';

    """
  static let versionKey: SQLText = "ALTER TABLE machine ADD COLUMN version_key TEXT NOT NULL DEFAULT '';"

  /// How often machines came into a state, by the minute; the last 500,000 events are enough for the last hour.
  static let entered: SQLText = """
    CREATE TABLE entered (
      time BIGINT NOT NULL, app TEXT NOT NULL, "group" TEXT NOT NULL, state TEXT NOT NULL, total BIGINT NOT NULL,
      PRIMARY KEY (time, app, "group", state)
    );
    INSERT INTO entered
      SELECT event.time / 60000 * 60000, app, event."group", event.state, count(*)
      FROM event JOIN machine ON machine.number = event.machine
      WHERE event.state <> '' AND event.number > (SELECT events FROM fleet) - 500000
      GROUP BY 1, 2, 3, 4;

    """

  /// Gives each version the key by which it sorts.
  static func fillVersionKeys(_ connection: any SQLConnection) throws(SQLError) {
    let isSQLite = connection.dialect == .sqlite
    // Otherwise the whole table is read once a version.
    if isSQLite { try connection.run("CREATE INDEX machine_version ON machine (version)") }
    let versions = try connection.rows("SELECT DISTINCT version FROM machine") { $0.text(0) }
    let fill = try connection.prepare(
      isSQLite
        ? "UPDATE machine SET version_key = $2 WHERE version = $1"
        : """
        UPDATE machine SET version_key = found.key FROM unnest($1::text[], $2::text[]) AS found (version, key)
        WHERE machine.version = found.version
        """)
    try fill.run(rows: versions.map { [.text($0), .text(KnownMachine.versionKey($0))] })
    if isSQLite { try connection.run("DROP INDEX machine_version") }
  }

  /// An index for everything that machines are found or sorted by. `machine_error` has all that `omaha-fleet errors` counts.
  static func indexes(_ dialect: SQLDialect) -> SQLText {
    let columns: [(name: SQLText, column: SQLText)] = [
      ("app", "app"), ("group", "\"group\""), ("state", "state"), ("version", "version_key"), ("target", "target"),
      ("track", "track"), ("arch", "arch"), ("oem", "oem"), ("reason", "reason"), ("alias", "alias"),
      ("since", "since"),
    ]
    let others: SQLText = """
      CREATE UNIQUE INDEX machine_key ON machine (id, app);
      DROP INDEX machine_id;
      CREATE INDEX machine_error ON machine (error_code, app, error_release, platform, state, error_time) WHERE error_time > 0;
      CREATE INDEX machine_cloned ON machine (cloned_at) WHERE cloned_at > 0;

      """
    // SQLite's indexes have the number behind their columns anyway.
    let end: SQLText = dialect == .sqlite ? ");" : ", number);"
    return columns.map { "CREATE INDEX machine_" + $0.name + " ON machine (" + $0.column + end }.joined(separator: "")
      + others
  }
}
