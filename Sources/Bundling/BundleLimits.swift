/// What a bundle may take of this machine before its first payload has come.
package enum BundleLimits {
  /// The largest list of hashes, in bytes: some 50,000 files.
  package static let manifest = 8 << 20
  /// The most that releases, `app.xml` and lists of machines may have together, in bytes: they are kept until all is verified.
  package static let catalog = 32 << 20
  /// The largest pax header, in bytes. It carries a path and a size.
  package static let paxHeader = 4096
  /// The most zeros behind the end of the archive, in bytes: a tape drive fills its last block.
  package static let padding = 16 << 20
}
