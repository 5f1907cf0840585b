internal import FoundationEssentials
internal import Posix
internal import SwiftProtobuf

/// Finds and reads the signatures that a manifest points at.
struct SignatureReader {
  /// Bytes. Two RSA-2048 signatures take 528.
  static let maximumSize: UInt64 = 1 << 20
  /// Signatures that are kept. Payloads have one, or two while a key is being replaced.
  static let maximumCount = 16

  /// Bytes from the start of the file.
  let fileOffset: UInt64
  /// Bytes.
  let size: UInt64
  /// The first ``maximumCount``; empty when they cannot be read.
  let signatures: [PayloadSignature]
  /// The one that update_engine verifies, wherever it stands.
  let clientSignature: PayloadSignature?

  /// The end of the blob in the file.
  var end: UInt64 { fileOffset + size }

  /// - Returns: `nil` when the payload is not signed, or says so in a way that points nowhere.
  /// - Parameter dataEnd: Where the operations' data end, in bytes from the end of the metadata.
  init?(
    _ manifest: ProtoDeltaArchiveManifest, metadataSize: UInt64, dataEnd: UInt64, file: borrowing PayloadFile,
    findings: inout Findings
  ) throws(PayloadError) {
    guard manifest.hasSignaturesOffset || manifest.hasSignaturesSize else { return nil }
    guard manifest.hasSignaturesOffset, manifest.hasSignaturesSize, manifest.signaturesSize > 0 else {
      findings.fault("the manifest names the signatures' \(manifest.hasSignaturesOffset ? "offset" : "size") alone")
      return nil
    }
    let (start, startOverflow) = metadataSize.addingReportingOverflow(manifest.signaturesOffset)
    let (end, endOverflow) = start.addingReportingOverflow(manifest.signaturesSize)
    guard !startOverflow, !endOverflow else {
      findings.fault(
        "\(manifest.signaturesSize) bytes of signatures at offset \(manifest.signaturesOffset) are beyond any file")
      return nil
    }
    if manifest.signaturesOffset != dataEnd {
      findings.fault(
        "the signatures begin at offset \(manifest.signaturesOffset), and the operations' data end at \(dataEnd)")
    }
    fileOffset = start
    size = manifest.signaturesSize
    guard end <= file.stamp.size else {
      (signatures, clientSignature) = ([], nil)
      return
    }
    guard size <= Self.maximumSize else {
      findings.fault("\(size) bytes of signatures are more than \(Self.maximumSize), and are not read")
      (signatures, clientSignature) = ([], nil)
      return
    }
    let bytes = try file.bytes(at: start, count: Int(size))
    guard let message = try? ProtoSignatures(serializedBytes: bytes) else {
      findings.fault("the signatures are not a valid protocol buffer message")
      (signatures, clientSignature) = ([], nil)
      return
    }
    signatures = message.signatures.prefix(Self.maximumCount).map(PayloadSignature.init)
    clientSignature = message.signatures.first { $0.hasVersion && $0.version == PayloadSignature.clientVersion }
      .map(PayloadSignature.init)
    if message.signatures.count > Self.maximumCount {
      findings.note(
        "there are \(message.signatures.count) signatures; releases have one or two, and the first \(Self.maximumCount)"
          + " are shown")
    }
    if signatures.isEmpty {
      findings.fault("there is room for signatures, and none in it; clients fail with 18")
    } else if clientSignature == nil {
      findings.note(
        "no signature has version \(PayloadSignature.clientVersion), the one that clients verify;"
          + " a machine that has a key fails with 18")
    }
  }
}

extension PayloadSignature {
  fileprivate init(_ message: ProtoSignatures.Signature) {
    self.init(version: message.hasVersion ? message.version : nil, bytes: Array(message.data))
  }
}
