@testable internal import Payload
internal import Testing
internal import TestSupport

/// Both sides of the bounds that a payload's manifest is held to.
@Suite("Bounds of CrAU payloads")
struct CrAUBoundTests {
  let directory: TemporaryFolder

  init() throws {
    directory = try TemporaryFolder()
  }

  private func inspect(_ builder: CrAUBuilder) throws -> PayloadReport {
    try PayloadInspector.inspect(path: try directory.write(try builder.bytes(), to: "update.gz"))
  }

  @Test("Signatures of 1 MiB are read, and one byte more is a fault and is not read")
  func signatures() throws {
    for excess in [0, 1] {
      let wanted = 1 << 20 + excess
      // What the message adds to one signature of this order.
      var measured = CrAUBuilder.full()
      try measured.sign(size: wanted - 100) { _ in [UInt8](repeating: 5, count: wanted - 100) }
      let size = wanted - (Int(measured.manifest.signaturesSize) - (wanted - 100))
      var builder = CrAUBuilder.full()
      try builder.sign(size: size) { _ in [UInt8](repeating: 5, count: size) }
      try #require(builder.manifest.signaturesSize == UInt64(wanted))
      let report = try inspect(builder)
      #expect(
        report.faults == (excess == 0 ? [] : ["1048577 bytes of signatures are more than 1048576, and are not read"]))
      let blob = try #require(report.manifest?.signatures)
      #expect(blob.size == UInt64(wanted))
      #expect(blob.signatures.map(\.bytes.count) == (excess == 0 ? [size] : []))
    }
  }

  /// The image has six blocks, the last one perhaps not full.
  @Test(
    "The last operation's extent may end past the image but not begin there",
    arguments: [
      (6 * 4096, 5, 1, true), (6 * 4096, 5, 256, true), (6 * 4096, 6, 1, false), (6 * 4096, 6, 0, true),
      (6 * 4096, 7, 1, false), (6 * 4096 - 1, 5, 2, true), (6 * 4096 - 1, 6, 1, false), (6 * 4096 + 1, 6, 1, true),
      (6 * 4096 + 1, 6, 2, true), (6 * 4096 + 1, 7, 1, false), (5 * 4096 + 1, 5, 1, true), (5 * 4096, 5, 1, false),
    ] as [(UInt64, UInt64, UInt64, Bool)])
  func lastExtent(size: UInt64, start: UInt64, count: UInt64, isSound: Bool) throws {
    var builder = CrAUBuilder.full()
    builder.manifest.newPartitionInfo.size = size
    builder.manifest.partitionOperations[2].dstExtents = [CrAUBuilder.extent(start, count)]
    let blocks = (size + 4095) / 4096
    let fault =
      "partition operation 2 (REPLACE_BZ): an extent of \(count) blocks at block \(start) is outside the partition of"
      + " \(blocks) blocks"
    #expect(try inspect(builder).faults == (isSound ? [] : [fault]))
    // The first of two extents has the same bound.
    builder.manifest.partitionOperations[2].dstExtents.append(CrAUBuilder.extent(0, 1))
    #expect(try inspect(builder).faults == (isSound ? [] : [fault]))
  }
}
