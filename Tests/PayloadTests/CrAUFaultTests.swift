internal import Crypto
internal import Foundation
@testable internal import Payload
internal import SwiftProtobuf
internal import Testing
internal import TestSupport

@Suite("Broken and lying CrAU payloads")
struct CrAUFaultTests {
  let directory: TemporaryFolder

  init() throws {
    directory = try TemporaryFolder()
  }

  private func faults(_ bytes: [UInt8]) throws -> [String] {
    let path = try directory.write(bytes, to: "update.gz")
    let report = try PayloadInspector.inspect(path: path)
    guard case .crau = report.content else { return ["not CrAU"] }
    return report.faults
  }

  private static func signed() throws -> CrAUBuilder {
    var builder = CrAUBuilder.delta()
    builder.addKernel([1, 2, 3, 4])
    try builder.sign { _ in [UInt8](repeating: 5, count: 256) }
    return builder
  }

  @Test("A payload cut off at any byte is called truncated")
  func truncation() throws {
    let bytes = try Self.signed().bytes()
    #expect(try faults(bytes) == [])
    for count in CrAUHeader.magic.count..<bytes.count {
      let found = try faults(Array(bytes.prefix(count)))
      #expect(found.contains { $0.hasPrefix("truncated: ") }, "cut at \(count)")
    }
  }

  @Test("Every flipped bit of an operation's data is found, and nothing else is blamed")
  func flippedData() throws {
    let builder = try Self.signed()
    let bytes = try builder.bytes()
    let start = try builder.metadataSize()
    for index in start..<(start + builder.blobs.count) {
      var flipped = bytes
      flipped[index] ^= 1 << (index % 8)
      let found = try faults(flipped)
      #expect(found.count == 1 && found[0].hasSuffix("damaged: their SHA-256 is not that of the manifest"))
    }
  }

  @Test("No flipped bit of header, manifest or signatures makes the inspection fail or hang")
  func flippedMetadata() throws {
    let bytes = try Self.signed().bytes()
    var unsound = 0
    for index in 4..<bytes.count {
      for bit in [index % 8, (index + 3) % 8] {
        var flipped = bytes
        flipped[index] ^= 1 << bit
        if try !faults(flipped).isEmpty { unsound += 1 }
      }
    }
    // What the manifest says of the partitions, and the signature itself, cannot be checked without image and key.
    #expect(unsound > (bytes.count - 4) * 2 / 3)
  }

  @Test("Random bytes in place of the manifest are refused without a crash", arguments: 0..<200)
  func garbage(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let manifest = TestBytes.random(Int.random(in: 1...400, using: &generator), seed: seed)
    var bytes = try CrAUBuilder().bytes()
    bytes[19] = UInt8(manifest.count & 0xff)
    bytes[18] = UInt8(manifest.count >> 8)
    #expect(try !faults(bytes + manifest).isEmpty)
  }

  @Test("Random damage, cuts and insertions never stop the inspection, and never its hashes", arguments: 0..<300)
  func mutations(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    var bytes = try Self.signed().bytes()
    for _ in 0..<Int.random(in: 1...6, using: &generator) {
      let position = Int.random(in: 4..<bytes.count, using: &generator)
      switch Int.random(in: 0..<4, using: &generator) {
      case 0: bytes[position] = UInt8.random(in: 0...255, using: &generator)
      case 1: bytes.insert(contentsOf: TestBytes.random(9, seed: seed), at: position)
      case 2: bytes.removeSubrange(position..<min(bytes.count, position + 5))
      default: bytes.replaceSubrange(position..., with: bytes[position...].reversed())
      }
    }
    let path = try directory.write(bytes, to: "update.gz")
    let report = try PayloadInspector.inspect(path: path)
    #expect(report.digest.sha256 == Array(SHA256.hash(data: bytes)))
  }

