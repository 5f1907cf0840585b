import Foundation
import SQL
import TestDatabases
import Testing

/// What only PostgreSQL does.
@Suite(.serialized) struct PostgreSQLTests {
  private let server: PostgreSQLServer

  init() throws { server = try PostgreSQLServer.shared.get() }

  private func error(_ uri: String) -> SQLError? {
    failure { _ = try DatabaseLocation.postgresql(uri: uri).open(.writing) }
  }

  @Test("A server that is not there, or a database that it lacks, is named, and the password is not")
  func unreachable() throws {
    let gone = try #require(error("postgresql://me:secret@/fleet?host=/nowhere&password=secret"))
    #expect(gone.code == .unreachable)
    #expect(gone.description.hasPrefix("cannot connect to postgresql://me@/fleet: connection to server on socket "))
    #expect(!gone.description.contains("secret"))
    let missing = try #require(error(server.uri(of: "missing")))
    #expect(missing.description.hasSuffix(" database \"missing\" does not exist"))
    #expect(error("postgresql://%zz/")?.code == .unreachable)
  }

  @Test("A database in another encoding is refused: it could not store what machines send")
  func encoding() throws {
    let uri = try server.makeDatabase(encoding: "LATIN1")
    #expect(error(uri)?.code == .unsupported)
    #expect(error(uri)?.detail == "the database's encoding is not UTF8")
  }

  @Test("The password is taken from a file, and TLS is as the URI asks for it")
  func password() throws {
    _ = try server.psql("CREATE ROLE careful LOGIN PASSWORD 'correct horse'")
    let uri = server.uri(of: "postgres", user: "careful")
    #expect(error(uri)?.code == .unreachable)
    let file = NSTemporaryDirectory() + "omaha-pgpass-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: file) }
    #expect(
      FileManager.default.createFile(
        atPath: file, contents: Data("*:*:*:careful:correct horse\n".utf8), attributes: [.posixPermissions: 0o600]))
    #expect(error(uri + "&passfile=\(file)") == nil)
    #expect(error("postgresql://postgres@127.0.0.1:1/postgres?sslmode=verify-full")?.code == .unreachable)
  }

  @Test("A connection that is lost says so, also to a statement that was prepared before")
  func lost() throws {
    let connection = try DatabaseLocation.postgresql(uri: try server.makeDatabase()).open(.writing)
    let statement = try connection.prepare("SELECT $1::bigint")
    #expect(try connection.integer("SELECT $1::bigint", [7]) == 7)
    let name = try #require(try connection.rows("SELECT current_database()") { $0.text(0) }.first)
    try server.psql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '\(name)'")
    #expect(failure { try statement.run([1]) }?.code == .unreachable)
    #expect(failure { try statement.run([1]) }?.code == .unreachable)
    #expect(failure { try connection.run("SELECT 1") }?.code == .unreachable)
    #expect(failure { try connection.transaction { () throws(SQLError) in } }?.code == .unreachable)
    #expect(!connection.isInTransaction)
  }

  @Test("A transaction in which a statement has failed is not committed, and that is an error")
  func failedTransaction() throws {
    let connection = try DatabaseLocation.postgresql(uri: try server.makeDatabase()).open(.writing)
    let error = failure {
      try connection.transaction { () throws(SQLError) in
        try connection.run("CREATE TABLE t (i BIGINT)")
        try? connection.run("nonsense")
      }
    }
    #expect(error?.code == .statement && !connection.isInTransaction)
    #expect(failure { try connection.run("SELECT * FROM t") } != nil)
  }

  @Test("A statement that has rows left keeps the connection busy, and others say so")
  func busy() throws {
    let connection = try DatabaseLocation.postgresql(uri: server.uri(of: "postgres")).open(.reading)
    let statement = try connection.prepare("SELECT generate_series(1, $1)")
    let other = try connection.prepare("SELECT 1")
    try statement.bind([3])
    #expect(try statement.step())
    #expect(failure { try other.run([]) }?.code == .statement)
    #expect(failure { _ = try connection.prepare("SELECT 2") }?.code == .statement)
    #expect(failure { try connection.run("SELECT 2") }?.code == .statement)
    #expect(try statement.step() && statement.integer(0) == 2)
    statement.reset()
    #expect(try !statement.step())
    try other.run([])
  }

  @Test("A server that was killed is unreachable until it is back")
  func killed() throws {
    let server = try PostgreSQLServer()
    let location = DatabaseLocation.postgresql(uri: server.uri(of: "postgres"))
    let connection = try location.open(.writing)
    try connection.run("CREATE TABLE t (i BIGINT); INSERT INTO t VALUES (7)")
    try server.kill(stayAway: true)
    #expect(failure { _ = try connection.integer("SELECT i FROM t") }?.code == .unreachable)
    #expect(failure { _ = try location.open(.writing) }?.code == .unreachable)
    try server.comeBack()
    var found: Int64?
    let deadline = Date() + 60
    while found == nil, Date() < deadline { found = try? location.open(.writing).integer("SELECT i FROM t") }
    #expect(found == 7)
  }
}
