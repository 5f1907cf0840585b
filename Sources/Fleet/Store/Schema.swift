internal import SQL

/// The tables, as one version of the program after the other has made them.
///
/// `machine` is written only when something has changed. What changes at every check is in `seen`, which is narrow and has no
/// indexes. `event` is only appended to. `count`, `checkins` and `reports` move with each check-in, so that whoever shows a fleet reads hundreds of rows.
/// `request` has the requests that were counted of late, so that one that comes twice counts once; its rows are only appended and dropped.
/// `hour` is `count` at the beginning of an hour. `entered` says how often machines came into a state within the last hour. `place` says how
/// far each segment of the journal was read. `forgotten` has hashes of the IDs of machines, so that what they said before stays forgotten.
///
/// PostgreSQL has all of it in the schema `omaha`.
enum Schema {
  /// What this program knows.
  static let version: Int64 = 5

  /// Leads from a version of the tables to the next one, within a transaction. A step that was ever published is never changed.
  static func step(from version: Int64, on connection: any SQLConnection) throws(SQLError) {
    let isSQLite = connection.dialect == .sqlite
    switch version {
    case 0: try connection.run((isSQLite ? first.sqlite : first.postgresql) + common)
    case 1:
      try connection.run((isSQLite ? versionKey : collations) + entered)
      try fillVersionKeys(connection)
      try connection.run(indexes(connection.dialect))
    case 2: try connection.run(third(connection.dialect))
    case 3: try connection.run(fourth)
    default: try connection.run(fifth)
    }
  }

  /// Where the databases differ.
  private static let first: (sqlite: SQLText, postgresql: SQLText) = (
    "CREATE TABLE machine (number INTEGER PRIMARY KEY, " + machine + ");"
      + "CREATE TABLE seen (number INTEGER PRIMARY KEY, " + seen + ");"
      + "CREATE TABLE event (number INTEGER PRIMARY KEY, " + event + ");"
      + "CREATE INDEX event_machine ON event (machine);",
    "CREATE SCHEMA IF NOT EXISTS omaha; SET search_path TO omaha;"
      + "CREATE TABLE machine (number BIGINT PRIMARY KEY, " + machine + ");"
      // Half of each page is left free, so that a row that is written over stays in its page, and no index has to be told.
      + "CREATE TABLE seen (number BIGINT PRIMARY KEY, " + seen + ") WITH (fillfactor = 50);"
      + "CREATE TABLE event (number BIGINT NOT NULL, " + event + ") PARTITION BY RANGE (time);"
      + "CREATE INDEX event_machine ON event (machine);"
      + "CREATE INDEX event_time ON event USING brin (time, number) WITH (pages_per_range = 16);"
      + "CREATE TABLE event_other PARTITION OF event DEFAULT;" + months
  )

  /// Partitions of months: `event_2026_11` and so on. A month whose events have come before its partition, because a clock was wrong, gets none.
  private static let months: SQLText = """
    CREATE FUNCTION make_month(name TEXT, begins BIGINT, ends BIGINT) RETURNS BIGINT LANGUAGE plpgsql AS $$
    BEGIN
      IF to_regclass(format('omaha.%I', name)) IS NULL
        AND NOT EXISTS (SELECT FROM event_other WHERE time >= begins AND time < ends) THEN
        EXECUTE format('CREATE TABLE omaha.%I PARTITION OF omaha.event FOR VALUES FROM (%s) TO (%s)', name, begins, ends);
        RETURN 1;
      END IF;
      RETURN 0;
    END $$;
    CREATE FUNCTION drop_months(before TEXT) RETURNS BIGINT LANGUAGE plpgsql AS $$
    DECLARE
      month TEXT;
      dropped BIGINT := 0;
    BEGIN
      FOR month IN SELECT relname FROM pg_catalog.pg_inherits JOIN pg_catalog.pg_class ON pg_class.oid = inhrelid
        WHERE inhparent = 'omaha.event'::regclass AND relname ~ '^event_[0-9]{4}_[0-9]{2}$' AND relname < before COLLATE "C" LOOP
        EXECUTE format('DROP TABLE omaha.%I', month);
        dropped := dropped + 1;
      END LOOP;
      RETURN dropped;
    END $$;

    """

