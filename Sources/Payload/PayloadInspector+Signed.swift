extension PayloadInspector {
  /// Whether a CrAU payload is signed, `nil` when the file is none. Only header and manifest are read, and nothing is
  /// verified.
  /// - Throws: `noInput`, `notRegularFile` or `read`.
  public static func isSigned(path: String) throws(PayloadError) -> Bool? {
    let file = try PayloadFile(path: path)
    guard try file.bytes(at: 0, count: CrAUHeader.magic.count) == CrAUHeader.magic else { return nil }
    var findings = Findings()
    let manifest = try CrAUMetadata(file, findings: &findings).manifest
    return manifest?.hasSignaturesOffset == true && manifest?.signaturesSize ?? 0 > 0
  }
}
