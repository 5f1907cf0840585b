internal import Catalog
internal import Reports

/// What `export` wrote, or would write.
struct ExportReport: Encodable {
  /// For the text; each of the releases has its own.
  let apps: [String]
  let output: String
  /// Whether the file was not there with these bytes.
  let changed: Bool
  let warnings = Remarks.said.warnings
  let notes = Remarks.said.notes
  let dryRun: Bool
  let signed: Bool
  /// Whether channels, groups and rules are in it.
  let policy: Bool
  /// How many payload files are in it.
  let files: Int
  /// Bytes of all payloads.
  let bytes: UInt64
  let releases: [Release]

  private enum CodingKeys: CodingKey {
    case output, changed, warnings, notes, dryRun, signed, policy, files, bytes, releases
  }

  /// A release in it.
  struct Release: Encodable {
    let app: String
    let version: String
    let arch: String
    /// The version that a delta starts from.
    let previous: String?
  }

  /// For a dry run a line for each release, then the sum.
  var text: String {
    var lines: [String] = []
    if dryRun {
      lines = releases.map { release in
        "would export \(release.version) \(release.arch)\(release.previous.map { " from \($0)" } ?? "") of \(release.app)"
      }
    }
    let what =
      "\(quantity(releases.count, "release"))\(policy ? " and the policy" : "") of \(apps.joined(separator: ", "))"
    lines.append(
      "\(dryRun ? "would export" : "exported") \(what): \(quantity(files, "payload file")), \(byteQuantity(bytes)),"
        + " \(signed ? "signed" : "not signed")")
    if !changed { lines.append("\(output.escaped) has the very bytes already") }
    return lines.map { $0 + "\n" }.joined()
  }
}
