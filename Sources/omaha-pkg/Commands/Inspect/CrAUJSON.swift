internal import Payload
internal import Reports

/// A CrAU payload in what `inspect --format json` prints. Sizes and offsets are bytes.
struct CrAUJSON: Encodable {
  /// Absent when the file ends inside the header.
  let headerVersion: UInt64?
  let manifestSize: UInt64?
  let metadataSize: UInt64?
  let metadataSHA256: HashReport?
  /// Absent, with all below, when the manifest could not be read. "full" or "delta".
  var kind: String?
  var blockSize: UInt32?
  var operations: [Operations]?
  var noops: Int?
  var operationData: OperationData?
  var oldPartition: Info?
  var newPartition: Info?
  var procedures: [Procedure]?
  /// Absent when the payload is not signed.
  var signatures: Signatures?

  struct Operations: Encodable {
    let type: String
    let count: Int
    let dataSize: UInt64
  }

  struct OperationData: Encodable {
    let verified: Int
    let damaged: Int
    let withoutHash: Int
    let unchecked: Int
  }

  struct Info: Encodable {
    let size: UInt64
    let sha256: HashReport

    init(_ info: InstallInfo) {
      size = info.size
      sha256 = HashReport(info.sha256)
    }
  }

  struct Procedure: Encodable {
    let name: String
    let type: Int32?
    let operations: [Operations]
    let old: Info?
    let new: Info?
  }

  struct Signatures: Encodable {
    let offset: UInt64
    let size: UInt64
    let signedSHA256: HashReport?
    let signatures: [Signature]
  }

  struct Signature: Encodable {
    let version: UInt32?
    let size: Int
  }

  init(_ report: CrAUReport) {
    headerVersion = report.headerVersion
    manifestSize = report.manifestSize
    metadataSize = report.metadataSize
    metadataSHA256 = report.metadataSHA256.map(HashReport.init)
    guard let manifest = report.manifest else { return }
    kind = manifest.kind.rawValue
    blockSize = manifest.blockSize
    operations = Self.operations(manifest.operations)
    noops = manifest.noopCount
    let data = manifest.operationData
    operationData = OperationData(
      verified: data.verified, damaged: data.damaged, withoutHash: data.withoutHash, unchecked: data.unchecked)
    oldPartition = manifest.oldPartition.map(Info.init)
    newPartition = manifest.newPartition.map(Info.init)
    procedures = manifest.procedures.map {
      Procedure(
        name: $0.name, type: $0.type, operations: Self.operations($0.operations), old: $0.old.map(Info.init),
        new: $0.new.map(Info.init))
    }
    signatures = manifest.signatures.map { blob in
      Signatures(
        offset: blob.fileOffset, size: blob.size, signedSHA256: blob.signedSHA256.map(HashReport.init),
        signatures: blob.signatures.map { Signature(version: $0.version, size: $0.bytes.count) })
    }
  }

  private static func operations(_ counts: [OperationCount]) -> [Operations] {
    counts.map { Operations(type: "\($0.type)", count: $0.count, dataSize: $0.dataSize) }
  }
}
