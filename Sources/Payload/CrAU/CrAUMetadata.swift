internal import FoundationEssentials
internal import Posix
internal import SwiftProtobuf

/// Header and manifest of a CrAU payload as read from its first bytes, before anything else is looked at.
struct CrAUMetadata {
  /// The version that update_engine of CoreOS and Flatcar reads. Version 2 is Android's and has a longer header.
  static let supportedVersion: UInt64 = 1
  /// Bytes. Full payloads need some KiB and deltas with many small extents some MiB.
  static let maximumManifestSize: UInt64 = 64 << 20

  /// `nil` when the file ends inside it.
  let header: CrAUHeader?
  /// `nil` when it is not whole, of an unknown version, too large, or no valid message.
  let manifest: ProtoDeltaArchiveManifest?

  /// Reads a file that starts with the magic.
  init(_ file: borrowing PayloadFile, findings: inout Findings) throws(PayloadError) {
    let size = file.stamp.size
    header = CrAUHeader(try file.bytes(at: 0, count: CrAUHeader.size))
    guard let header else {
      findings.fault("truncated: the file ends at byte \(size), inside the header of \(CrAUHeader.size) bytes")
      manifest = nil
      return
    }
    guard header.version == Self.supportedVersion else {
      findings.fault("header version \(header.version): clients read version \(Self.supportedVersion) only")
      manifest = nil
      return
    }
    let available = size - min(size, UInt64(CrAUHeader.size))
    guard header.manifestSize <= available else {
      findings.fault(
        "truncated: the header announces a manifest of \(header.manifestSize) bytes, and \(available) bytes follow")
      manifest = nil
      return
    }
    guard header.manifestSize <= Self.maximumManifestSize else {
      findings.fault(
        "the manifest of \(header.manifestSize) bytes is larger than \(Self.maximumManifestSize), and is not read")
      manifest = nil
      return
    }
    let bytes = try file.bytes(at: UInt64(CrAUHeader.size), count: Int(header.manifestSize))
    manifest = Self.decode(bytes, findings: &findings)
  }

  private static func decode(_ bytes: [UInt8], findings: inout Findings) -> ProtoDeltaArchiveManifest? {
    guard ManifestCensus(bytes).isWithinLimits else {
      findings.fault(
        "the manifest has more than \(ManifestCensus.maximumOperations) operations, \(ManifestCensus.maximumExtents)"
          + " extents or \(ManifestCensus.maximumProcedures) procedures, and is not read")
      return nil
    }
    var options = BinaryDecodingOptions()
    options.discardUnknownFields = true
    do {
      return try ProtoDeltaArchiveManifest(serializedBytes: bytes, options: options)
    } catch {
      findings.fault("the manifest is not a valid protocol buffer message")
      return nil
    }
  }
}
