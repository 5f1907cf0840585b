@testable internal import Payload
internal import Testing

@Suite("Inspecting CrAU payloads")
struct CrAUInspectionTests {
  let directory: TemporaryDirectory

  init() throws {
    directory = try TemporaryDirectory()
  }

  private func inspect(_ builder: CrAUBuilder) throws -> (report: PayloadReport, crau: CrAUReport, path: String) {
    let path = try directory.write("update.gz", try builder.bytes())
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
    #expect(manifest.signatures == nil && manifest.noopCount == 0)
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

  @Test("A kernel is a procedure of its own, and its last extent may end past its size")
  func kernel() throws {
    var builder = CrAUBuilder.full()
    builder.addKernel(Array("kernel".utf8))
    let (report, crau, _) = try inspect(builder)
    #expect(report.faults == [])
    let kernel = try #require(crau.manifest?.procedures.first)
    #expect(kernel.name == "kernel" && kernel.new?.size == 3 * 4096 - 17 && kernel.old == nil)
    #expect(kernel.operations == [OperationCount(type: .replaceBZ, count: 1, dataSize: 6)])
    #expect(crau.manifest?.operationData.verified == 4)
  }

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

  @Test("An operation without a hash is noted, not refused: clients apply it")
  func withoutHash() throws {
    var builder = CrAUBuilder.full()
    builder.manifest.partitionOperations[1].clearDataSha256Hash()
    let (report, crau, _) = try inspect(builder)
    #expect(report.isSound && report.notes == ["1 operation has data without a hash"])
    #expect(crau.manifest?.operationData.withoutHash == 1)
  }

  @Test("A payload that reads an old partition without naming it is noted")
  func namelessDelta() throws {
    var builder = CrAUBuilder.delta()
    builder.manifest.clearOldPartitionInfo()
    let (report, crau, _) = try inspect(builder)
    #expect(report.notes == ["operations read an old partition that the manifest does not describe"])
    #expect(report.isSound && crau.manifest?.kind == .full)
  }

  @Test("The last operation may end past the image, and a hole may start at 2^64-1")
  func legalOddities() throws {
    var builder = CrAUBuilder.delta()
    builder.manifest.newPartitionInfo.size = 8 * 4096
    builder.manifest.partitionOperations[3].dstExtents = [CrAUBuilder.extent(7, 5)]
    builder.manifest.partitionOperations[1].srcExtents.append(CrAUBuilder.extent(.max, 3))
    #expect(try inspect(builder).report.faults == [])
  }

  @Test("What is not CrAU and not gzip is unknown and sound", arguments: ["", "C", "CrA", "crau", "\u{1f}", "MZ"])
  func unknown(text: String) throws {
    let path = try directory.write("payload", Array(text.utf8))
    let report = try PayloadInspector.inspect(path: path)
    #expect(report.content == .unknown && report.isSound && report.digest.size == UInt64(text.utf8.count))
  }
}
