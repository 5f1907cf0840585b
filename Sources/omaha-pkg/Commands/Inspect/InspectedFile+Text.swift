internal import Catalog
internal import Omaha
internal import Payload
internal import Reports

extension InspectedFile {
  /// For people: a name and below it aligned facts.
  /// - Parameters:
  ///   - separated: Whether an empty line comes first.
  ///   - keyPath: The key that the signature was checked with.
  func text(separated: Bool, keyPath: String?) -> String {
    var facts = Facts()
    facts.add("size", Self.size(report.digest.size))
    facts.add("SHA-1", report.digest.sha1Hex)
    facts.add("", report.digest.sha1Base64)
    facts.addSHA256("SHA-256", report.digest.sha256)
    switch report.content {
    case .crau(let crau): Self.add(crau, to: &facts)
    case .gzip(let gzip): Self.add(gzip, to: &facts)
    case .unknown: facts.add("content", report.digest.size == 0 ? "empty" : report.format?.title ?? "unknown")
    }
    switch report.signatureCheck {
    case .valid: facts.add("verified", "signature of version 2 with \((keyPath ?? "").escaped)")
    case .failed: facts.add("verified", "no")
    case nil: break
    }
    for note in report.notes { facts.add("note", note) }
    for fault in report.faults { facts.add("fault", fault) }
    return (separated ? "\n" : "") + path.escaped + "\n" + facts.text
  }

  private static func add(_ crau: CrAUReport, to facts: inout Facts) {
    let version = crau.headerVersion.map { ", header version \($0)" } ?? ""
    facts.add("content", "CrAU payload" + (crau.manifest.map { ", \($0.kind.rawValue)" } ?? "") + version)
    if let metadataSize = crau.metadataSize, let manifestSize = crau.manifestSize {
      facts.add("metadata", "\(size(metadataSize)), \(manifestSize) of them the manifest")
    }
    if let hash = crau.metadataSHA256 { facts.addSHA256("metadata SHA-256", hash) }
    guard let manifest = crau.manifest else { return }
    facts.add("block size", size(UInt64(manifest.blockSize)))
    facts.add("operations", list(manifest.operations, noops: manifest.noopCount))
    facts.add("data", check(manifest.operationData))
    if let old = manifest.oldPartition { facts.add("old partition", old) }
    if let new = manifest.newPartition { facts.add("new partition", new) }
    for procedure in manifest.procedures {
      facts.add(procedure.name, list(procedure.operations, noops: 0))
      if let old = procedure.old { facts.add("  old", old) }
      if let new = procedure.new { facts.add("  new", new) }
    }
    guard let blob = manifest.signatures else {
      facts.add("signatures", "none")
      return
    }
    facts.add("signatures", "\(size(blob.size)) at byte \(blob.fileOffset)")
    for signature in blob.signatures {
      let version = signature.version.map { "version \($0)" } ?? "no version"
      facts.add("", "\(version), \(signature.bytes.count) bytes (RSA-\(signature.bytes.count * 8))")
    }
    if let hash = blob.signedSHA256 { facts.addSHA256("signed SHA-256", hash) }
  }

  private static func add(_ gzip: GzipReport, to facts: inout Facts) {
    facts.add("content", "gzip" + (gzip.members > 1 ? ", \(gzip.members) members" : ""))
    facts.add("uncompressed", size(gzip.uncompressedSize) + (gzip.format.map { ", \($0.noun)" } ?? ""))
    if let name = gzip.name { facts.add("name", name.quoted) }
    if let time = gzip.modificationTime { facts.add("modified", "\(Timestamp(seconds: Int64(time)))") }
  }

  private static func list(_ operations: [OperationCount], noops: Int) -> String {
    var parts = operations.map { "\($0.count) \($0.type)" + ($0.dataSize > 0 ? " (\(byteQuantity($0.dataSize)))" : "") }
    if noops > 0 { parts.append(quantity(noops, "no-op")) }
    return parts.isEmpty ? "none" : parts.joined(separator: ", ")
  }

  private static func check(_ data: OperationDataCheck) -> String {
    var parts = ["\(quantity(data.verified, "operation")) verified"]
    if data.damaged > 0 { parts.append("\(data.damaged) damaged") }
    if data.withoutHash > 0 { parts.append("\(data.withoutHash) without a hash") }
    if data.unchecked > 0 { parts.append("\(data.unchecked) not checked") }
    return parts.joined(separator: ", ")
  }

  private static func size(_ bytes: UInt64) -> String {
    bytes < 1024 ? byteQuantity(bytes) : "\(bytes) bytes (\(byteQuantity(bytes)))"
  }
}

/// Facts with their names in a column.
private struct Facts {
  private var table = Table()

  mutating func add(_ name: String, _ value: String) { table.add(name, value) }

  mutating func addSHA256(_ name: String, _ hash: [UInt8]) {
    table.add(name, hash.hex)
    table.add("", hash.base64)
  }

  mutating func add(_ name: String, _ info: InstallInfo) {
    table.add(name, "\(info.size) bytes (\(byteQuantity(info.size))), SHA-256")
    table.add("", info.sha256.hex)
    table.add("", info.sha256.base64)
  }

  /// Without the line break at the end.
  var text: String { String(table.text(indent: "  ").dropLast()) }
}
