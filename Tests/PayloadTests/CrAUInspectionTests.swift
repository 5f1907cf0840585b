internal import Crypto
internal import Foundation
@testable internal import Payload
internal import Testing
internal import TestSupport

@Suite("Inspecting CrAU payloads")
struct CrAUInspectionTests {
  let directory: TemporaryFolder

  init() throws {
    directory = try TemporaryFolder()
  }

  private func inspect(_ builder: CrAUBuilder) throws -> (report: PayloadReport, crau: CrAUReport, path: String) {
    let path = try directory.write(try builder.bytes(), to: "update.gz")
    let report = try PayloadInspector.inspect(path: path)
    guard case .crau(let crau) = report.content else { throw NotCrAU() }
    return (report, crau, path)
  }

  private struct NotCrAU: Error {}

  @Test("A full payload is described, and its hashes are those of coreutils")
  func full() throws {
    let builder = CrAUBuilder.full()
    let (report, crau, path) = try inspect(builder)
    #expect(report.faults == [] && report.notes == [] && report.isSound)
    #expect(try report.digest.sha1Hex == Oracle.firstWord("sha1sum", path))
    #expect(try report.digest.sha256Hex == Oracle.firstWord("sha256sum", path))
    let metadataSize = try builder.metadataSize()
    #expect(crau.headerVersion == 1 && crau.manifestSize == UInt64(metadataSize - 20))
    #expect(crau.metadataSize == UInt64(metadataSize))
    let metadataHash = try Oracle.firstWord("sh", "-c", "head -c \(metadataSize) '\(path)' | sha256sum")
    #expect(crau.metadataSHA256?.hex == metadataHash)
    let manifest = try #require(crau.manifest)
    #expect(manifest.kind == .full && manifest.blockSize == 4096)
    #expect(manifest.operations == [OperationCount(type: .replaceBZ, count: 3, dataSize: 8)])
    #expect(manifest.operationData == OperationDataCheck(verified: 3, damaged: 0, withoutHash: 0, unchecked: 0))
    #expect(manifest.oldPartition == nil && manifest.newPartition?.size == 3 * 8192)
    #expect(manifest.signatures == nil && manifest.noopCount == 0 && !manifest.hasKernel)
  }

