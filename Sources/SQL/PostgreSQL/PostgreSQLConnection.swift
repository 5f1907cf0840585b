internal import CLibPQ

/// A connection to a server of PostgreSQL.
///
/// The URI goes to libpq as it is: so do passwords by PGPASSFILE or a service file, and TLS by `sslmode`.
@safe final class PostgreSQLConnection: SQLConnection {
  let dialect = SQLDialect.postgresql
  let functions: omaha_libpq
  let handle: OpaquePointer
  private let location: String
  /// The names of the statements that the server has prepared. There are as many as there are texts in our source.
  private var names: [SQLText: String] = [:]
  /// Whether a statement has rows left.
  var isBusy = false

  /// The oldest server that we know to do, as PQserverVersion tells it.
  private static let oldestServer: Int32 = 150_000

  init(uri: String, _ access: SQLAccess) throws(SQLError) {
    functions = try LibPQ.functions()
    location = DatabaseLocation.postgresql(uri: uri).description
    // What comes behind `dbname` overrules what is in the URI.
    let parameters = [
      // Seconds, and milliseconds for the last. A host that is gone is noticed, also while an answer is waited for. When a
      // network comes back the system may wait as long again as it was away before it sends anew: a new connection is faster.
      ("connect_timeout", "10"), ("keepalives_idle", "5"), ("keepalives_interval", "5"), ("keepalives_count", "3"),
      ("tcp_user_timeout", "15000"), ("fallback_application_name", "omaha-fleet"),
      ("dbname", uri), ("client_encoding", "UTF8"),
    ]
    let connect = unsafe functions.PQconnectdbParams
    let opened = unsafe withCStrings(parameters.map(\.0)) { keywords in
      unsafe withCStrings(parameters.map(\.1)) { values in unsafe connect?(keywords, values, 1) ?? nil }
    }
    guard let opened = unsafe opened else {
      throw SQLError(.unreachable, "connect to \(location)", "no memory")
    }
    unsafe handle = unsafe opened
    // From here on deinit closes it, also when this throws.
    try begin(access)
  }

  deinit { unsafe functions.PQfinish(handle) }

  /// Looks whether libpq can read a URI, where it is installed.
  ///
  /// - Throws: ``SQLError/Code/location``, without libpq's words: they may hold a part of a password.
  static func check(uri: String) throws(SQLError) {
    guard let functions = try? LibPQ.functions() else { return }
    guard let options = unsafe functions.PQconninfoParse(uri, nil) else {
      throw SQLError(
        .location, "read the database's location",
        "it is no URI of PostgreSQL; in a name or a password write % and two digits for one of :/?#[]@%")
    }
    unsafe functions.PQconninfoFree(options)
  }

  private func begin(_ access: SQLAccess) throws(SQLError) {
    let context = "connect to \(location)"
    guard unsafe functions.PQstatus(handle) == CONNECTION_OK else {
      // There is no code, only words. What an operator must change may be changed while we try again.
      throw SQLError(.unreachable, context, unsafe firstLine(functions.PQerrorMessage(handle)))
    }
    _ = unsafe functions.PQsetNoticeProcessor(handle, { _, _ in }, nil)
    guard unsafe functions.PQserverVersion(handle) >= Self.oldestServer else {
      throw SQLError(.unsupported, context, "the server is older than PostgreSQL 15")
    }
    guard let encoding = unsafe functions.PQparameterStatus(handle, "server_encoding"),
      unsafe String(cString: encoding) == "UTF8"
    else { throw SQLError(.unsupported, context, "the database's encoding is not UTF8") }
    // Our statements are short; to compile one takes longer than to run it.
    try run("SET jit = off; SET synchronous_commit = on")
    // A host that is cut off in the middle of a transaction holds others up: the server gives it ten seconds.
    try run(
      """
      SET lock_timeout = '5s'; SET idle_in_transaction_session_timeout = '10s';
      SET tcp_user_timeout = '15s';
      SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3
      """)
    if access == .reading { try run("SET default_transaction_read_only = on") }
  }

  var isInTransaction: Bool {
    let status = unsafe functions.PQtransactionStatus(handle)
    return status == PQTRANS_INTRANS || status == PQTRANS_INERROR || status == PQTRANS_ACTIVE
  }

  func run(_ script: SQLText) throws(SQLError) {
    try checkIdle()
    let result = unsafe functions.PQexec(handle, script.text)
    defer { unsafe functions.PQclear(result) }
    try unsafe check(result)
    // A transaction in which a statement failed is rolled back, and COMMIT says so only here.
    if script == "COMMIT", unsafe firstLine(functions.PQcmdStatus(result)) != "COMMIT" {
      throw SQLError(.statement, "commit", "a statement of the transaction has failed")
    }
  }

  func prepare(_ text: SQLText) throws(SQLError) -> any SQLStatement {
    try checkIdle()
    if let name = names[text] { return PostgreSQLStatement(name: name, on: self) }
    let name = "s\(names.count)"
    let result = unsafe functions.PQprepare(handle, name, text.text, 0, nil)
    defer { unsafe functions.PQclear(result) }
    try unsafe check(result)
    names[text] = name
    return PostgreSQLStatement(name: name, on: self)
  }

  func checkIdle() throws(SQLError) {
    if isBusy { throw SQLError(.statement, "run a statement", "another one has rows left") }
  }

  /// Throws what a result says, if that is an error.
  func check(_ result: OpaquePointer?) throws(SQLError) {
    switch unsafe functions.PQresultStatus(result) {
    case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_SINGLE_TUPLE, PGRES_EMPTY_QUERY: return
    default: break
    }
    // PG_DIAG_SQLSTATE and PG_DIAG_MESSAGE_PRIMARY of postgres_ext.h.
    let state = unsafe functions.PQresultErrorField(result, Int32(UInt8(ascii: "C"))).map { unsafe String(cString: $0) }
    let words =
      unsafe functions.PQresultErrorField(result, Int32(UInt8(ascii: "M"))) ?? functions.PQerrorMessage(handle)
    let isLost = unsafe functions.PQstatus(handle) != CONNECTION_OK
    throw SQLError(
      isLost ? .unreachable : SQLError.Code(sqlState: state ?? ""), "use \(location)", unsafe firstLine(words))
  }

  /// The error of a call that has no result.
  func lastError() -> SQLError {
    let isLost = unsafe functions.PQstatus(handle) != CONNECTION_OK
    return SQLError(
      isLost ? .unreachable : .statement, "use \(location)", unsafe firstLine(functions.PQerrorMessage(handle)))
  }
}

/// The first line of a message of libpq.
private func firstLine(_ message: UnsafePointer<CChar>?) -> String {
  guard let message = unsafe message else { return "" }
  return String(unsafe String(cString: message).prefix { $0 != "\n" })
}

extension SQLError.Code {
  /// The kind of a SQLSTATE (PostgreSQL 15 manual, appendix A).
  init(sqlState state: String) {
    switch state.prefix(2) {
    // A statement that was given another number of values than it has parameters breaks the protocol.
    case "08": self = state == "08P01" ? .statement : .unreachable
    case "28": self = .denied
    case "3D": self = .missing
    // A transaction that stood in another one's way, or for too long.
    case "40": self = .locked
    case "53": self = state == "53100" ? .full : .unreachable
    case "57": self = state == "57014" ? .locked : .unreachable
    case "58", "XX": self = .damaged
    default:
      switch state {
      case "55P03": self = .locked
      // A standby server takes no changes.
      case "42501", "25006": self = .denied
      case "": self = .unreachable
      default: self = .statement
      }
    }
  }
}
