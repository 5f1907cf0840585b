/// What a gzip file says of itself, and whether it is whole.
public struct GzipReport: Hashable, Sendable {
  /// The name in the header of the first member, as it is there: escape it before printing. `nil` when there is none.
  public let name: String?
  /// Seconds since 1970 from the header of the first member; `nil` when there is none.
  public let modificationTime: UInt32?
  /// Bytes that come out, of all members; counted, not taken from the trailer. Up to the fault when there is one.
  public let uncompressedSize: UInt64
  /// Members that are whole; gzip files may be concatenated.
  public let members: Int
  /// What the compressed data are; `nil` when that is none of the known formats.
  public let format: FileFormat?

  /// What the file is, with its article. Of what is compressed only what nobody means to publish is named.
  var noun: String {
    if format == .crau { return "a CrAU payload that was compressed once more" }
    guard let format, format.remedy != nil else { return "a gzip file" }
    return "\(format.noun) that was compressed"
  }

  /// As ``PayloadReport/remedy``.
  var remedy: String? { format == .crau ? "gunzip it" : format?.remedy }
}
