import Foundation
import Synchronization
import TestSupport

/// Repositories that are made once and copied by every test that needs them: a command of a debug build takes long to start.
enum Templates {
  private static let folders = Mutex<[String: TemporaryFolder]>([:])

  /// The path of what is called so, made when it is not there. It is there as long as the process.
  static func path(of name: String, _ make: () throws -> Workshop) throws -> String {
    if let folder = folders.withLock({ $0[name] }) { return folder.path }
    let made = try make().folder
    return folders.withLock { folders in
      if folders.isEmpty { atexit { Templates.folders.withLock { $0 = [:] } } }
      // Another test may have been faster.
      let folder = folders[name] ?? made
      folders[name] = folder
      return folder.path
    }
  }
}

extension Workshop {
  /// An empty repository with what `prepare` does to it, once for all tests of a file.
  init(for file: String = #fileID, _ prepare: (Workshop) throws -> Void) throws {
    try self.init(
      copying: Templates.path(of: file) {
        let shop = try Workshop()
        try prepare(shop)
        return shop
      })
  }
}
