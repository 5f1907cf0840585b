import Foundation
import Testing

/// What fuzzers found and what they begin with, in Tests/Fuzz, without a fuzzer.
@Suite("Fuzz targets")
struct FuzzCaseTests {
  /// An input of a target.
  struct Case: CustomTestStringConvertible {
    let target: any FuzzTarget.Type
    let file: URL

    var testDescription: String { file.pathComponents.suffix(3).joined(separator: "/") }
  }

  static let directory = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Fuzz")

  static func cases(in kind: String) -> [Case] {
    fuzzTargets.flatMap { target in
      let folder = directory.appending(path: "\(kind)/\(target.name)")
      let files = (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
      return files.sorted { $0.path < $1.path }.map { Case(target: target, file: $0) }
    }
  }

  @Test("whatever was found once holds now", arguments: cases(in: "cases"))
  func findings(_ input: Case) throws {
    var target = try input.target.init()
    try target.check([UInt8](Data(contentsOf: input.file)))
  }

  @Test("every seed holds", arguments: cases(in: "seeds"))
  func seeds(_ input: Case) throws {
    var target = try input.target.init()
    try target.check([UInt8](Data(contentsOf: input.file)))
  }

  @Test("every directory of inputs is that of a target")
  func directories() throws {
    for kind in ["cases", "seeds"] {
      let folder = Self.directory.appending(path: kind)
      for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
        #expect(fuzzTargets.contains { $0.name == name }, "\(kind)/\(name)")
      }
    }
  }
}
