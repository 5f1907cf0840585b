internal import Crypto

/// A CrAU payload between reading its metadata and reading the rest.
struct CrAUInspection {
  private let metadata: CrAUMetadata
  private let partition: [OperationCount]
  private let old: InstallInfo?
  private let new: InstallInfo?
  private let procedures: [InstallProcedure]
  private let blob: SignatureReader?
  private let withoutHash: Int
  private let unchecked: Int
  private let blockSize: UInt32
  /// Hashes the operations' data during the pass; `nil` when there are none.
  let dataConsumer: OperationDataConsumer?

  /// Reads the metadata and the signatures, and checks what can be checked without the data.
  init(_ file: borrowing PayloadFile, findings: inout Findings) throws(PayloadError) {
    metadata = try CrAUMetadata(file, findings: &findings)
    guard let header = metadata.header, let manifest = metadata.manifest else {
      (partition, old, new, procedures, blob, dataConsumer) = ([], nil, nil, [], nil, nil)
      (withoutHash, unchecked, blockSize) = (0, 0, 0)
      return
    }
    blockSize = manifest.blockSize
    if blockSize == 0 { findings.fault("the block size is 0") }
    // The size is at most that of the file, so the sum does not overflow.
    let metadataSize = header.manifestSize + UInt64(CrAUHeader.size)
    old = Self.info(manifest.hasOldPartitionInfo ? manifest.oldPartitionInfo : nil, "old partition", &findings)
    new = Self.info(manifest.hasNewPartitionInfo ? manifest.newPartitionInfo : nil, "new partition", &findings)
    if new == nil { findings.fault("the manifest does not say what the new partition is; clients need it") }

    var walk = OperationWalk(
      metadataSize: metadataSize, fileSize: file.stamp.size, blockSize: UInt64(max(blockSize, 1)))
    partition = walk.take(manifest.partitionOperations, of: "partition", old: old, new: new, findings: &findings)
    var procedures: [InstallProcedure] = []
    for procedure in manifest.procedures {
      let type = procedure.hasType ? procedure.type : nil
      let name = InstallProcedure.name(ofType: type)
      let old = Self.info(procedure.hasOldInfo ? procedure.oldInfo : nil, "\(name)'s old content", &findings)
      let new = Self.info(procedure.hasNewInfo ? procedure.newInfo : nil, "\(name)'s new content", &findings)
      let counts = walk.take(procedure.operations, of: name, old: old, new: new, findings: &findings)
      procedures.append(InstallProcedure(type: type, operations: counts, old: old, new: new))
    }
    self.procedures = procedures

    blob = try SignatureReader(
      manifest, metadataSize: metadataSize, dataEnd: walk.dataEnd, file: file, findings: &findings)
    Self.checkNoops(manifest, findings: &findings)
    Self.checkEnd(max(walk.farthest, blob?.end ?? 0), of: file.stamp.size, findings: &findings)

    let ranges = walk.disjointRanges()
    dataConsumer = ranges.isEmpty ? nil : OperationDataConsumer(ranges)
    if old == nil, partition.contains(where: { $0.type == .move || $0.type == .bsdiff }) {
      findings.note("operations read an old partition that the manifest does not describe")
    }
    withoutHash = walk.withoutHash
    unchecked = walk.outside + walk.ranges.count - ranges.count
    if withoutHash > 0 {
      findings.note("\(withoutHash) operation\(withoutHash == 1 ? " has" : "s have") data without a hash")
    }
  }

  /// Lengths of the beginnings whose SHA-256 the report needs.
  var marks: [UInt64] {
    guard let metadataSize else { return [] }
    return [metadataSize] + (blob.map { [$0.fileOffset] } ?? [])
  }