  @Test("A delta payload names what it applies to and counts operations by type")
  func delta() throws {
    let (report, crau, _) = try inspect(.delta())
    #expect(report.faults == [])
    let manifest = try #require(crau.manifest)
    #expect(manifest.kind == .delta && manifest.oldPartition?.size == 8 * 4096)
    #expect(
      manifest.operations.map { "\($0.count) \($0.type)" } == ["1 REPLACE", "1 REPLACE_BZ", "1 MOVE", "1 BSDIFF"])
    #expect(manifest.operations.map(\.dataSize) == [2, 3, 0, 8])
    #expect(manifest.operationData.verified == 3)
  }

  @Test(
    "A kernel and a PCR policy are procedures of their own, and the no-ops that repeat their data are ignored",
    arguments: [false, true], [false, true])
  func procedures(isSigned: Bool, hasPolicy: Bool) throws {
    var builder = CrAUBuilder.full()
    builder.addKernel(Array("kernel".utf8))
    if hasPolicy { builder.addPCRPolicy([1, 2, 3]) }
    if isSigned { try builder.sign { _ in [UInt8](repeating: 5, count: 256) } }
    let (report, crau, _) = try inspect(builder)
    #expect(report.faults == [] && report.notes == [])
    let manifest = try #require(crau.manifest)
    #expect(manifest.noopCount == (isSigned ? 1 : 0) + (hasPolicy ? 2 : 1) && manifest.hasKernel)
    #expect(manifest.procedures.map(\.name) == (hasPolicy ? ["kernel", "PCR policy"] : ["kernel"]))
    let kernel = try #require(manifest.procedures.first)
    #expect(kernel.new?.size == 3 * 4096 - 17 && kernel.old == nil)
    #expect(kernel.operations == [OperationCount(type: .replaceBZ, count: 1, dataSize: 6)])
    // Each operation's data once, the no-ops' not again.
    #expect(
      manifest.operationData == .init(verified: hasPolicy ? 5 : 4, damaged: 0, withoutHash: 0, unchecked: 0))
  }

  /// A change to a sound payload that clients take all the same, and what is noted about it, if anything.
  struct Oddity: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let note: String?
    let change: @Sendable (inout CrAUBuilder) throws -> Void

    init(_ name: String, note: String? = nil, _ change: @escaping @Sendable (inout CrAUBuilder) throws -> Void) {
      testDescription = name
      self.note = note
      self.change = change
    }
  }

  @Test("What clients take is no fault", arguments: oddities)
  func oddity(oddity: Oddity) throws {
    var builder = CrAUBuilder.delta()
    builder.addKernel(Array("kernel".utf8))
    builder.addPCRPolicy([1, 2, 3])
    try oddity.change(&builder)
    let report = try inspect(builder).report
    #expect(report.faults == [])
    #expect(report.notes == (oddity.note.map { [$0] } ?? []))
  }

  private static var signature: CrAUBuilder.Signer { (2, 256, { _ in [UInt8](repeating: 5, count: 256) }) }

  static let oddities: [Oddity] = [
    Oddity(
      "a no-op elsewhere", note: "no no-op stands for the kernel; the first clients need one to find them"
    ) { $0.manifest.noopOperations[0].dataOffset = 1 },
    Oddity(
      "no no-ops at all",
      note:
        "no no-op stands for the kernel and the PCR policy and the signatures; the first clients need one to find them"
    ) {
      try $0.sign([signature])
      $0.manifest.noopOperations = []
    },
    Oddity("no-ops without hashes, beyond the file") {
      $0.manifest.noopOperations[0].clearDataSha256Hash()
      $0.manifest.noopOperations.append($0.manifest.noopOperations[0])
      $0.manifest.noopOperations[2].dataOffset = .max
      $0.manifest.noopOperations[2].dataLength = .max
    },
    Oddity(
      "a procedure of later times, without what it makes and without a hash",
      note: "clients pass over the procedure type 7: they do not know it"
    ) {
      $0.addProcedure(7, [1, 2], type: .replace, info: nil)
      $0.manifest.procedures[2].operations[0].clearDataSha256Hash()
      $0.manifest.procedures[2].operations[0].dstExtents = []
    },
    Oddity(
      "a procedure without a type", note: "clients pass over the procedure without a type: they do not know it"
    ) {
      $0.manifest.procedures[1].clearType()
      $0.manifest.procedures[1].newInfo.hash = Data(count: 5)
    },
    Oddity("a file that grows before it is cut to its size") {
      $0.manifest.procedures[0].operations[0].dstExtents = [CrAUBuilder.extent(1_000, 5)]
    },
    Oddity("an old partition without a size, a policy with an old content that nobody compares") {
      $0.manifest.oldPartitionInfo.clearSize()
      $0.manifest.procedures[1].oldInfo.hash = Data(count: 5)
    },
    Oddity(
      "an operation before the last that ends past the image",
      note: "1 of the partition's operations end past it, and are not its last one;"
        + " a machine whose partition has no room for them fails with 28"
    ) { $0.manifest.partitionOperations[2].dstExtents = [CrAUBuilder.extent(7, 2)] },
    Oddity("the last operation, which ends past the image") {
      $0.manifest.partitionOperations[3].dstExtents = [CrAUBuilder.extent(7, 5)]
    },
    Oddity("a hole, which starts at 2^64-1") {
      $0.manifest.partitionOperations[1].srcExtents.append(CrAUBuilder.extent(.max, 3))
      $0.manifest.partitionOperations[2].dstExtents.append(CrAUBuilder.extent(.max, 3))
    },
    Oddity("a hash of no data that is right") {
      $0.manifest.partitionOperations[0].dataSha256Hash = Data(SHA256.hash(data: [UInt8]()))
    },
    Oddity("an empty hash where there are no data") { $0.manifest.partitionOperations[0].dataSha256Hash = Data() },
    Oddity("a patch that fills its blocks but for a part of the last") {
      $0.manifest.partitionOperations[1].srcLength = 2 * 4096
      $0.manifest.partitionOperations[1].dstLength = 2 * 4096 - 5
    },
    Oddity("two signatures, as releases have") { try $0.sign([(1, 256, signature.sign), signature]) },
    Oddity(
      "a signature that only some clients take",
      note: "no signature has version 2, the one that clients verify; a machine that has a key fails with 18"
    ) { try $0.sign([(1, 256, signature.sign)]) },
    Oddity(
      "many signatures, the last of which counts",
      note: "there are 101 signatures; releases have one or two, and the first 16 are shown"
    ) { try $0.sign([CrAUBuilder.Signer](repeating: (1, 256, signature.sign), count: 100) + [signature]) },
  ]

  @Test("Operations that cross the reader's buffers are hashed whole")
  func largeOperations() throws {
    let sizes = [1 << 20, (3 << 20) + 11, 5, 2 << 20, 1]
    let chunks = sizes.enumerated().map { TestBytes.random($1, seed: UInt64($0)) }
    var builder = CrAUBuilder.full(chunks)
    #expect(try inspect(builder).crau.manifest?.operationData.verified == sizes.count)
    builder.blobs[(1 << 20) + 5] ^= 1
    builder.blobs[builder.blobs.count - 1] ^= 1
    let (report, crau, _) = try inspect(builder)
    #expect(crau.manifest?.operationData == .init(verified: 3, damaged: 2, withoutHash: 0, unchecked: 0))
    #expect(
      report.faults.map { $0.prefix(34) } == [
        "partition operation 1 (REPLACE_BZ)", "partition operation 4 (REPLACE_BZ)",
      ])
  }

  @Test("A payload that reads an old partition without naming it is noted")
  func namelessDelta() throws {
    var builder = CrAUBuilder.delta()
    builder.manifest.clearOldPartitionInfo()
    let (report, crau, _) = try inspect(builder)
    #expect(report.notes == ["operations read an old partition that the manifest does not describe"])
    #expect(report.isSound && crau.manifest?.kind == .full)
  }

  @Test("What is not CrAU and not gzip is unknown and sound", arguments: ["", "C", "CrA", "crau", "\u{1f}", "MZ"])
  func unknown(text: String) throws {
    let path = try directory.write(Array(text.utf8), to: "payload")
    let report = try PayloadInspector.inspect(path: path)
    #expect(report.content == .unknown && report.isSound && report.digest.size == UInt64(text.utf8.count))
  }
}
