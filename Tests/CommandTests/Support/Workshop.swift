import Foundation
import Testing
import TestSupport

/// A repository and an operator's files beside it, for one test.
struct Workshop {
  static let app = "com.example.agent"

  let folder: TemporaryFolder

  /// Makes an empty repository unless told not to.
  init(initialized: Bool = true) throws {
    guard initialized else {
      self.init(in: try TemporaryFolder())
      return
    }
    try self.init(
      copying: Templates.path(of: "init") {
        let shop = try Workshop(initialized: false)
        try shop.expect("init")
        return shop
      })
  }

  private init(in folder: TemporaryFolder) { self.folder = folder }

  /// Another one with the same files.
  init(copying other: Workshop) throws { try self.init(copying: other.folder.path) }

  /// One with the files of a folder.
  init(copying path: String) throws {
    folder = try TemporaryFolder()
    for name in try FileManager.default.contentsOfDirectory(atPath: path) {
      try FileManager.default.copyItem(atPath: "\(path)/\(name)", toPath: "\(folder.path)/\(name)")
    }
  }

  var root: String { folder.path + "/root" }

  /// Runs `omaha-pkg` on the repository; the words are split at spaces.
  func run(_ words: String) throws -> Run {
    try Program.run(Program.omahaPkg, arguments(words), environment: ["OMAHA_ROOT": root])
  }

  /// Runs `omaha-pkg` and expects its exit code; gives its output.
  @discardableResult
  func expect(_ words: String, exit status: Int32 = 0, sourceLocation: SourceLocation = #_sourceLocation) throws -> Run
  {
    let run = try run(words)
    #expect(run.status == status, "omaha-pkg \(words)\n\(run.output)\(run.errors)", sourceLocation: sourceLocation)
    return run
  }

  /// The words of a command line; `@name` is a file of the operator's.
  func arguments(_ words: String) -> [String] {
    words.split(separator: " ").map { $0.hasPrefix("@") ? folder.path + "/" + $0.dropFirst() : String($0) }
  }

  /// The app's intent.
  func appXML() throws -> String { try folder.text("root/catalog/\(Self.app)/app.xml") }

  /// The path of a payload below the operator's folder.
  static func payload(_ version: String, _ name: String, arch: String = "amd64") -> String {
    "root/payloads/\(app)/\(version)/\(arch)/\(name)"
  }
}
