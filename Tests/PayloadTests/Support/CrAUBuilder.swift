internal import Crypto
internal import Foundation
@testable internal import Payload
internal import SwiftProtobuf

/// Writes CrAU payloads for tests: right by default, and wrong wherever a test changes a field before ``bytes()``.
struct CrAUBuilder {
  var version: UInt64 = 1
  /// What the header says instead of the true size of the manifest.
  var manifestSize: UInt64?
  var manifest = ProtoDeltaArchiveManifest()
  var blobs: [UInt8] = []
  /// What the file ends with.
  var tail: [UInt8] = []

  /// A full payload for an image of `chunks.count` chunks of two blocks, the chunks being the operations' data.
  static func full(_ chunks: [[UInt8]] = [[1, 2, 3], [4, 5, 6, 7], [8]]) -> CrAUBuilder {
    var builder = CrAUBuilder()
    builder.manifest.blockSize = 4096
    builder.manifest.newPartitionInfo = info(size: UInt64(chunks.count) * 8192, of: "new")
    for (index, chunk) in chunks.enumerated() {
      builder.manifest.partitionOperations.append(
        builder.add(chunk, type: .replaceBZ, to: extent(UInt64(index) * 2, 2)))
    }
    return builder
  }

  /// A delta payload with one operation of each type.
  static func delta() -> CrAUBuilder {
    var builder = CrAUBuilder()
    builder.manifest.blockSize = 4096
    builder.manifest.oldPartitionInfo = info(size: 8 * 4096, of: "old")
    builder.manifest.newPartitionInfo = info(size: 8 * 4096, of: "new")
    var move = ProtoInstallOperation()
    move.type = OperationType.move.rawValue
    move.srcExtents = [extent(0, 2)]
    move.dstExtents = [extent(6, 2)]
    var patch = builder.add(Array("BSDIFF40".utf8), type: .bsdiff, to: extent(0, 2))
    patch.srcExtents = [extent(2, 2)]
    builder.manifest.partitionOperations = [
      move, patch, builder.add([9, 9], type: .replace, to: extent(2, 1)),
      builder.add([7, 7, 7], type: .replaceBZ, to: extent(3, 1)),
    ]
    return builder
  }

  /// Appends data and describes them.
  mutating func add(_ data: [UInt8], type: OperationType, to extent: ProtoExtent) -> ProtoInstallOperation {
    var operation = ProtoInstallOperation()
    operation.type = type.rawValue
    operation.dataOffset = UInt32(blobs.count)
    operation.dataLength = UInt32(data.count)
    operation.dstExtents = [extent]
    operation.dataSha256Hash = Data(SHA256.hash(data: data))
    blobs += data
    return operation
  }

  /// Appends a kernel to the payload.
  mutating func addKernel(_ data: [UInt8]) {
    addProcedure(0, data, type: .replaceBZ, info: Self.info(size: 3 * 4096 - 17, of: "kernel"))
  }

  /// Appends a PCR policy to the payload.
  mutating func addPCRPolicy(_ data: [UInt8]) {
    addProcedure(1, data, type: .replace, info: Self.info(size: UInt64(data.count), of: "policy"))
  }

  /// Appends a procedure of one operation, as `delta_generator` does: its extent is that of a whole chunk, and a no-op repeats
  /// where its data are.
  mutating func addProcedure(_ kind: Int32, _ data: [UInt8], type: OperationType, info: ProtoInstallInfo?) {
    var procedure = ProtoInstallProcedure()
    procedure.type = kind
    procedure.operations = [add(data, type: type, to: Self.extent(0, 256))]
    if let info { procedure.newInfo = info }
    manifest.procedures.append(procedure)
    var noop = Self.noop(at: blobs.count - data.count, count: data.count)
    noop.dataSha256Hash = procedure.operations[0].dataSha256Hash
    manifest.noopOperations.append(noop)
  }

  /// One signature to come: its version, its size in bytes, and who makes it over everything before.
  typealias Signer = (version: UInt32?, size: Int, sign: ([UInt8]) throws -> [UInt8])

  /// Reserves room for signatures of these versions and lets `sign` make each over everything before.
  mutating func sign(versions: [UInt32] = [2], size: Int = 256, _ sign: ([UInt8]) throws -> [UInt8]) throws {
    let placeholder = [UInt8](repeating: 0, count: size)
    let versions: [UInt32?] = versions
    try reserve(try Self.blob(versions, versions.map { _ in placeholder }).count)
    let signature = try sign(try bytes())
    tail = try Self.blob(versions, versions.map { _ in signature })
  }

  /// Lets several sign, each in turn.
  mutating func sign(_ signers: [Signer]) throws {
    let versions = signers.map(\.version)
    try reserve(try Self.blob(versions, signers.map { [UInt8](repeating: 0, count: $0.size) }).count)
    let signed = try bytes()
    tail = try Self.blob(versions, try signers.map { try $0.sign(signed) })
  }

  private mutating func reserve(_ room: Int) throws {
    manifest.signaturesOffset = UInt64(blobs.count)
    manifest.signaturesSize = UInt64(room)
    manifest.noopOperations.append(Self.noop(at: blobs.count, count: room))
  }

  private static func blob(_ versions: [UInt32?], _ signatures: [[UInt8]]) throws -> [UInt8] {
    var message = ProtoSignatures()
    message.signatures = zip(versions, signatures).map { version, signature in
      var one = ProtoSignatures.Signature()
      if let version { one.version = version }
      one.data = Data(signature)
      return one
    }
    return try message.serializedBytes()
  }

  /// An operation that writes data into a hole.
  private static func noop(at offset: Int, count: Int) -> ProtoInstallOperation {
    var noop = ProtoInstallOperation()
    noop.type = OperationType.replace.rawValue
    noop.dataOffset = UInt32(offset)
    noop.dataLength = UInt32(count)
    noop.dstExtents = [extent(.max, UInt64((count + 4095) / 4096))]
    return noop
  }

  /// Bytes of header and manifest.
  func metadataSize() throws -> Int { 20 + (try manifest.serializedData().count) }

  /// The payload.
  func bytes() throws -> [UInt8] {
    let encoded: [UInt8] = try manifest.serializedBytes()
    return Array("CrAU".utf8) + Self.bigEndian(version) + Self.bigEndian(manifestSize ?? UInt64(encoded.count))
      + encoded
      + blobs + tail
  }

  static func extent(_ start: UInt64, _ count: UInt64) -> ProtoExtent {
    var extent = ProtoExtent()
    extent.startBlock = start
    extent.numBlocks = count
    return extent
  }

  static func info(size: UInt64, of seed: String) -> ProtoInstallInfo {
    var info = ProtoInstallInfo()
    info.size = size
    info.hash = Data(SHA256.hash(data: Array(seed.utf8)))
    return info
  }

  private static func bigEndian(_ number: UInt64) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * UInt64($0))) }
  }
}
