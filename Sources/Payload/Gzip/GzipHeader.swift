/// The header of a gzip member (RFC 1952 §2.3).
struct GzipHeader: Hashable {
  static let magic: [UInt8] = [0x1f, 0x8b]
  /// Bytes in which a header must end to be understood: the extra field has at most 64 KiB, and a name is not a novel.
  static let maximumSize = 128 << 10

  /// The file's name before it was compressed; `nil` when there is none.
  let name: String?
  /// Seconds since 1970; `nil` when there is none, which the format writes as 0.
  let modificationTime: UInt32?

  /// `nil` when the bytes are no header, or end inside it.
  init?(_ bytes: [UInt8]) {
    guard bytes.count >= 10, bytes.starts(with: Self.magic), bytes[2] == 8 else { return nil }
    let flags = bytes[3]
    let seconds = bytes[4..<8].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    var rest = bytes.dropFirst(10)
    if flags & 0x04 != 0 {
      guard let low = rest.popFirst(), let high = rest.popFirst() else { return nil }
      let count = Int(high) << 8 | Int(low)
      guard rest.count >= count else { return nil }
      rest = rest.dropFirst(count)
    }
    if flags & 0x08 != 0 {
      guard let end = rest.firstIndex(of: 0) else { return nil }
      name = Self.text(rest[..<end])
    } else {
      name = nil
    }
    modificationTime = seconds == 0 ? nil : seconds
  }

  /// The format says Latin-1; gzip writes what the file system has, which is UTF-8.
  private static func text(_ bytes: ArraySlice<UInt8>) -> String {
    if let text = String(validating: bytes, as: UTF8.self) { return text }
    return String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
  }
}
