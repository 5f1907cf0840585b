internal import CSQLite
internal import Glibc

/// A connection to a file of SQLite.
///
/// SQLite 3.40 can lose commits when one connection moves the log into the database while another one writes. So at most one connection
/// is ever open for writing, which its owner sees to with a lock of its own; only that one moves the log.
@safe final class SQLiteConnection: SQLConnection {
  let dialect = SQLDialect.sqlite
  let handle: OpaquePointer
  private let path: String

  /// How long it waits for somebody else's lock, in milliseconds.
  private static let timeout: Int32 = 5_000

  init(path: String, _ access: SQLAccess) throws(SQLError) {
    self.path = path
    // Neither the empty path nor ":memory:" nor "file:" means something special.
    let file = path.hasPrefix("/") ? path : "./" + path
    if access == .writing { Self.make(file) }
    let flags =
      SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
      | (access == .writing ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY)
    var opened: OpaquePointer?
    let code = unsafe sqlite3_open_v2(file, &opened, flags, nil)
    guard let opened = unsafe opened, code == SQLITE_OK else {
      // Also a connection that failed is to be closed.
      let error = unsafe Self.error(code, "open \(path)", opened)
      unsafe sqlite3_close_v2(opened)
      throw error
    }
    unsafe handle = unsafe opened
    do throws(SQLError) {
      unsafe sqlite3_busy_timeout(handle, Self.timeout)
      unsafe sqlite3_extended_result_codes(handle, 1)
      switch access {
      case .reading: _ = unsafe omaha_sqlite3_keep_log_on_close(handle)
      case .writing:
        // Readers that may not make files in the folder need those of the log, which is empty then.
        var keeps: Int32 = 1
        unsafe sqlite3_file_control(handle, "main", SQLITE_FCNTL_PERSIST_WAL, &keeps)
        // Before there are tables: what is deleted leaves room that can be given back a little at a time.
        try run("PRAGMA auto_vacuum = INCREMENTAL")
        try run("PRAGMA journal_mode = WAL")
        // A commit is on the disk when it returns: what it has loaded may be removed from the journal.
        try run("PRAGMA synchronous = FULL")
        // Pages of 4 KiB: a page that is written again and again is moved from the log into the file once in 32 MiB.
        try run("PRAGMA wal_autocheckpoint = 8192")
        try run("PRAGMA journal_size_limit = 67108864")
        // What is forgotten is not left in the file. Debian's library does so by itself.
        try run("PRAGMA secure_delete = ON")
      }
      // 32 MiB of pages; the system keeps more of the file than that in memory.
      try run("PRAGMA cache_size = -32768")
      try run("PRAGMA temp_store = MEMORY")
    } catch {
      // deinit closes it.
      throw SQLError(error.code, "open \(path)", error.detail)
    }
  }

  deinit { unsafe sqlite3_close_v2(handle) }

  var isInTransaction: Bool { unsafe sqlite3_get_autocommit(handle) == 0 }

  func run(_ script: SQLText) throws(SQLError) {
    let code = unsafe sqlite3_exec(handle, script.text, nil, nil, nil)
    guard code == SQLITE_OK else { throw error(code) }
  }

  func prepare(_ text: SQLText) throws(SQLError) -> any SQLStatement { try SQLiteStatement(text, on: self) }

  /// Makes an empty file, which is a database without tables. Its group may read and write it, as it may the journal; SQLite's other
  /// files get the same mode. What goes wrong is said when the file is opened.
  private static func make(_ path: String) {
    let file = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o660)
    guard file >= 0 else { return }
    _ = fchmod(file, 0o660)
    _ = close(file)
  }

  /// The error of the call that was made last.
  func error(_ code: Int32) -> SQLError { unsafe Self.error(code, "use \(path)", handle) }

  private static func error(_ code: Int32, _ context: String, _ handle: OpaquePointer?) -> SQLError {
    // Why a file cannot be opened is known to the system only.
    let system = code & 0xFF == SQLITE_CANTOPEN ? unsafe sqlite3_system_errno(handle) : 0
    if system != 0 {
      let kind: SQLError.Code = system == EACCES || system == EPERM || system == EROFS ? .denied : .missing
      return SQLError(kind, context, unsafe String(cString: strerror(system)))
    }
    // Without a handle there was no memory for one.
    let words = unsafe handle == nil ? sqlite3_errstr(code) : sqlite3_errmsg(handle)
    return SQLError(SQLError.Code(sqlite: code), context, unsafe words.map { unsafe String(cString: $0) } ?? "")
  }
}

extension SQLError.Code {
  /// The kind of a result code (sqlite.org/rescode.html).
  fileprivate init(sqlite code: Int32) {
    switch code & 0xFF {
    case SQLITE_BUSY, SQLITE_LOCKED: self = .locked
    case SQLITE_PERM, SQLITE_READONLY, SQLITE_AUTH: self = .denied
    case SQLITE_CANTOPEN: self = .missing
    case SQLITE_FULL: self = .full
    case SQLITE_IOERR, SQLITE_CORRUPT, SQLITE_PROTOCOL, SQLITE_NOMEM: self = .damaged
    case SQLITE_NOTADB: self = .notOurs
    default: self = .statement
    }
  }
}
