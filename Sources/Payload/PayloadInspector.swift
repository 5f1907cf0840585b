internal import Gzip

/// Reads a payload once, hashes it and says what it is.
public enum PayloadInspector {
  /// Inspects a regular file.
  ///
  /// A CrAU payload's manifest is read first and bounded; then the file passes once through the hashes of the whole and
  /// the check of its kind, each on a thread of its own. Memory does not depend on the size of the file.
  /// - Parameters:
  ///   - path: The file; not `-`.
  ///   - publicKey: When given, the payload must be signed with its private half.
  ///   - progress: Told how many bytes were read.
  /// - Returns: The report, also for a payload that is broken: ``PayloadReport/isSound`` tells.
  /// - Throws: `noInput`, `notRegularFile`, `read` or `changedWhileReading`.
  public static func inspect(
    path: String, publicKey: PayloadPublicKey? = nil, progress: PayloadProgress? = nil
  ) throws(PayloadError) -> PayloadReport {
    let file = try PayloadFile(path: path)
    let beginning = try file.bytes(at: 0, count: FileFormat.size)
    var findings = Findings()
    if beginning.starts(with: CrAUHeader.magic) {
      return try inspectCrAU(file, publicKey: publicKey, progress: progress, findings: &findings)
    }
    if publicKey != nil { findings.fault("the payload is not signed: it is no CrAU payload") }
    let check: SignatureCheck? = publicKey == nil ? nil : .failed
    if beginning.starts(with: GzipStream.magic) {
      return try inspectGzip(file, check: check, progress: progress, findings: &findings)
    }
    let format = FileFormat.of(beginning)
    if let format, let remedy = format.remedy { findings.note("\(format.noun): \(remedy)") }
    let pass = try DigestPass(file, progress: progress)
    return PayloadReport(
      digest: pass.digest, content: .unknown, format: format, findings: findings,
      signatureCheck: check)
  }

  private static func inspectCrAU(
    _ file: borrowing PayloadFile, publicKey: PayloadPublicKey?, progress: PayloadProgress?, findings: inout Findings
  ) throws(PayloadError) -> PayloadReport {
    let inspection = try CrAUInspection(file, findings: &findings)
    let pass = try DigestPass(
      file, marks: inspection.marks, consumer: inspection.dataConsumer, progress: progress)
    let report = inspection.report(beginnings: pass.beginnings, findings: &findings)
    let check = publicKey.map { inspection.verifySignature(with: $0, beginnings: pass.beginnings, findings: &findings) }
    return PayloadReport(digest: pass.digest, content: .crau(report), findings: findings, signatureCheck: check)
  }

  private static func inspectGzip(
    _ file: borrowing PayloadFile, check: SignatureCheck?, progress: PayloadProgress?, findings: inout Findings
  ) throws(PayloadError) -> PayloadReport {
    let consumer = GzipConsumer()
    let pass = try DigestPass(file, consumer: consumer, progress: progress)
    consumer.finish()
    if let fault = consumer.fault { findings.fault(fault) }
    let report = GzipReport(
      name: consumer.header?.name, modificationTime: consumer.header?.modificationTime,
      uncompressedSize: consumer.inflatedSize,
      members: consumer.members, format: FileFormat.of(consumer.beginning))
    if let remedy = report.remedy { findings.note("\(report.noun): \(remedy)") }
    return PayloadReport(digest: pass.digest, content: .gzip(report), findings: findings, signatureCheck: check)
  }
}
