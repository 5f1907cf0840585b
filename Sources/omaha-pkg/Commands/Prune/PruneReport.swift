internal import Catalog
internal import Omaha
internal import Reports

/// What `prune` did, or would do.
struct PruneReport: Encodable {
  let app: String
  /// Whether anything was removed, or would be.
  var changed: Bool
  let dryRun: Bool
  let warnings = Remarks.said.warnings
  let notes = Remarks.said.notes
  var removed: [Removed] = []
  var kept: [Kept] = []

  /// A release that went.
  struct Removed: Encodable {
    let version: String
    let arch: String
    /// The version that a delta starts from.
    let previous: String?
    let files: Int
    let bytes: UInt64
    fileprivate let title: String

    private enum CodingKeys: CodingKey { case version, arch, previous, files, bytes }

    init(_ key: ReleaseKey, files: Int, bytes: UInt64) {
      version = key.version
      arch = key.architecture.rawValue
      previous = key.previousVersion
      title = key.text
      self.files = files
      self.bytes = bytes
    }
  }

  /// A release that stays, and why.
  struct Kept: Encodable {
    let version: String
    let arch: String
    /// The version that a delta starts from.
    let previous: String?
    let reasons: [String]
    fileprivate let title: String

    private enum CodingKeys: CodingKey { case version, arch, previous, reasons }

    init(_ key: ReleaseKey, _ reasons: [String]) {
      version = key.version
      arch = key.architecture.rawValue
      previous = key.previousVersion
      title = key.text
      self.reasons = reasons
    }
  }

  /// A line for each release that goes, for a dry run also for each that stays, then the sum.
  var text: String {
    var lines = removed.map { release in
      "\(dryRun ? "would remove" : "removed") \(release.title) of \(app) and \(quantity(release.files, "payload file")),"
        + " \(byteQuantity(release.bytes))"
    }
    if dryRun { lines += kept.map { "\($0.title) of \(app) stays: \($0.reasons.joined(separator: "; "))" } }
    let bytes = removed.reduce(UInt64(0)) { $0 &+ $1.bytes }
    lines.append(
      removed.isEmpty
        ? "nothing to remove: \(quantity(kept.count, "release")) of \(app) \(kept.count == 1 ? "stays" : "stay")"
        : "\(quantity(removed.count, "release")) of \(app), \(byteQuantity(bytes)); \(quantity(kept.count, "release")) \(kept.count == 1 ? "stays" : "stay")"
    )
    return lines.map { $0 + "\n" }.joined()
  }
}
