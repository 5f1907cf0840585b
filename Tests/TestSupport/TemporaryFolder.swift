internal import Foundation
internal import Glibc

/// A folder of its own for one test, removed with everything in it when the last reference goes.
///
/// It lies directly below `/tmp`, so that a socket in it has a path shorter than the 107 bytes that `sockaddr_un` holds, and
/// everybody may enter it, so that a server may run as another user.
package final class TemporaryFolder: Sendable {
  package let path: String

  package init() throws {
    var template = Array("/tmp/omaha-test.XXXXXX".utf8CString)
    guard unsafe mkdtemp(&template) != nil, unsafe chmod(template, 0o755) == 0 else {
      throw Failure("no temporary folder: errno \(errno)")
    }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { Self.remove(path) }

  /// Removes a file or a folder, also when a test took the right to look into it away.
  private static func remove(_ path: String) {
    guard unsafe unlink(path) != 0 else { return }
    _ = unsafe chmod(path, 0o700)
    for name in names(in: path) { remove("\(path)/\(name)") }
    _ = unsafe rmdir(path)
  }

  /// The path of something below the folder.
  package func path(of name: String) -> String { "\(path)/\(name)" }

  // MARK: Making

  /// Writes a file below the folder, making the folders above it; gives its path.
  @discardableResult
  package func write(_ text: String, to name: String) throws -> String {
    try write(Array(text.utf8), to: name)
  }

  /// Writes a file below the folder, making the folders above it; gives its path.
  @discardableResult
  package func write(_ bytes: [UInt8], to name: String) throws -> String {
    let file = URL(filePath: path(of: name))
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: file)
    return file.path
  }

  /// Makes a folder below the folder.
  package func makeFolder(_ name: String) throws {
    try FileManager.default.createDirectory(atPath: path(of: name), withIntermediateDirectories: true)
  }

  /// Gives a file below the folder other permissions.
  package func setPermissions(_ permissions: Int, of name: String) throws {
    try FileManager.default.setAttributes([.posixPermissions: permissions], ofItemAtPath: path(of: name))
  }

  // MARK: Looking

  /// The bytes of a file below the folder.
  package func bytes(_ name: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(filePath: path(of: name)))) }

  /// The text of a file below the folder.
  package func text(_ name: String) throws -> String { String(decoding: try bytes(name), as: UTF8.self) }

  /// The number of a file below the folder; two names of one file have the same.
  package func inode(_ name: String) throws -> Int {
    var status = stat()
    guard unsafe stat(path(of: name), &status) == 0 else { throw Failure("stat \(name): errno \(errno)") }
    return Int(status.st_ino)
  }

  /// Whether there is something of that name below the folder.
  package func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(of: name)) }

  /// The names in the folder or one below it, hidden ones too, sorted.
  package func names(_ folder: String = "") -> [String] { Self.names(in: path(of: folder)) }

  /// The names in any folder, hidden ones too, sorted; none when it cannot be read.
  package static func names(in folder: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
  }

  /// The paths of all files below the folder, hidden ones too, relative to it and sorted.
  package func files() -> [String] {
    guard let names = FileManager.default.enumerator(atPath: path) else { return [] }
    var files: [String] = []
    for case let name as String in names where names.fileAttributes?[.type] as? FileAttributeType != .typeDirectory {
      files.append(name)
    }
    return files.sorted()
  }
}
