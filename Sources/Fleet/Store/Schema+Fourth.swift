internal import SQL

/// The fourth version: what machines make up makes no rows of `count` and `entered` (``MachineCount``).
extension Schema {
  /// The fourth version's step.
  static let fourth: SQLText = """
    ALTER TABLE machine ADD COLUMN is_rare BIGINT NOT NULL DEFAULT 0;
    DELETE FROM count WHERE reason IN ('unknown-app', 'invalid-app-id');
    INSERT INTO count SELECT '', '', '', '', state, reason, count(*) FROM machine
      WHERE reason IN ('unknown-app', 'invalid-app-id') GROUP BY state, reason;
    DELETE FROM entered WHERE app NOT IN (SELECT app FROM count);

    """
}
