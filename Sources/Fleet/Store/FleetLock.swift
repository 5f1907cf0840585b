internal import Glibc

/// A lock that one process at a time has, and that ends with it: of the one that loads a fleet's journal, or that writes to a file of SQLite.
package struct FleetLock: ~Copyable {
  /// Why it cannot be had.
  package enum Failure: Error, Hashable, Sendable {
    /// Somebody else has it: who, as far as it can be told.
    case held(by: String)
    /// The file cannot be made or locked: its path, and errno.
    case system(path: String, code: Int32)
  }

  private let file: Int32

  /// Takes the lock of the process that loads a fleet's journal.
  ///
  /// - Parameter fleet: the folder that `--fleet` names.
  package init(fleet: String) throws(Failure) { try self.init(path: fleet + "/serve.lock") }

  /// Takes the lock of the process that writes to a file of SQLite. Several journals may lead to one file, and two writers can lose what one
  /// of them has committed.
  package init(database path: String) throws(Failure) { try self.init(path: path + ".lock") }

  private init(path: String) throws(Failure) {
    file = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o660)
    guard file >= 0 else { throw .system(path: path, code: errno) }
    var code: Int32 = 0
    repeat { code = flock(file, LOCK_EX | LOCK_NB) == 0 ? 0 : errno } while code == EINTR
    guard code == 0 else {
      // deinit closes the file.
      throw code == EWOULDBLOCK ? .held(by: Self.holder(file)) : .system(path: path, code: code)
    }
    let text = Array("\(getpid())\n".utf8)
    _ = ftruncate(file, 0)
    _ = unsafe pwrite(file, text, text.count, 0)
  }

  deinit {
    // To close it is not enough while a process that is being started has a copy.
    _ = flock(file, LOCK_UN)
    _ = close(file)
  }

  /// Who has the lock says so in the file.
  private static func holder(_ file: Int32) -> String {
    var bytes = [UInt8](repeating: 0, count: 32)
    let count = unsafe pread(file, &bytes, bytes.count, 0)
    let digits = bytes.prefix(max(0, count)).prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    return digits.isEmpty ? "another process" : "process \(String(decoding: digits, as: UTF8.self))"
  }
}