  /// The report, after the whole file has passed.
  /// - Parameter beginnings: SHA-256 of the file's beginnings by length.
  func report(beginnings: [UInt64: SHA256Digest], findings: inout Findings) -> CrAUReport {
    let damaged = dataConsumer?.damaged ?? []
    for label in damaged {
      findings.fault("\(label): its data are damaged: their SHA-256 is not that of the manifest")
    }
    var manifest: CrAUManifest?
    if let message = metadata.manifest {
      manifest = CrAUManifest(
        blockSize: blockSize, operations: partition, noopCount: message.noopOperations.count, oldPartition: old,
        newPartition: new, procedures: procedures,
        operationData: OperationDataCheck(
          verified: dataConsumer?.verified ?? 0, damaged: damaged.count, withoutHash: withoutHash,
          unchecked: unchecked),
        signatures: blob.map {
          SignatureBlob(
            fileOffset: $0.fileOffset, size: $0.size, signedSHA256: beginnings[$0.fileOffset].map(Array.init),
            signatures: $0.signatures)
        })
    }
    return CrAUReport(
      headerVersion: metadata.header?.version, manifestSize: metadata.header?.manifestSize,
      metadataSHA256: metadataSize.flatMap { beginnings[$0] }.map(Array.init), manifest: manifest)
  }

  /// Bytes; `nil` unless the manifest was read.
  private var metadataSize: UInt64? {
    guard let header = metadata.header, metadata.manifest != nil else { return nil }
    return header.manifestSize + UInt64(CrAUHeader.size)
  }

  /// Verifies the signature that clients verify.
  func verifySignature(
    with key: PayloadPublicKey, beginnings: [UInt64: SHA256Digest], findings: inout Findings
  ) -> SignatureCheck {
    guard metadata.manifest != nil else {
      findings.fault("the signature cannot be verified: the manifest cannot be read")
      return .failed
    }
    guard let blob else {
      findings.fault("the payload is not signed")
      return .failed
    }
    guard let digest = beginnings[blob.fileOffset] else {
      findings.fault("the signature cannot be verified: the file ends before it")
      return .failed
    }
    let candidates = blob.signatures.filter { $0.version == PayloadSignature.clientVersion }
    guard !candidates.isEmpty else {
      findings.fault(
        "the payload has no signature of version \(PayloadSignature.clientVersion), the one that clients verify")
      return .failed
    }
    guard candidates.contains(where: { key.verifies($0.bytes, digest: digest) }) else {
      findings.fault("the signature was not made with this key, or the payload was changed after it was signed")
      return .failed
    }
    return .valid
  }

  private static func info(_ message: ProtoInstallInfo?, _ what: String, _ findings: inout Findings) -> InstallInfo? {
    guard let message else { return nil }
    let hash = Array(message.hash)
    if !message.hasSize { findings.fault("the \(what) has no size") }
    if hash.count != 32 { findings.fault("the hash of the \(what) has \(hash.count) bytes instead of 32") }
    return InstallInfo(size: message.size, sha256: hash)
  }

  /// A no-op's data can only be the signatures, and a signed payload has one.
  private static func checkNoops(_ manifest: ProtoDeltaArchiveManifest, findings: inout Findings) {
    var stands = false
    for (index, operation) in manifest.noopOperations.enumerated() where operation.dataLength > 0 {
      if UInt64(operation.dataOffset) == manifest.signaturesOffset,
        UInt64(operation.dataLength) == manifest.signaturesSize
      {
        stands = true
      } else {
        findings.fault("no-op \(index): its data are not the signatures")
      }
    }
    if manifest.hasSignaturesOffset, !stands {
      findings.note("no no-op stands for the signatures; the first clients need one to find them")
    }
  }

  /// Clients compare the size that the server announces with the end of the last blob.
  private static func checkEnd(_ end: UInt64, of fileSize: UInt64, findings: inout Findings) {
    if end > fileSize {
      findings.fault("truncated: the manifest describes \(end) bytes, and the file has \(fileSize)")
    } else if end < fileSize {
      findings.fault("\(fileSize - end) bytes at the end belong to nothing that the manifest describes")
    }
  }
}
