internal import Catalog
internal import CatalogEditing
internal import Console
internal import FoundationEssentials
internal import Omaha
internal import Posix

/// Removes the releases of an app that are neither new nor needed, or says which it would remove.
struct Pruning {
  let repository: Repository
  /// Nil to say what would be done.
  let writer: RepositoryWriter?
  let app: ApplicationID
  /// How many versions of each architecture stay.
  let count: Int
  /// What a server that is mirrored offers: it stays.
  var offered: Set<ReleaseKey> = []

  func run() throws -> PruneReport {
    try repository.require(app)
    writer?.removeEmptyPayloadDirectories(of: app)
    let catalog = try Catalog.load(root: repository.root)
    guard let loaded = catalog[appKey: app] else { throw CommandFailure.noSuchApp(app, catalog.apps.map(\.id)) }
    let retention = try ReleaseRetention(of: loaded, keeping: count, offered: offered, in: repository)
    var report = PruneReport(app: app.key, changed: false, dryRun: writer == nil)
    report.kept = retention.entries.filter { !$0.reasons.isEmpty }.map { PruneReport.Kept($0.key, $0.reasons) }
    let removed = retention.entries.filter(\.reasons.isEmpty).map(\.key)
    try writer?.recordRemoval(of: removed, from: app)
    // A delta without its full release is of no use, so it goes first.
    for key in removed.filter({ $0.previousVersion != nil }) + removed.filter({ $0.previousVersion == nil }) {
      let (files, bytes) = payloads(of: key)
      try writer?.removeRelease(of: app, key)
      _ = try writer?.removePayload(of: app, key)
      report.changed = true
      report.removed.append(PruneReport.Removed(key, files: files, bytes: bytes))
    }
    return report
  }

  private func payloads(of key: ReleaseKey) -> (files: Int, bytes: UInt64) {
    let directory = repository.payloadDirectory(app, key)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    let sizes = names.map { FileStamp(path: "\(directory)/\($0)")?.size ?? 0 }
    return (names.count, sizes.reduce(0, &+))
  }
}
