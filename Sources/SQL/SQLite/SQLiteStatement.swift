internal import CSQLite

/// A prepared statement of SQLite. It keeps its connection open.
@safe final class SQLiteStatement: SQLStatement {
  private let connection: SQLiteConnection
  private let handle: OpaquePointer
  /// SQLite's index of `$1`, `$2` and so on; 0 for one that the statement does not have.
  private let indices: [Int32]
  /// Whether rows may be left.
  private var isRunning = false

  init(_ text: SQLText, on connection: SQLiteConnection) throws(SQLError) {
    var prepared: OpaquePointer?
    let code = unsafe sqlite3_prepare_v3(
      connection.handle, text.text, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
    guard code == SQLITE_OK else { throw connection.error(code) }
    guard let prepared = unsafe prepared else { throw SQLError(.statement, "prepare a statement", "it is empty") }
    self.connection = connection
    unsafe handle = unsafe prepared
    // SQLite counts names in the order of their first appearance.
    let count = unsafe sqlite3_bind_parameter_count(prepared)
    indices = (0..<max(count, 0)).map { unsafe sqlite3_bind_parameter_index(prepared, "$\($0 + 1)") }
  }

  deinit { unsafe sqlite3_finalize(handle) }

  func bind(_ values: [SQLValue]) throws(SQLError) {
    reset()
    try check(values.count)
    for (index, value) in zip(indices, values) { try bind(value, at: index) }
  }

  func run(rows: [[SQLValue]], _ row: (any SQLStatement) -> Void) throws(SQLError) {
    for values in rows {
      try bind(values)
      while try step() { row(self) }
    }
  }

  func step() throws(SQLError) -> Bool {
    let code = unsafe sqlite3_step(handle)
    isRunning = code == SQLITE_ROW
    if isRunning { return true }
    if code == SQLITE_DONE {
      // Ends the statement, and with it a read transaction of its own.
      unsafe sqlite3_reset(handle)
      return false
    }
    let error = connection.error(code)
    unsafe sqlite3_reset(handle)
    throw error
  }

  func reset() {
    guard isRunning else { return }
    unsafe sqlite3_reset(handle)
    isRunning = false
  }

  func isNull(_ column: Int) -> Bool { unsafe sqlite3_column_type(handle, Int32(column)) == SQLITE_NULL }

  func integer(_ column: Int) -> Int64 { unsafe sqlite3_column_int64(handle, Int32(column)) }

  func text(_ column: Int) -> String {
    guard let bytes = unsafe sqlite3_column_text(handle, Int32(column)) else { return "" }
    let count = Int(unsafe sqlite3_column_bytes(handle, Int32(column)))
    return unsafe String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
  }

  private func check(_ count: Int) throws(SQLError) {
    guard count == indices.count else {
      throw SQLError(.statement, "bind values", "\(count) are given and \(indices.count) needed")
    }
  }

  private func bind(_ value: SQLValue, at index: Int32) throws(SQLError) {
    switch value {
    case .null: try confirm(unsafe sqlite3_bind_null(handle, index))
    case .integer(let number): try confirm(unsafe sqlite3_bind_int64(handle, index, number))
    case .text(let text): try bind(text, at: index)
    }
  }

  private func bind(_ text: String, at index: Int32) throws(SQLError) {
    var text = text.storable
    let code = text.withUTF8 { bytes in
      // Of no bytes there is no address, and a text without one is null.
      guard let start = bytes.baseAddress else { return unsafe omaha_sqlite3_bind_text(handle, index, "", 0) }
      return unsafe UnsafeRawPointer(start).withMemoryRebound(to: CChar.self, capacity: bytes.count) {
        unsafe omaha_sqlite3_bind_text(handle, index, $0, Int32(clamping: bytes.count))
      }
    }
    try confirm(code)
  }

  private func confirm(_ code: Int32) throws(SQLError) {
    guard code == SQLITE_OK else { throw connection.error(code) }
  }
}
