import Foundation
import Testing

/// A directory of its own for one test, removed when this object goes.
final class Folder {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "omaha-command-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Makes an empty file and opens it for writing.
  func handle(_ name: String) throws -> FileHandle {
    try write("", to: name)
    return try FileHandle(forWritingTo: URL(fileURLWithPath: path + "/" + name))
  }

  /// Writes a file below the directory, making the directories above it; gives its path.
  @discardableResult
  func write(_ text: String, to name: String) throws -> String {
    try write(Array(text.utf8), to: name)
  }

  /// Writes a file below the directory, making the directories above it; gives its path.
  @discardableResult
  func write(_ bytes: [UInt8], to name: String) throws -> String {
    let file = path + "/" + name
    try FileManager.default.createDirectory(
      atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try Data(bytes).write(to: URL(fileURLWithPath: file))
    return file
  }

  /// Gives a file below the directory other permissions.
  func setPermissions(_ permissions: Int, of name: String) throws {
    try FileManager.default.setAttributes([.posixPermissions: permissions], ofItemAtPath: path + "/" + name)
  }

  /// The text of a file below the directory.
  func text(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(fileURLWithPath: path + "/" + name)), as: UTF8.self)
  }

  /// The number of a file below the directory; two names of one file have the same.
  func inode(_ name: String) throws -> Int {
    let attributes = try FileManager.default.attributesOfItem(atPath: path + "/" + name)
    return try #require(attributes[.systemFileNumber] as? Int)
  }

  /// Whether there is something of that name below the directory.
  func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path + "/" + name) }

  /// The paths of all files below the directory, hidden ones too, relative to it and sorted.
  func files() -> [String] {
    guard let names = FileManager.default.enumerator(atPath: path) else { return [] }
    var files: [String] = []
    for case let name as String in names where names.fileAttributes?[.type] as? FileAttributeType != .typeDirectory {
      files.append(name)
    }
    return files.sorted()
  }
}
