internal import SQL

/// The third version: requests are remembered by the time in which they came, for all machines together.
///
/// Until then each machine had its last four. `clock` is the latest moment up to which states have aged and data were dropped.
extension Schema {
  /// `hashes` is a text of ``HashRow``; `batch` grows with each batch that any host loads.
  private static let request: SQLText = """
    DROP TABLE request;
    CREATE TABLE request (span BIGINT NOT NULL, batch BIGINT NOT NULL, hashes TEXT NOT NULL, PRIMARY KEY (span, batch));
    ALTER TABLE fleet ADD COLUMN batches BIGINT NOT NULL DEFAULT 0;
    ALTER TABLE fleet ADD COLUMN clock BIGINT NOT NULL DEFAULT 0;
    UPDATE fleet SET clock = hour;

    """

  /// The third version's step.
  static func third(_ dialect: SQLDialect) -> SQLText {
    switch dialect {
    case .sqlite:
      // One by one, each column that is dropped would write the table anew.
      request + """
        CREATE TABLE seen_next (
          number INTEGER PRIMARY KEY, seen BIGINT NOT NULL, checked BIGINT NOT NULL, offered BIGINT NOT NULL
        );
        INSERT INTO seen_next SELECT number, seen, checked, offered FROM seen;
        DROP TABLE seen;
        ALTER TABLE seen_next RENAME TO seen;

        """
    case .postgresql:
      // Hashes cannot be compressed.
      request + """
        ALTER TABLE request ALTER COLUMN hashes SET STORAGE EXTERNAL;
        ALTER TABLE seen DROP COLUMN request1, DROP COLUMN request2, DROP COLUMN request3, DROP COLUMN request4;

        """
    }
  }
}
