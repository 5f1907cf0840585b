internal import CJournal
internal import XML

/// What surrounds a record in a segment: eight bytes before its body and four behind it. Journal.md specifies it.
///
/// The two bytes of the marker stand side by side in no body: 0xFF is in no UTF-8, and a number that has one goes on with
/// a byte other than 0. So no text of a machine can pass for a frame where a damaged one has to be skipped.
struct Frame {
  /// What a body holds.
  enum Kind: UInt8 {
    /// The name of the segment; the first frame of each.
    case segment = 0
    case checkIn = 1
  }

  static let marker: [UInt8] = [0xFF, 0x00]
  static let version: UInt8 = 1
  static let headerLength = 8
  static let trailerLength = 4
  /// The longest body that is written or read, in bytes. A record of ``CheckIn`` takes less than 50,000.
  static let maximumBodyLength = 1 << 16

  /// ``Kind``, or what a later version has.
  let kind: UInt8
  let version: UInt8
  let bodyLength: Int

  /// The bytes of the whole frame.
  var length: Int { Self.headerLength + bodyLength + Self.trailerLength }

  /// Reads a frame's header; nil when the bytes are none.
  init?(header: ArraySlice<UInt8>) {
    guard header.count >= Self.headerLength, header.starts(with: Self.marker) else { return nil }
    let first = header.startIndex
    version = header[first + 2]
    kind = header[first + 3]
    bodyLength = Int(Self.number(header[(first + 4)...]))
    guard bodyLength <= Self.maximumBodyLength else { return nil }
  }

  /// Whether bytes that begin with this header are the frame as it was written.
  func isSound(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard bytes.count >= length else { return false }
    let end = bytes.startIndex + Self.headerLength + bodyLength
    let checked = bytes[(bytes.startIndex + Self.marker.count)..<end]
    let sum = unsafe checked.withUnsafeBufferPointer { unsafe omaha_crc32c(0, $0.baseAddress, $0.count) }
    return sum == Self.number(bytes[end...])
  }

  /// The body in bytes that begin with this header.
  func body(in bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    bytes.dropFirst(Self.headerLength).prefix(bodyLength)
  }

  /// Four bytes, the lowest first.
  private static func number(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    bytes.prefix(4).reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }
}
