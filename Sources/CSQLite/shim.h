#ifndef OMAHA_CSQLITE_SHIM_H
#define OMAHA_CSQLITE_SHIM_H

#include <sqlite3.h>

/// Binds a text that SQLite copies. The destructor that says so, SQLITE_TRANSIENT, is a cast of -1, so Swift cannot name it.
static inline int omaha_sqlite3_bind_text(sqlite3_stmt *statement, int index, const char *text, int count) {
  return sqlite3_bind_text(statement, index, text, count, SQLITE_TRANSIENT);
}

/// `sqlite3_db_config` has variable arguments. A connection that only reads must not move the log into the database when it is closed.
static inline int omaha_sqlite3_keep_log_on_close(sqlite3 *connection) {
  return sqlite3_db_config(connection, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, (int *)0);
}

#endif
