extension PayloadInspector {
  /// What the header, the manifest and the layout of a CrAU payload say of it, without reading its data: whether it is a delta, and what is
  /// wrong with it. Other files have neither. For a file whose hash is known to be right.
  ///
  /// - Throws: `noInput`, `notRegularFile` or `read`.
  public static func metadata(
    path: String
  ) throws(PayloadError) -> (kind: CrAUManifest.Kind?, faults: [String]) {
    let file = try PayloadFile(path: path)
    guard try file.bytes(at: 0, count: CrAUHeader.magic.count).starts(with: CrAUHeader.magic) else { return (nil, []) }
    var findings = Findings()
    let inspection = try CrAUInspection(file, findings: &findings)
    return (inspection.kind, findings.faults)
  }

  /// How many bytes at the beginning of a file ``metadataSize(_:)`` looks at.
  public static let headerSize = CrAUHeader.size
  /// The most bytes of signatures that are read, at the end of a payload.
  public static let maximumSignatureSize = SignatureReader.maximumSize

  /// How many bytes at the beginning of a CrAU payload ``metadata(path:)`` may read.
  ///
  /// - Parameter header: The first ``headerSize`` bytes, or all that there are.
  /// - Returns: nil when the file is no CrAU payload.
  public static func metadataSize(_ header: [UInt8]) -> UInt64? {
    guard header.starts(with: CrAUHeader.magic) else { return nil }
    let manifest = CrAUHeader(header).map { min($0.manifestSize, CrAUMetadata.maximumManifestSize) }
    return UInt64(headerSize) + (manifest ?? 0)
  }
}
