/// What a CrAU payload says of itself, as far as it could be read.
public struct CrAUReport: Hashable, Sendable {
  /// Version of the header; clients read version 1. `nil` when the file ends inside the header.
  public let headerVersion: UInt64?
  /// Bytes of the manifest, as the header says. `nil` when the file ends inside the header.
  public let manifestSize: UInt64?
  /// SHA-256 of header and manifest. `nil` when the manifest is not whole.
  public let metadataSHA256: [UInt8]?
  /// `nil` when it could not be read.
  public let manifest: CrAUManifest?

  /// Bytes of header and manifest together; blob offsets count from here. `nil` when unknown or out of range.
  public var metadataSize: UInt64? {
    guard let manifestSize else { return nil }
    let (size, overflow) = manifestSize.addingReportingOverflow(UInt64(CrAUHeader.size))
    return overflow ? nil : size
  }

  internal init(
    headerVersion: UInt64? = nil, manifestSize: UInt64? = nil, metadataSHA256: [UInt8]? = nil,
    manifest: CrAUManifest? = nil
  ) {
    self.headerVersion = headerVersion
    self.manifestSize = manifestSize
    self.metadataSHA256 = metadataSHA256
    self.manifest = manifest
  }
}
