import Foundation
import SQL
import TestDatabases
import Testing

/// What only SQLite does.
@Suite struct SQLiteTests {
  private let database: MadeDatabase
  private var folder: String { database.folder ?? "" }

  init() throws { database = try TestDatabase.sqlite.make() }

  private func error(_ name: String, _ access: SQLAccess) -> SQLError? {
    failure { _ = try DatabaseLocation.sqlite(path: folder + "/" + name).open(access) }
  }

  @Test("What cannot be opened says why")
  func unusable() throws {
    try Data("This is a letter to my bank, and it is no database.\n".utf8).write(
      to: URL(fileURLWithPath: folder + "/letter"))
    #expect(error("letter", .reading)?.code == .notOurs)
    #expect(error("letter", .writing)?.code == .notOurs)
    #expect(error("letter", .writing)?.description == "cannot open \(folder)/letter: file is not a database")
    #expect(error("nothing", .reading)?.code == .missing)
    #expect(error("nothing", .reading)?.description == "cannot open \(folder)/nothing: No such file or directory")
    #expect(error("no/folder", .writing)?.code == .missing)
    #expect(error(".", .writing)?.code == .missing)
    // Root may do everything.
    guard getuid() != 0 else { return }
    try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: folder + "/letter")
    #expect(error("letter", .reading)?.code == .denied)
  }

  @Test("The group of the file may read and write it, and no others, whatever the umask")
  func mode() throws {
    try database.open().run("CREATE TABLE t (i BIGINT)")
    let attributes = try FileManager.default.attributesOfItem(atPath: folder + "/test.sqlite")
    #expect(attributes[.posixPermissions] as? Int == 0o660)
  }

  @Test("No path means anything but a file", arguments: [":memory:", "file:x?mode=memory", " "])
  func paths(name: String) throws {
    try DatabaseLocation.sqlite(path: "\(folder)/\(name)").open(.writing).run("CREATE TABLE t (i BIGINT)")
    #expect(FileManager.default.fileExists(atPath: "\(folder)/\(name)"))
  }

  @Test("A reader that is the last to leave keeps the log, which only the writer moves into the file")
  func log() throws {
    func size(_ path: String) throws -> Int {
      try #require(FileManager.default.attributesOfItem(atPath: path)[.size] as? Int)
    }
    let path = folder + "/test.sqlite"
    let log = path + "-wal"
    var writer: (any SQLConnection)? = try database.open()
    try writer?.run("CREATE TABLE t (i BIGINT)")
    // As if the writer had been killed.
    for end in ["", "-wal"] { try FileManager.default.copyItem(atPath: path + end, toPath: folder + "/copy" + end) }
    writer = nil
    // It stays, empty, so that who may only read can open the database.
    #expect(try size(log) == 0)
    let copy = DatabaseLocation.sqlite(path: folder + "/copy")
    var reader: (any SQLConnection)? = try copy.open(.reading)
    #expect(try reader?.integer("SELECT count(*) FROM t") == 0)
    reader = nil
    #expect(try size(folder + "/copy-wal") > 0)
    #expect(try copy.open(.writing).integer("SELECT count(*) FROM t") == 0)
    #expect(try size(folder + "/copy-wal") == 0)
  }
}
