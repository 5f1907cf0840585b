internal import Crypto
internal import Posix

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

  /// What the manifest says that it is; nil when there is none that can be read.
  var kind: CrAUManifest.Kind? { metadata.manifest == nil ? nil : old == nil ? .full : .delta }

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
    old = Self.old(manifest.hasOldPartitionInfo ? manifest.oldPartitionInfo : nil, "old partition", &findings)
    new = Self.new(manifest.hasNewPartitionInfo ? manifest.newPartitionInfo : nil, "new partition", &findings)
    if new == nil {
      findings.fault("the manifest does not say what the new partition is; clients fail with 12")
    }

    var walk = OperationWalk(
      metadataSize: metadataSize, fileSize: file.stamp.size, blockSize: UInt64(max(blockSize, 1)))
    partition = walk.take(
      manifest.partitionOperations, of: "partition", target: .partition, oldSize: manifest.oldPartitionInfo.knownSize,
      newSize: manifest.newPartitionInfo.knownSize, findings: &findings)
    procedures = manifest.procedures.map { Self.take($0, in: &walk, findings: &findings) }

    blob = try SignatureReader(
      manifest, metadataSize: metadataSize, dataEnd: walk.dataEnd, file: file, findings: &findings)
    NoopCheck(manifest).run(findings: &findings)
    Self.checkEnd(max(walk.farthest, blob?.end ?? 0), of: file.stamp.size, findings: &findings)

    let ranges = walk.disjointRanges()
    dataConsumer = ranges.isEmpty ? nil : OperationDataConsumer(ranges)
    if old == nil, partition.contains(where: { $0.type == .move || $0.type == .bsdiff }) {
      findings.note("operations read an old partition that the manifest does not describe")
    }
    if walk.overruns > 0 {
      findings.note(
        "\(walk.overruns) of the partition's operations end past it, and are not its last one;"
          + " a machine whose partition has no room for them fails with 28")
    }
    withoutHash = walk.withoutHash
    unchecked = walk.outside + walk.ranges.count - ranges.count
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
            signatures: $0.signatures, clientSignature: $0.clientSignature)
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
    if let signature = blob.clientSignature, key.verifies(signature.bytes, digest: digest) { return .valid }
    let others = blob.signatures.filter { key.verifies($0.bytes, digest: digest) }
    findings.fault(Self.sentence(aboutClientSignature: blob.clientSignature != nil, others: others))
    return .failed
  }

  /// Why a payload fails at update_engine, which takes the first signature of its version and looks at no other.
  private static func sentence(aboutClientSignature exists: Bool, others: [PayloadSignature]) -> String {
    let version = PayloadSignature.clientVersion
    guard let other = others.first else {
      return exists
        ? "the signature was not made with this key, or the payload was changed after it was signed"
        : "the payload has no signature of version \(version), the one that clients verify"
    }
    let name =
      switch other.version {
      case version: "another one of that version"
      case let number?: "the one of version \(number)"
      case nil: "one without a version"
      }
    return
      (exists
      ? "the signature of version \(version) was not made with this key, and \(name) was"
      : "there is no signature of version \(version), and \(name) was made with this key")
      + ": update_engine verifies the first of version \(version) only and fails with 18; Flatcar's ue-rs takes any"
  }

  /// Goes through a procedure as clients do: what they do not know they pass over.
  private static func take(
    _ message: ProtoInstallProcedure, in walk: inout OperationWalk, findings: inout Findings
  ) -> InstallProcedure {
    let type = message.hasType ? message.type : nil
    let name = InstallProcedure.name(ofType: type)
    let isKnown = InstallProcedure.isKnown(type: type)
    // Clients compare the old content of a kernel only, with its hash.
    let old = message.hasOldInfo ? message.oldInfo : nil
    let new = message.hasNewInfo ? message.newInfo : nil
    let oldInfo =
      type == InstallProcedure.kernel ? Self.old(old, "\(name)'s old content", &findings) : old.map(InstallInfo.init)
    let newInfo = isKnown ? Self.new(new, "\(name)'s new content", &findings) : new.map(InstallInfo.init)
    if !isKnown {
      findings.note("clients pass over the \(name): they do not know it")
    } else if newInfo == nil {
      findings.fault("the manifest does not say what the \(name)'s new content is; clients fail with 23")
    }
    let counts = walk.take(
      message.operations, of: name, target: isKnown ? .file : .nothing, oldSize: message.oldInfo.knownSize,
      newSize: message.newInfo.knownSize, findings: &findings)
    return InstallProcedure(type: type, operations: counts, old: oldInfo, new: newInfo)
  }

  /// What an update applies to. Clients compare its hash, and do not read its size.
  private static func old(_ message: ProtoInstallInfo?, _ what: String, _ findings: inout Findings) -> InstallInfo? {
    guard let message else { return nil }
    let info = InstallInfo(message)
    if info.sha256.count != 32 {
      findings.fault("the hash of the \(what) has \(info.sha256.count) bytes instead of 32")
    }
    return info
  }

  /// What there is after an update. Clients compare size and hash.
  private static func new(_ message: ProtoInstallInfo?, _ what: String, _ findings: inout Findings) -> InstallInfo? {
    if let message, !message.hasSize { findings.fault("the \(what) has no size") }
    return old(message, what, &findings)
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

extension ProtoInstallInfo {
  /// `nil` when it is not there, or does not say.
  fileprivate var knownSize: UInt64? { hasSize ? size : nil }
}
