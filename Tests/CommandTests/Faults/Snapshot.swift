import Foundation
import TestSupport

/// What a repository says, byte by byte: every file but the lock, the history and the temporary ones that every reader ignores.
struct Snapshot: Hashable {
  let files: [String: String]

  init(_ shop: Workshop) throws {
    var files: [String: String] = [:]
    for name in shop.folder.files() where name.hasPrefix("root/") {
      let last = name.split(separator: "/").last ?? ""
      guard last != ".lock", last != "history.jsonl", !last.hasPrefix(".omaha-tmp-") else { continue }
      // The moment of a promotion is that of the run.
      files[name] = try shop.folder.text(name).replacing(#/since="[^"]*"/#, with: "since")
    }
    self.files = files
  }

  /// The catalog alone: what machines are answered by.
  var catalog: [String: String] { files.filter { $0.key.hasPrefix("root/catalog/") } }
}
