import Foundation
import Synchronization

/// A server of PostgreSQL, which ends with the test's process, however that ends.
package final class PostgreSQLServer: Sendable {
  /// The server of all tests of a process that do not kill it.
  package static let shared = Result { try PostgreSQLServer() }

  /// What went wrong.
  package struct Failure: Error, CustomStringConvertible {
    /// In words.
    package let description: String
  }

  /// The folder of its socket.
  package let folder: String
  /// Its standard input; the server ends when nobody has it open.
  private let input: FileHandle
  private let databases = Atomic(0)

  /// Starts a server, and waits until it can be used.
  ///
  /// - Parameter addresses: where it listens beside its socket, on its usual port; whoever is in the same network may do everything.
  package init(addresses: [String] = []) throws {
    // The path of a socket has at most 107 bytes.
    folder = NSTemporaryDirectory() + "pg-" + UUID().uuidString.prefix(8)
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/postgresql-server"
    let process = Process()
    process.executableURL = URL(fileURLWithPath: script)
    process.arguments = [folder, addresses.joined(separator: ",")]
    let input = Pipe()
    let output = Pipe()
    process.standardInput = input
    process.standardOutput = output
    self.input = input.fileHandleForWriting
    // No other program that a test starts may keep it open.
    guard fcntl(self.input.fileDescriptor, F_SETFD, FD_CLOEXEC) == 0 else { throw Failure(description: "fcntl") }
    try process.run()
    guard readAll(from: output.fileHandleForReading, until: "\n") == "ready\n" else {
      throw Failure(description: "the server of PostgreSQL does not start")
    }
  }

  deinit { try? input.close() }

  /// Makes a new database and gives its URI.
  package func makeDatabase(encoding: String = "UTF8") throws -> String {
    let name = "test\(databases.add(1, ordering: .relaxed).newValue)"
    try psql("CREATE DATABASE \(name) ENCODING '\(encoding)' LOCALE 'C' TEMPLATE template0")
    return uri(of: name)
  }

  /// The URI of a database.
  package func uri(of database: String, user: String = "postgres") -> String {
    "postgresql://\(user)@/\(database)?host=\(folder)"
  }

  /// Runs SQL and gives what psql prints.
  @discardableResult
  package func psql(_ sql: String, in database: String = "postgres") throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/psql")
    process.arguments = ["-qAtX", "-v", "ON_ERROR_STOP=1", uri(of: database), "-c", sql]
    let output = Pipe()
    process.standardOutput = output
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let text = readAll(from: output.fileHandleForReading)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failure(description: "psql: \(sql)") }
    return text.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// Kills it with SIGKILL. It is started again, but while it is to stay away.
  ///
  /// The process of a connection lives on for a moment and may still commit, but for a server that is to stay away.
  package func kill(stayAway: Bool = false) throws {
    if stayAway { try Data().write(to: URL(fileURLWithPath: folder + "/hold")) }
    let file = try String(contentsOfFile: folder + "/data/postmaster.pid", encoding: .utf8)
    guard let line = file.split(separator: "\n").first, let pid = Int32(line) else {
      throw Failure(description: "no process of the server")
    }
    if stayAway {
      // Stopped, it begins no process that would be overlooked.
      _ = Glibc.kill(pid, SIGSTOP)
      let children = try String(contentsOfFile: "/proc/\(pid)/task/\(pid)/children", encoding: .utf8)
      for child in children.split(separator: " ").compactMap({ Int32($0) }) { _ = Glibc.kill(child, SIGKILL) }
    }
    _ = Glibc.kill(pid, SIGKILL)
  }

  /// Lets a server that was to stay away come back.
  package func comeBack() throws { try FileManager.default.removeItem(atPath: folder + "/hold") }
}

/// What a file has up to an end, or all of it. Foundation traps when a signal comes in between, such as that of another child's end.
private func readAll(from file: FileHandle, until end: String? = nil) -> String {
  var text = ""
  var piece = [UInt8](repeating: 0, count: 4_096)
  while end.map({ !text.hasSuffix($0) }) ?? true {
    let count = unsafe read(file.fileDescriptor, &piece, piece.count)
    if count < 0, errno == EINTR { continue }
    guard count > 0 else { break }
    text += String(decoding: piece[..<count], as: UTF8.self)
  }
  return text
}