  @Test(
    "A header that lies about its manifest is told so",
    arguments: [
      (UInt64.max, "truncated: the header announces a manifest of 18446744073709551615 bytes"),
      (1 << 63, "truncated: the header announces a manifest of 9223372036854775808 bytes"),
      (UInt64.max - 19, "truncated: the header announces a manifest of 18446744073709551596 bytes"),
      (0, "the manifest does not say what the new partition is"),
      (7, "the manifest is not a valid protocol buffer message"),
    ])
  func lyingHeader(size: UInt64, sentence: String) throws {
    var builder = CrAUBuilder.full()
    builder.manifestSize = size
    let found = try faults(try builder.bytes())
    #expect(found.first?.hasPrefix(sentence) == true, "\(found)")
  }

  @Test("Only header version 1 is read", arguments: [0, 2, UInt64.max])
  func version(version: UInt64) throws {
    var builder = CrAUBuilder.full()
    builder.version = version
    #expect(try faults(try builder.bytes()) == ["header version \(version): clients read version 1 only"])
  }

  /// A change to a sound payload, and what must be said about it.
  struct Lie: Sendable, CustomTestStringConvertible {
    let sentence: String
    let change: @Sendable (inout CrAUBuilder) -> Void
    var testDescription: String { sentence }

    init(_ sentence: String, _ change: @escaping @Sendable (inout CrAUBuilder) -> Void) {
      self.sentence = sentence
      self.change = change
    }
  }

  @Test("A lying manifest is told what the lie is", arguments: lies)
  func lie(lie: Lie) throws {
    var builder = try Self.signed()
    lie.change(&builder)
    let found = try faults(try builder.bytes())
    #expect(found.contains { $0.contains(lie.sentence) }, "\(found)")
  }

