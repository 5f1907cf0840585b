internal import SQL

/// The fifth version: what tells clones and former offers, and which machines are to stay forgotten.
extension Schema {
  /// The fifth version's step.
  static let fifth: SQLText = """
    ALTER TABLE machine ADD COLUMN left_boots TEXT NOT NULL DEFAULT '';
    ALTER TABLE machine ADD COLUMN earlier_releases TEXT NOT NULL DEFAULT '';
    CREATE TABLE forgotten (hash BIGINT PRIMARY KEY, time BIGINT NOT NULL);
    CREATE INDEX forgotten_time ON forgotten (time);

    """
}
