import Foundation
import TestSupport

/// Everything that is in a repository, folders and temporary files too. What a command makes of a repository depends on this
/// alone, so that of many repositories in one state it has to be tried on one only.
struct RepositoryState: Hashable {
  private let entries: [String: String]

  init(_ shop: Workshop) throws {
    var entries: [String: String] = [:]
    for case let name as String in FileManager.default.enumerator(atPath: shop.root) ?? .init() {
      let isFolder = (try FileManager.default.attributesOfItem(atPath: "\(shop.root)/\(name)"))[.type]
      let text = isFolder as? FileAttributeType == .typeDirectory ? "/" : try shop.folder.text("root/\(name)")
      // A temporary name is random, and the moment of a promotion is that of the run.
      let plain = name.replacing(#/omaha-(tmp|import)-[0-9a-z]+/#, with: "omaha-tmp")
      entries[plain, default: ""] += text.replacing(#/since="[^"]*"/#, with: "since")
    }
    self.entries = entries
  }
}