  static let lies: [Lie] = [
    Lie("the block size is 0") { $0.manifest.blockSize = 0 },
    Lie("does not say what the new partition is") { $0.manifest.clearNewPartitionInfo() },
    Lie("the hash of the new partition has 31 bytes instead of 32") {
      $0.manifest.newPartitionInfo.hash = Data(count: 31)
    },
    Lie("the new partition has no size") { $0.manifest.newPartitionInfo.clearSize() },
    Lie("the hash of the old partition has 31 bytes instead of 32") {
      $0.manifest.oldPartitionInfo.hash = Data(count: 31)
    },
    Lie("the manifest does not say what the kernel's new content is; clients fail with 23") {
      $0.manifest.procedures[0].clearNewInfo()
    },
    Lie("the kernel's new content has no size") { $0.manifest.procedures[0].newInfo.clearSize() },
    Lie("the hash of the kernel's new content has 0 bytes instead of 32") {
      $0.manifest.procedures[0].newInfo.clearHash()
    },
    Lie("the hash of the kernel's old content has 1 bytes instead of 32") {
      $0.manifest.procedures[0].oldInfo.hash = Data(count: 1)
    },
    Lie("kernel operation 0 (REPLACE_BZ): its data have no hash; clients fail with 38") {
      $0.manifest.procedures[0].operations[0].clearDataSha256Hash()
    },
    Lie("kernel operation 0 (REPLACE_BZ): its data begin at offset 12, and the data before end at 13") {
      $0.manifest.procedures[0].operations[0].dataOffset = 12
    },
    Lie("partition operation 1 (BSDIFF): its data have no hash; clients fail with 38") {
      $0.manifest.partitionOperations[1].clearDataSha256Hash()
    },
    Lie("partition operation 1 (BSDIFF): its data have no hash; clients fail with 38") {
      $0.manifest.partitionOperations[1].dataSha256Hash = Data()
    },
    Lie("partition operation 0 (MOVE): it has the hash of data, and no data; clients fail with 29") {
      $0.manifest.partitionOperations[0].dataSha256Hash = Data(count: 32)
    },
    Lie("partition operation 0 (MOVE): it reads 2 blocks and writes 3") {
      $0.manifest.partitionOperations[0].dstExtents = [CrAUBuilder.extent(5, 3)]
    },
    Lie("partition operation 0 (MOVE): it moves a hole; clients fail with 28") {
      $0.manifest.partitionOperations[0].srcExtents = [CrAUBuilder.extent(.max, 2)]
    },
    Lie("partition operation 1 (MOVE): it has data; clients fail with 28") {
      $0.manifest.partitionOperations[1].type = OperationType.move.rawValue
    },
    Lie("partition operation 0 (BSDIFF): it has no data; clients fail with 28") {
      $0.manifest.partitionOperations[0].type = OperationType.bsdiff.rawValue
    },
    Lie("partition operation 1 (BSDIFF): it reads 8193 bytes, and has blocks for 8192; clients fail with 28") {
      $0.manifest.partitionOperations[1].srcLength = 8_193
    },
    Lie("partition operation 1 (BSDIFF): it writes 18446744073709551615 bytes, and has blocks for 8192") {
      $0.manifest.partitionOperations[1].dstLength = .max
    },
    Lie("no-op 0 (type 9): clients do not know this type, and fail with 23") {
      $0.manifest.noopOperations[0].type = 9
    },
    Lie("no-op 1 (no type): the manifest does not say what it does; clients fail with 23") {
      $0.manifest.noopOperations[1].clearType()
    },
    Lie("operation 0 (type 8): clients do not know this type") { $0.manifest.partitionOperations[0].type = 8 },
    Lie("operation 0 (type -1): clients do not know this type") { $0.manifest.partitionOperations[0].type = -1 },
    Lie("operation 0 (no type): the manifest does not say") { $0.manifest.partitionOperations[0].clearType() },
    Lie("operation 2 (REPLACE): its data begin at offset 7, and the data before end at 8") {
      $0.manifest.partitionOperations[2].dataOffset -= 1
    },
    Lie("operation 2 (REPLACE): its data begin at offset 4294967295") {
      $0.manifest.partitionOperations[2].dataOffset = .max
    },
    Lie("truncated: the manifest describes") { $0.manifest.partitionOperations[3].dataLength = .max },
    Lie("operation 1 (BSDIFF): its data hash has 20 bytes instead of 32") {
      $0.manifest.partitionOperations[1].dataSha256Hash = Data(count: 20)
    },
    Lie("operation 1 (BSDIFF): its data are damaged") {
      $0.manifest.partitionOperations[1].dataSha256Hash = Data(count: 32)
    },
    Lie("operation 1 (BSDIFF): an extent of 2 blocks at block 7 is outside the partition of 8 blocks") {
      $0.manifest.partitionOperations[1].srcExtents = [CrAUBuilder.extent(7, 2)]
    },
    Lie("operation 1 (BSDIFF): an extent of 1 blocks at block 8 is outside") {
      $0.manifest.partitionOperations[1].dstExtents = [CrAUBuilder.extent(8, 1)]
    },
    Lie("an extent of 18446744073709551615 blocks at block 1 is beyond any partition") {
      $0.manifest.partitionOperations[1].dstExtents = [CrAUBuilder.extent(1, .max)]
    },
    Lie("an extent of 2 blocks at block 9223372036854775808 is beyond any partition") {
      $0.manifest.partitionOperations[3].dstExtents = [CrAUBuilder.extent(1 << 63, 2)]
    },
    Lie("operation 2 (REPLACE): 2 bytes of data do not fit its blocks of 0 bytes") {
      $0.manifest.partitionOperations[2].dstExtents = []
    },
    Lie("the signatures begin at offset 3, and the operations' data end at 17") { $0.manifest.signaturesOffset = 3 },
    Lie("bytes of signatures at offset 18446744073709551615 are beyond any file") {
      $0.manifest.signaturesOffset = .max
    },
    Lie("truncated: the manifest describes") { $0.manifest.signaturesSize = 1 << 62 },
    Lie("18446744073709551615 bytes of signatures at offset") { $0.manifest.signaturesSize = .max },
    Lie("the manifest names the signatures' offset alone") { $0.manifest.clearSignaturesSize() },
    Lie("the manifest names the signatures' size alone") { $0.manifest.clearSignaturesOffset() },
    Lie("the signatures are not a valid protocol buffer message") {
      $0.tail = [UInt8](repeating: 0xff, count: $0.tail.count)
    },
    Lie("3 bytes at the end belong to nothing that the manifest describes") { $0.tail += [1, 2, 3] },
  ]

