internal import CLibPQ
internal import Glibc

/// A prepared statement of PostgreSQL. It keeps its connection open, which keeps the statement.
///
/// Rows are taken one at a time, so that a million of them need no memory.
@safe final class PostgreSQLStatement: SQLStatement {
  private let connection: PostgreSQLConnection
  private let name: String
  private var parameters = PostgreSQLParameters([SQLValue]())
  /// The row, or the last thing that the server said.
  private var result: OpaquePointer?

  private enum State {
    /// Bound, and not sent.
    case bound
    /// Sent, and the server may have more to say.
    case running
    case done
  }
  private var state = State.bound

  init(name: String, on connection: PostgreSQLConnection) {
    self.name = name
    self.connection = connection
    unsafe result = nil
  }

  deinit { reset() }

  func bind(_ values: [SQLValue]) throws(SQLError) {
    reset()
    parameters = PostgreSQLParameters(values)
    state = .bound
  }

  func run(rows: [[SQLValue]], _ row: (any SQLStatement) -> Void) throws(SQLError) {
    guard !rows.isEmpty else { return }
    reset()
    parameters = PostgreSQLParameters(rows: rows)
    state = .bound
    // What was sent is not kept: it may be megabytes.
    defer { parameters = PostgreSQLParameters([SQLValue]()) }
    while try step() { row(self) }
  }

  func step() throws(SQLError) -> Bool {
    switch state {
    case .bound: try send()
    case .running: break
    case .done: return false
    }
    take()
    guard unsafe result != nil else { return false }
    do throws(SQLError) { try unsafe connection.check(result) } catch {
      reset()
      throw error
    }
    if unsafe connection.functions.PQresultStatus(result) == PGRES_SINGLE_TUPLE { return true }
    // The rows are over; so is what the server has to say.
    reset()
    return false
  }

  private func send() throws(SQLError) {
    try connection.checkIdle()
    let send = unsafe connection.functions.PQsendQueryPrepared
    let count = Int32(clamping: parameters.count)
    let isSent = unsafe parameters.withPointers { values, lengths, formats in
      unsafe send?(connection.handle, name, count, values, lengths, formats, 0)
    }
    guard isSent == 1 else { throw connection.lastError() }
    _ = unsafe connection.functions.PQsetSingleRowMode(connection.handle)
    state = .running
    connection.isBusy = true
  }

  /// Takes the next thing that the server says.
  private func take() {
    unsafe connection.functions.PQclear(result)
    unsafe result = unsafe connection.functions.PQgetResult(connection.handle)
    guard unsafe result == nil else { return }
    state = .done
    connection.isBusy = false
  }

  func reset() {
    while state == .running { take() }
    unsafe connection.functions.PQclear(result)
    unsafe result = nil
    state = .done
  }

  func isNull(_ column: Int) -> Bool { unsafe connection.functions.PQgetisnull(result, 0, Int32(column)) == 1 }

  func integer(_ column: Int) -> Int64 {
    guard let text = unsafe connection.functions.PQgetvalue(result, 0, Int32(column)) else { return 0 }
    return unsafe strtoll(text, nil, 10)
  }

  func text(_ column: Int) -> String {
    guard let text = unsafe connection.functions.PQgetvalue(result, 0, Int32(column)) else { return "" }
    let count = Int(unsafe connection.functions.PQgetlength(result, 0, Int32(column)))
    return unsafe text.withMemoryRebound(to: UInt8.self, capacity: count) {
      unsafe String(decoding: UnsafeBufferPointer(start: $0, count: count), as: UTF8.self)
    }
  }
}
