internal import Foundation
@testable internal import Payload
internal import Testing
internal import TestSupport

/// Payloads that real tools made, where they are at hand: beside the repository, with what is true of each.
@Suite("Inspecting real payloads", .enabled(if: SamplePayloads.directory != nil))
struct SamplePayloadTests {
  @Test("Every fact is that of the payload's own tools", arguments: SamplePayloads.names)
  func truth(name: String) throws {
    let directory = try #require(SamplePayloads.directory)
    let data = try Data(contentsOf: URL(filePath: "\(directory)/\(name).truth.json"))
    let truth = try JSONDecoder().decode(Truth.self, from: data)
    let report = try PayloadInspector.inspect(path: "\(directory)/\(name).gz")
    guard case .crau(let crau) = report.content, let manifest = crau.manifest else {
      Issue.record("no manifest")
      return
    }
    #expect(report.faults == [] && report.notes == [])
    #expect(report.digest.size == truth.file_size)
    #expect(report.digest.sha1Base64 == truth.payload_sha1_b64 && report.digest.sha256Hex == truth.payload_sha256_hex)
    #expect(crau.headerVersion == truth.header_version && crau.metadataSize == truth.metadata_size)
    #expect(crau.metadataSHA256?.hex == truth.metadata_sha256_hex)
    #expect(manifest.kind.rawValue == truth.kind && manifest.blockSize == truth.block_size)
    #expect(manifest.operations.reduce(0) { $0 + $1.count } == truth.n_partition_operations)
    #expect(manifest.noopCount == truth.n_noop_operations && manifest.procedures.count == truth.n_procedures)
    let procedures = truth.procedures ?? []
    #expect(
      manifest.operationData.verified
        == truth.n_partition_operations + procedures.reduce(0) { $0 + $1.operations.count })
    #expect(
      manifest.procedures.map { $0.name.uppercased().replacing(" ", with: "_") } == procedures.map(\.type))
    #expect(manifest.procedures.map { $0.new?.size } == procedures.map { $0.new_info?.size })
    #expect(manifest.procedures.map { $0.new?.sha256.hex } == procedures.map { $0.new_info?.sha256_hex })
    #expect(
      manifest.procedures.map { $0.operations.reduce(0) { $0 + $1.dataSize } }
        == procedures.map { $0.operations.reduce(0) { $0 + $1.data_length } })
    #expect(manifest.oldPartition?.size == truth.old_partition_info?.size)
    #expect(manifest.oldPartition?.sha256.hex == truth.old_partition_info?.sha256_hex)
    #expect(manifest.newPartition?.sha256.hex == truth.new_partition_info.sha256_hex)
    #expect(manifest.signatures?.fileOffset == truth.signatures_file_offset)
    #expect(manifest.signatures?.signedSHA256?.hex == truth.signed_sha256_hex)
    #expect(manifest.signatures?.signatures.map(\.bytes.count) == truth.signatures?.map(\.len))
  }

  @Test("Signed samples verify with the published key", arguments: SamplePayloads.names)
  func signatures(name: String) throws {
    let directory = try #require(SamplePayloads.directory)
    let key = try PayloadPublicKey(path: directory + "/unittest_key.pub.pem")
    let report = try PayloadInspector.inspect(path: "\(directory)/\(name).gz", publicKey: key)
    #expect((report.signatureCheck == .valid) == name.hasSuffix("_signed"))
  }
}

/// Where the samples are.
enum SamplePayloads {
  static let directory: String? = {
    var folder = URL(filePath: #filePath).deletingLastPathComponent()
    for _ in 0..<6 {
      folder.deleteLastPathComponent()
      let path = folder.path + "/shared/payloads"
      if FileManager.default.fileExists(atPath: path) { return path }
    }
    return nil
  }()

  static let names: [String] = {
    guard let directory, let files = try? FileManager.default.contentsOfDirectory(atPath: directory) else { return [] }
    return files.filter { $0.hasSuffix(".truth.json") }.map { String($0.dropLast(11)) }.sorted()
  }()
}

/// What the samples' descriptions say.
private struct Truth: Decodable {
  struct Info: Decodable {
    let size: UInt64
    let sha256_hex: String
  }
  struct Signature: Decodable {
    let len: Int
  }
  struct Operation: Decodable {
    let data_length: UInt64
  }
  struct Procedure: Decodable {
    let type: String
    let operations: [Operation]
    let new_info: Info?
  }
  let file_size: UInt64
  let header_version: UInt64
  let metadata_size: UInt64
  let payload_sha256_hex: String
  let payload_sha1_b64: String
  let metadata_sha256_hex: String
  let block_size: UInt32
  let kind: String
  let n_partition_operations: Int
  let n_noop_operations: Int
  let n_procedures: Int
  let old_partition_info: Info?
  let new_partition_info: Info
  let signatures_file_offset: UInt64?
  let signed_sha256_hex: String?
  let signatures: [Signature]?
  let procedures: [Procedure]?
}