  @Test("A hundred thousand wrong operations give a short report")
  func manyFaults() throws {
    var builder = CrAUBuilder.full([])
    var operation = ProtoInstallOperation()
    operation.type = 77
    builder.manifest.partitionOperations = Array(repeating: operation, count: 100_000)
    let path = try directory.write(try builder.bytes(), to: "update.gz")
    let report = try PayloadInspector.inspect(path: path)
    let found = report.faults
    #expect(report.faultCount == 100_000 && found.count == 21 && found.last == "and 99980 more faults")
  }

  @Test("A manifest that would take a thousand times its size in memory is not decoded")
  func census() throws {
    var builder = CrAUBuilder()
    builder.manifestSize = UInt64(2 * (ManifestCensus.maximumOperations + 1))
    let empty: [UInt8] = [0x0a, 0x00]
    builder.blobs = Array(repeatElement(empty, count: ManifestCensus.maximumOperations + 1).joined())
    let found = try faults(try builder.bytes())
    #expect(found.first?.hasPrefix("the manifest has more than 524288 operations") == true)
  }

  @Test(
    "Groups, which the decoder passes over, hide no operation from the count",
    arguments: [
      // An empty group of field 100, one with a field in it, and one in another.
      [0xa3, 0x06, 0xa4, 0x06], [0xa3, 0x06, 0x08, 0x01, 0xa4, 0x06], [0xa3, 0x06, 0xab, 0x06, 0xac, 0x06, 0xa4, 0x06],
    ] as [[UInt8]])
  func censusOfGroups(_ group: [UInt8]) {
    let empty: [UInt8] = [0x0a, 0x00]
    let operations = Array(repeatElement(empty, count: ManifestCensus.maximumOperations + 1).joined())
    #expect(!ManifestCensus(group + operations).isWithinLimits)
    // The same groups around few operations are no reason to refuse them.
    #expect(ManifestCensus(group + empty + group).isWithinLimits)
  }

  @Test("Half a million operations, each of a type of its own, make a report of a few lines")
  func manyTypes() throws {
    var builder = CrAUBuilder.full()
    for type in 0..<1_000 {
      var operation = ProtoInstallOperation()
      operation.type = Int32(999 - type)
      builder.manifest.partitionOperations.append(operation)
    }
    let path = try directory.write(try builder.bytes(), to: "update.gz")
    let report = try PayloadInspector.inspect(path: path)
    guard case .crau(let crau) = report.content, let operations = crau.manifest?.operations else {
      Issue.record("no manifest")
      return
    }
    // 996 of unknown types, and a patch without data.
    #expect(report.faultCount == 997)
    #expect(operations.filter(\.type.isKnown).map(\.count) == [1, 4, 1, 1], "those that clients know are all counted")
    #expect(operations.count == 4 + OperationWalk.maximumUnknownTypes)
  }

  @Test("Of a thousand signatures the first are shown")
  func manySignatures() throws {
    var builder = CrAUBuilder.full()
    try builder.sign(versions: [UInt32](repeating: 2, count: 1_000), size: 1) { _ in [5] }
    let path = try directory.write(try builder.bytes(), to: "update.gz")
    let report = try PayloadInspector.inspect(path: path)
    #expect(report.isSound && report.notes.count == 1)
    #expect(report.manifest?.signatures?.signatures.count == SignatureReader.maximumCount)
  }

  @Test("A manifest larger than 64 MiB is refused before it is read")
  func hugeManifest() throws {
    var builder = CrAUBuilder()
    builder.manifestSize = (64 << 20) + 1
    let path = try directory.write(try builder.bytes(), to: "update.gz")
    let file = try FileHandle(forWritingTo: URL(filePath: path))
    try file.truncate(atOffset: 80 << 20)
    try file.close()
    let report = try PayloadInspector.inspect(path: path)
    #expect(report.faults == ["the manifest of 67108865 bytes is larger than 67108864, and is not read"])
  }

  @Test("Groups nested a million deep do not overflow the stack")
  func nesting() throws {
    var builder = CrAUBuilder()
    builder.blobs = [UInt8](repeating: 0x63, count: 1_000_000)
    builder.manifestSize = 1_000_000
    #expect(try faults(try builder.bytes()).first == "the manifest is not a valid protocol buffer message")
  }
}
