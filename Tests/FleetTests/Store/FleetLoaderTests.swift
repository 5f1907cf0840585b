import Foundation
import SQL
import TestDatabases
import Testing

@testable import Fleet
@testable import Journal

/// From the journal to the database.
@Suite(.serialized) struct FleetLoaderTests {
  private let database: MadeDatabase
  private var fleet: String { (database.folder ?? "") + "/fleet" }

  init() throws { database = try TestDatabase.sqlite.make() }

  /// Loads until there is nothing to do.
  private func loadAll(_ loader: FleetLoader) throws {
    while try loader.round(now: start + day) != .idle {}
  }

  private func loader(_ report: @escaping (FleetLoader.Event) -> Void = { Issue.record("\($0)") }) -> FleetLoader {
    FleetLoader(fleet: fleet, database.location, report: report)
  }

  private func total() throws -> Int64? {
    try FleetDatabase.openToRead(database.location).integer("SELECT sum(total) FROM checkins")
  }

  private func segments() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: fleet + "/journal").filter { $0 != "dropped" }
  }

  @Test("When somebody removes the file of SQLite, another one gets what the journal has")
  func removed() throws {
    let writer = try JournalWriter(fleet: fleet) { Issue.record("\($0)") }
    writer.record((0..<10).map { .check("m\($0)") })
    let loader = loader()
    try loadAll(loader)
    guard case .sqlite(let path) = database.location else { return }
    for end in ["", "-wal", "-shm", ".lock"] { try? FileManager.default.removeItem(atPath: path + end) }
    writer.record([.check("n")])
    writer.finish()
    #expect(throws: FleetLoader.Failure.self) { try loader.round(now: start + day) }
    #expect(try segments().count == 1)
    try loadAll(loader)
    #expect(try total() == 11)
    #expect(try segments() == [])
  }

  @Test("What is appended is loaded once, also by a loader that takes over, and segments go when they are complete")
  func takingOver() throws {
    let writer = try JournalWriter(fleet: fleet) { Issue.record("\($0)") }
    writer.record((0..<10).map { .check("m\($0)") })
    var first: FleetLoader? = loader()
    try loadAll(try #require(first))
    #expect(try total() == 10)
    writer.record((0..<5).map { .check("m\($0)") })
    try loadAll(try #require(first))
    #expect(try total() == 15)
    first = nil
    writer.record((0..<5).map { .check("n\($0)") })
    var second: FleetLoader? = loader()
    try loadAll(try #require(second))
    #expect(try total() == 20)
    #expect(try segments().count == 1)
    writer.finish()
    SharedJournal(fleet: fleet) { Issue.record("\($0)") }.record([.check("shared")])
    try loadAll(try #require(second))
    #expect(try total() == 21)
    // A minute later CGI processes begin another segment, and this one can be read to its end.
    for _ in 0..<2 { while try second?.round(now: start + day + 61_000) != .idle {} }
    #expect(try segments() == [])
    second = nil
    try loadAll(loader())
    #expect(try total() == 21)
  }

  @Test("A segment that was loaded and not removed is not loaded again")
  func notRemoved() throws {
    let writer = try JournalWriter(fleet: fleet) { Issue.record("\($0)") }
    writer.record((0..<10).map { .check("m\($0)") })
    writer.finish()
    let name = try #require(try segments().first)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(fleet)/journal/\(name)"))
    try loadAll(loader())
    #expect(try segments() == [])
    #expect(try total() == 10)
    // As if it had been killed before it removed the file, or as a copy that was shipped twice.
    try bytes.write(to: URL(fileURLWithPath: "\(fleet)/journal/\(name)"))
    try loadAll(loader())
    #expect(try segments() == [])
    #expect(try total() == 10)
  }

  @Test("Segments that were loaded long ago cost nothing")
  func manyPlaces() throws {
    let writer = try JournalWriter(fleet: fleet) { Issue.record("\($0)") }
    writer.record([.check("a")])
    try loadAll(loader())
    try FleetStore(database.location).connection.run(
      """
      WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 5000)
      INSERT INTO place SELECT (1795428000123 + n) || '-4711-9f3a61c2d4e5f607.journal', 100, $1 FROM n
      """, [.integer(start + day)])
    writer.record([.check("b")])
    let loader = loader()
    try loadAll(loader)
    #expect(try total() == 2)
    #expect(loader.progress.snapshot.places.count == 1)
  }

  @Test("Of two journals that lead to one file of SQLite the second one hears who writes to it, and waits")
  func oneWriter() throws {
    let writer = try JournalWriter(fleet: fleet) { Issue.record("\($0)") }
    writer.record([.check("a")])
    var first: FleetLoader? = loader()
    try loadAll(try #require(first))
    let other = FleetLoader(fleet: fleet + "-other", database.location) { Issue.record("\($0)") }
    do throws(FleetLoader.Failure) {
      _ = try other.round(now: start)
      Issue.record("two write")
    } catch {
      #expect(error.isPassing)
      #expect(error.description == "cannot write to \(database.folder ?? "")/test.sqlite: process \(getpid()) does")
    }
    #expect(failure { _ = try FleetStore(database.location) }?.code == .locked)
    first = nil
    try loadAll(other)
  }

  @Test("The lock of a fleet is given up with its owner, though a process that is being started has a copy of the file")
  func lockGivenUp() throws {
    try FileManager.default.createDirectory(atPath: fleet, withIntermediateDirectories: true)
    let copy = try lockedCopy()
    defer { close(copy) }
    #expect(throws: Never.self) { _ = try FleetLock(fleet: fleet) }
  }

  /// A copy of the lock's file, whose owner is gone.
  private func lockedCopy() throws -> Int32 {
    let lock = try FleetLock(fleet: fleet)
    defer { withExtendedLifetime(lock) {} }
    let number = (0..<1_024 as Range<Int32>).first { number in
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(number)")) == "\(fleet)/serve.lock"
    }
    return fcntl(try #require(number), F_DUPFD_CLOEXEC, 0)
  }

  @Test("A segment whose writer was killed before it had a byte does not stay for ever")
  func unbegun() throws {
    let writer = try JournalWriter(fleet: fleet) { Issue.record("\($0)") }
    writer.record([.check("a")])
    let old = "\(start + day - 61_000)-1-0123456789abcdef.journal"
    let new = "\(start + day - 59_000)-1-0123456789abcdef.journal"
    for name in [old, new] { try Data().write(to: URL(fileURLWithPath: "\(fleet)/journal/\(name)")) }
    let loader = loader()
    try loadAll(loader)
    #expect(try segments().contains(new) && !segments().contains(old))
    #expect(try total() == 1)
    // Nobody has it open any more.
    try loadAll(loader)
    let open = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").compactMap {
      try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)")
    }
    #expect(!open.contains { $0.contains(old) })
  }

  @Test("Damage is reported once and skipped")
  func damage() throws {
    let writer = try JournalWriter(fleet: fleet) { Issue.record("\($0)") }
    writer.record((0..<3).map { .check("m\($0)") })
    writer.finish()
    let path = "\(fleet)/journal/\(try #require(try segments().first))"
    var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    let middle = try #require(bytes.firstRange(of: Array("m1".utf8)))
    bytes[middle.lowerBound] ^= 1
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    var events: [FleetLoader.Event] = []
    try loadAll(loader { events.append($0) })
    #expect(events.count == 1)
    #expect(try total() == 2)
    #expect(try segments() == [])
  }

  @Test("While the database is away the journal grows, and when it is back nothing is lost")
  func away() throws {
    let path = try #require(database.folder) + "/test.sqlite"
    let writer = try JournalWriter(fleet: fleet) { Issue.record("\($0)") }
    var loader: FleetLoader? = self.loader()
    writer.record([.check("a")])
    try loadAll(try #require(loader))
    let other = try database.open(.writing)
    try other.run("BEGIN IMMEDIATE")
    writer.record([.check("b")])
    #expect(throws: FleetLoader.Failure.self) { try loader?.round(now: start) }
    loader?.flush()
    try other.run("ROLLBACK")
    writer.record([.check("c")])
    try loadAll(try #require(loader))
    #expect(try total() == 3)
    loader = nil
    // A folder is no database, whatever it was before.
    try FileManager.default.moveItem(atPath: path, toPath: path + ".away")
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    let next = self.loader()
    do { _ = try next.round(now: start) } catch { #expect(error.isPassing, "\(error)") }
    try FileManager.default.removeItem(atPath: path)
    try FileManager.default.moveItem(atPath: path + ".away", toPath: path)
    try loadAll(next)
    #expect(try total() == 3)
  }

  @Test("Of two that want to write the second one hears who does")
  func lock() throws {
    try FileManager.default.createDirectory(atPath: fleet, withIntermediateDirectories: true)
    let first = try FleetLock(fleet: fleet)
    do {
      _ = try FleetLock(fleet: fleet)
      Issue.record("two have the lock")
    } catch {
      #expect(error == .held(by: "process \(getpid())"))
    }
    _ = consume first
    _ = try FleetLock(fleet: fleet)
    do { _ = try FleetLock(fleet: fleet + "/nowhere") } catch {
      #expect(error == .system(path: fleet + "/nowhere/serve.lock", code: ENOENT))
    }
  }
}
