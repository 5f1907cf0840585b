/// Where one operation's data are in the file, and what they must hash to.
struct DataRange {
  /// For messages: "partition operation 3 (BSDIFF)".
  let label: String
  /// Bytes from the start of the file; never empty.
  let bytes: Range<UInt64>
  /// What the manifest says; 32 bytes.
  let sha256: [UInt8]
}
