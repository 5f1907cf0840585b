import Foundation

/// A file of the folder `Fixtures` beside the tests.
enum Fixture {
  /// The bytes of a fixture, such as `requests/ping-only.xml`.
  static func read(_ name: String) throws -> [UInt8] {
    try bytes(of: URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/\(name)"))
  }

  /// The sample messages of one kind beside the repository, sorted by name; empty where there are none.
  static func corpus(_ kind: String) -> [URL] {
    let repository = URL(filePath: #filePath).appending(path: "../../..").standardized
    let folder = repository.appending(path: "../shared/corpus/\(kind)").standardized
    let files = try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    return (files ?? []).sorted { $0.lastPathComponent < $1.lastPathComponent }
  }

  /// The bytes of a file.
  static func bytes(of file: URL) throws -> [UInt8] { [UInt8](try Data(contentsOf: file)) }
}
