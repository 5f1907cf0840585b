import Foundation
import SQL
import TestDatabases
import Testing

/// Which database a test runs on.
enum TestDatabase: String, CaseIterable, CustomTestStringConvertible {
  case sqlite
  case postgresql

  var testDescription: String { rawValue }

  /// Makes an empty database.
  func make() throws -> MadeDatabase {
    switch self {
    case .sqlite:
      let folder = NSTemporaryDirectory() + "omaha-sql-" + UUID().uuidString
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      return MadeDatabase(.sqlite(path: folder + "/test.sqlite"), folder: folder)
    case .postgresql:
      return MadeDatabase(.postgresql(uri: try PostgreSQLServer.shared.get().makeDatabase()), folder: nil)
    }
  }
}

/// A database that is removed when this object goes.
final class MadeDatabase {
  let location: DatabaseLocation
  /// Where SQLite's files are.
  let folder: String?

  init(_ location: DatabaseLocation, folder: String?) {
    self.location = location
    self.folder = folder
  }

  // What the server of PostgreSQL has goes with the server.
  deinit { if let folder { try? FileManager.default.removeItem(atPath: folder) } }

  func open(_ access: SQLAccess = .writing) throws -> any SQLConnection { try location.open(access) }
}

/// The error that something throws.
func failure(_ body: () throws -> Void) -> SQLError? {
  do { try body() } catch { return error as? SQLError }
  return nil
}
