/// The fixed beginning of a CrAU payload:
///
///     0   4  "CrAU"
///     4   8  version, big-endian
///     12  8  size of the manifest in bytes, big-endian
struct CrAUHeader: Hashable {
  static let magic = Array<UInt8>("CrAU".utf8)
  static let size = 20

  let version: UInt64
  /// Bytes; whatever the payload claims.
  let manifestSize: UInt64

  /// `nil` when there are fewer than ``size`` bytes.
  init?(_ bytes: [UInt8]) {
    guard bytes.count >= Self.size else { return nil }
    version = bytes[4..<12].reduce(0) { $0 << 8 | UInt64($1) }
    manifestSize = bytes[12..<20].reduce(0) { $0 << 8 | UInt64($1) }
  }
}
