internal import Foundation
package import SQL

/// Which database a test runs on.
package enum TestDatabase: String, CaseIterable, Sendable {
  case sqlite
  case postgresql

  /// Makes an empty database.
  package func make() throws -> MadeDatabase {
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
package final class MadeDatabase {
  /// Where it is.
  package let location: DatabaseLocation
  /// Where SQLite's files are.
  package let folder: String?

  init(_ location: DatabaseLocation, folder: String?) {
    self.location = location
    self.folder = folder
  }

  // What the server of PostgreSQL has goes with the server.
  deinit { if let folder { try? FileManager.default.removeItem(atPath: folder) } }

  /// Opens it.
  package func open(_ access: SQLAccess = .writing) throws -> any SQLConnection { try location.open(access) }
}

/// The error that something throws.
package func failure(_ body: () throws -> Void) -> SQLError? {
  do { try body() } catch { return error as? SQLError }
  return nil
}
