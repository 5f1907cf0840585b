extension PayloadInspector {
  /// What is wrong with the header, the manifest and the layout of a CrAU payload, without reading its data; nothing for other files. For
  /// a file whose hash is known to be right.
  ///
  /// - Throws: `noInput`, `notRegularFile` or `read`.
  public static func metadataFaults(path: String) throws(PayloadError) -> [String] {
    let file = try PayloadFile(path: path)
    guard try file.bytes(at: 0, count: CrAUHeader.magic.count).starts(with: CrAUHeader.magic) else { return [] }
    var findings = Findings()
    _ = try CrAUInspection(file, findings: &findings)
    return findings.faults
  }
}
