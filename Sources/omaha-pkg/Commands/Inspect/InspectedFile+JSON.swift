internal import Omaha
internal import Payload
internal import Reports

extension InspectedFile {
  /// For programs. Keys stay as they are; what does not apply is absent.
  var json: InspectionJSON { InspectionJSON(self) }
}

/// One element of what `inspect --format json` prints. Sizes and offsets are bytes.
struct InspectionJSON: Encodable {
  let file: String
  let size: UInt64
  let sha1: HashReport
  let sha256: HashReport
  /// "crau", "gzip" or "unknown".
  let content: String
  /// What unknown content is: "html", "git-lfs-pointer", "zip". Absent when it is none of the formats in ``FileFormat``.
  let format: String?
  /// Whether there are no faults.
  let sound: Bool
  let faults: [String]
  let notes: [String]
  /// Absent without `--public-key`.
  let signatureVerified: Bool?
  var crau: CrAUJSON?
  var gzip: GzipJSON?

  struct GzipJSON: Encodable {
    let uncompressedSize: UInt64
    let members: Int
    /// What is compressed, as of the file itself, and "crau".
    let format: String?
    let name: String?
    /// RFC 3339, UTC.
    let modified: String?
  }

  init(_ payload: InspectedFile) {
    let report = payload.report
    file = payload.path
    size = report.digest.size
    sha1 = HashReport(report.digest.sha1)
    sha256 = HashReport(report.digest.sha256)
    format = report.format?.name
    sound = report.isSound
    faults = report.faults
    notes = report.notes
    signatureVerified = report.signatureCheck.map { $0 == .valid }
    switch report.content {
    case .crau(let report):
      content = "crau"
      crau = CrAUJSON(report)
    case .gzip(let report):
      content = "gzip"
      gzip = GzipJSON(
        uncompressedSize: report.uncompressedSize, members: report.members, format: report.format?.name,
        name: report.name,
        modified: report.modificationTime.map { "\(Timestamp(seconds: Int64($0)))" })
    case .unknown: content = "unknown"
    }
  }
}
