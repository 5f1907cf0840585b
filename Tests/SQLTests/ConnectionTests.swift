import SQL
import TestDatabases
import Testing

/// What both databases do alike.
@Suite(.serialized) struct ConnectionTests {
  private static let texts = [
    "", " ", "a", "'; DROP TABLE t; --", "$1", "\\", "\"", "{a,NULL}", "a\u{0}b", "é\u{202E}\u{2028}🙂", "\u{1B}[31m",
    String(repeating: "long ", count: 20_000),
  ]

  @Test(
    "Values come back as they were stored, whatever they are, and U+0000 as U+FFFD", arguments: TestDatabase.allCases)
  func values(kind: TestDatabase) throws {
    let database = try kind.make()
    let connection = try database.open()
    try connection.run("CREATE TABLE t (i BIGINT, s TEXT)")
    let insert = try connection.prepare("INSERT INTO t VALUES ($1, $2)")
    let integers: [Int64] = [0, -1, .min, .max]
    for integer in integers { try insert.run([.integer(integer), .null]) }
    for text in Self.texts { try insert.run([.null, .text(text)]) }
    let found = try connection.rows("SELECT i FROM t WHERE s IS NULL ORDER BY i") { $0.integer(0) }
    #expect(found == integers.sorted())
    let expected = Self.texts.map { $0.replacing("\0", with: "\u{FFFD}") }
    let select = try connection.prepare("SELECT i, s FROM t WHERE s = $1")
    for text in expected {
      try select.bind([.text(text)])
      try #require(try select.step())
      #expect(select.text(1) == text && !select.isNull(1))
      #expect(select.isNull(0) && select.integer(0) == 0 && select.text(0) == "")
      #expect(try !select.step())
    }
  }

  @Test(
    "Parameters go by their numbers, in any order and as often as they stand there", arguments: TestDatabase.allCases)
  func parameters(kind: TestDatabase) throws {
    let database = try kind.make()
    let connection = try database.open()
    try connection.run("CREATE TABLE t (a BIGINT, b BIGINT, c BIGINT)")
    try connection.run("INSERT INTO t VALUES ($2, $1, $2)", [1, 2])
    let found = try connection.rows("SELECT a, b, c FROM t") { [$0.integer(0), $0.integer(1), $0.integer(2)] }
    #expect(found == [[2, 1, 2]])
    for values: [SQLValue] in [[], [1], [1, 2, 3]] {
      #expect(failure { try connection.run("INSERT INTO t VALUES ($2, $1, $2)", values) }?.code == .statement)
    }
    #expect(try connection.integer("SELECT count(*) FROM t") == 1)
    #expect(try connection.integer("SELECT a FROM t WHERE a = $1", [7]) == nil)
  }

  @Test(
    "A statement that runs for many rows does as much as one that runs once for each", arguments: TestDatabase.allCases)
  func columns(kind: TestDatabase) throws {
    let database = try kind.make()
    let connection = try database.open()
    try connection.run("CREATE TABLE t (i BIGINT PRIMARY KEY, s TEXT)")
    let insert = try connection.prepare(
      kind == .sqlite
        ? "INSERT INTO t VALUES ($1, $2)" : "INSERT INTO t SELECT * FROM unnest($1::bigint[], $2::text[])")
    let texts = Self.texts
    let numbers = (0..<Int64(texts.count)).map { $0 * 1_000_000_007 - 5 }
    try insert.run(rows: zip(numbers, texts).map { [.integer($0), .text($1)] })
    try insert.run(rows: [])
    let select = try connection.prepare(
      kind == .sqlite
        ? "SELECT $2, s FROM t WHERE i = $1"
        : "SELECT place, s FROM unnest($1::bigint[], $2::bigint[]) AS asked (i, place) JOIN t USING (i)")
    var found: [Int64: String] = [:]
    let asked = numbers.reversed() + [77]
    try select.run(rows: asked.enumerated().map { [.integer($1), .integer(Int64($0))] }) {
      found[asked[Int($0.integer(0))]] = $0.text(1)
    }
    #expect(found.count == texts.count)
    for (number, text) in zip(numbers, texts) { #expect(found[number] == text.replacing("\0", with: "\u{FFFD}")) }
    #expect(failure { try insert.run(rows: [[1, ""], [.integer(numbers[0]), .null]]) }?.code == .statement)
    // A statement that failed can be used again.
    try insert.run(rows: [[2, .null], [3, "b"]])
    #expect(try connection.integer("SELECT count(*) FROM t WHERE s IS NULL AND i = 2") == 1)
  }

  @Test("A transaction does all or nothing", arguments: TestDatabase.allCases)
  func transactions(kind: TestDatabase) throws {
    let database = try kind.make()
    let connection = try database.open()
    try connection.run("CREATE TABLE t (i BIGINT PRIMARY KEY)")
    let other = try database.open(.reading)
    let insert = try connection.prepare("INSERT INTO t VALUES ($1)")
    try connection.transaction { () throws(SQLError) in
      try insert.run([1])
      #expect(connection.isInTransaction)
      #expect(try other.integer("SELECT count(*) FROM t") == 0)
    }
    #expect(!connection.isInTransaction)
    #expect(try other.integer("SELECT count(*) FROM t") == 1)
    let error = failure {
      try connection.transaction { () throws(SQLError) in
        try insert.run([2])
        try insert.run([1])
      }
    }
    #expect(error?.code == .statement && !connection.isInTransaction)
    #expect(try other.integer("SELECT count(*) FROM t") == 1)
    try connection.transaction { () throws(SQLError) in try insert.run([2]) }
    #expect(try other.integer("SELECT count(*) FROM t") == 2)
  }

  @Test("Rows that nobody wants are forgotten", arguments: TestDatabase.allCases)
  func unread(kind: TestDatabase) throws {
    let database = try kind.make()
    let connection = try database.open()
    try connection.run("CREATE TABLE t (i BIGINT)")
    for number in 1...3 { try connection.run("INSERT INTO t VALUES ($1)", [.integer(Int64(number))]) }
    let select = try connection.prepare("SELECT i FROM t WHERE i >= $1 ORDER BY i")
    for first: Int64 in [1, 2, 3] {
      try select.bind([.integer(first)])
      try #require(try select.step())
      #expect(select.integer(0) == first)
    }
    select.reset()
    try connection.run("DROP TABLE t")
    #expect(failure { try select.run([1]) }?.code == .statement)
  }

  @Test("A reader changes nothing", arguments: TestDatabase.allCases)
  func reading(kind: TestDatabase) throws {
    let database = try kind.make()
    try database.open().run("CREATE TABLE t (i BIGINT)")
    let reader = try database.open(.reading)
    #expect(failure { try reader.run("INSERT INTO t VALUES (1)") }?.code == .denied)
    #expect(failure { try reader.run("CREATE TABLE u (i BIGINT)") }?.code == .denied)
    #expect(try reader.integer("SELECT count(*) FROM t") == 0)
  }

  @Test("What is wrong with a statement is said in one line", arguments: TestDatabase.allCases)
  func wrong(kind: TestDatabase) throws {
    let database = try kind.make()
    let connection = try database.open()
    for text: SQLText in ["SELEC 1", "SELECT * FROM nowhere", "SELECT '"] {
      let error = try #require(failure { _ = try connection.prepare(text) })
      #expect(error.code == .statement && !error.detail.isEmpty && !error.detail.contains("\n"))
      #expect(error.description == "cannot use \(database.location): \(error.detail)")
      #expect(failure { try connection.run(text) }?.code == .statement)
    }
  }
}