  /// ``KnownMachine``.
  private static let machine: SQLText = """
      app TEXT NOT NULL, id TEXT NOT NULL,
      alias TEXT NOT NULL, version TEXT NOT NULL, track TEXT NOT NULL, board TEXT NOT NULL, arch TEXT NOT NULL, oem TEXT NOT NULL,
      oem_version TEXT NOT NULL, aleph_version TEXT NOT NULL, platform TEXT NOT NULL, os_version TEXT NOT NULL, client TEXT NOT NULL,
      address TEXT NOT NULL, boot_id TEXT NOT NULL, previous_boot_id TEXT NOT NULL,
      "group" TEXT NOT NULL, target TEXT NOT NULL, reason TEXT NOT NULL, release TEXT NOT NULL,
      state TEXT NOT NULL, since BIGINT NOT NULL, first_seen BIGINT NOT NULL, is_updated BIGINT NOT NULL, is_installed BIGINT NOT NULL,
      installed_boot_id TEXT NOT NULL, loops BIGINT NOT NULL, looped_release TEXT NOT NULL, cloned_at BIGINT NOT NULL,
      error_time BIGINT NOT NULL, error_code BIGINT NOT NULL, error_release TEXT NOT NULL

    """

  /// ``Sightings``, and the hashes of the last requests, which the third version drops.
  private static let seen: SQLText = """
    seen BIGINT NOT NULL, checked BIGINT NOT NULL, offered BIGINT NOT NULL,
    request1 BIGINT NOT NULL, request2 BIGINT NOT NULL, request3 BIGINT NOT NULL, request4 BIGINT NOT NULL
    """

  /// ``FleetEvent``; its app and machine are those of the row of `machine`.
  private static let event: SQLText = """
      machine BIGINT NOT NULL, time BIGINT NOT NULL, kind TEXT NOT NULL, type BIGINT NOT NULL, result BIGINT NOT NULL,
      code BIGINT NOT NULL, extra BIGINT NOT NULL, previous TEXT NOT NULL, next TEXT NOT NULL, downloaded BIGINT NOT NULL,
      total BIGINT NOT NULL, duration BIGINT NOT NULL, state TEXT NOT NULL, version TEXT NOT NULL, "group" TEXT NOT NULL,
      release TEXT NOT NULL, target TEXT NOT NULL, reason TEXT NOT NULL

    """

  private static let common: SQLText = """
    CREATE INDEX machine_id ON machine (id);
    -- Those whose state ends by time alone (KnownMachine.agingStates).
    CREATE INDEX machine_aging ON machine (number) WHERE state IN ('offered', 'installed');

    -- How many machines there are of a kind.
    CREATE TABLE count (
      app TEXT NOT NULL, "group" TEXT NOT NULL, version TEXT NOT NULL, target TEXT NOT NULL, state TEXT NOT NULL, reason TEXT NOT NULL,
      machines BIGINT NOT NULL, PRIMARY KEY (app, "group", version, target, state, reason)
    );
    CREATE TABLE hour (
      time BIGINT NOT NULL, app TEXT NOT NULL, "group" TEXT NOT NULL, version TEXT NOT NULL, target TEXT NOT NULL,
      state TEXT NOT NULL, reason TEXT NOT NULL, machines BIGINT NOT NULL
    );
    CREATE INDEX hour_time ON hour (time);

    -- How many check-ins and events there were, since ever. They only grow.
    CREATE TABLE checkins (
      app TEXT NOT NULL, decision TEXT NOT NULL, reason TEXT NOT NULL, total BIGINT NOT NULL, PRIMARY KEY (app, decision, reason)
    );
    CREATE TABLE reports (
      type BIGINT NOT NULL, result BIGINT NOT NULL, code BIGINT NOT NULL, total BIGINT NOT NULL, PRIMARY KEY (type, result, code)
    );

    -- The requests of the last hour in which machines have told no ID.
    CREATE TABLE request (hash BIGINT PRIMARY KEY, time BIGINT NOT NULL);

    CREATE TABLE place (segment TEXT PRIMARY KEY, position BIGINT NOT NULL, finished BIGINT NOT NULL);

    -- One row: the version of these tables, the last numbers that were given to machines and events, the last hour that was kept.
    CREATE TABLE fleet (
      version BIGINT NOT NULL, machines BIGINT NOT NULL, events BIGINT NOT NULL, hour BIGINT NOT NULL
    );
    INSERT INTO fleet VALUES (0, 0, 0, 0);

    """
}
