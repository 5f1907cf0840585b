/// The position in a TZif file that is being read. Every read is bounded by the bytes that are there.
struct TZifReader {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The counts at the head of a data block (RFC 9636 §3.1).
  struct Header {
    let version: Int
    let universalCount: Int
    let standardCount: Int
    let leapCount: Int
    let timeCount: Int
    let typeCount: Int
    let characterCount: Int

    /// Bytes of the data block after the header. Counts have 32 bits, so that the sum cannot overflow.
    func length(timeSize: Int) -> Int {
      timeCount * (timeSize + 1) + typeCount * 6 + characterCount + leapCount * (timeSize + 4) + standardCount
        + universalCount
    }
  }

  /// Reads a header.
  mutating func header() throws(TimeZoneError) -> Header {
    guard bytes.count - position >= 5, bytes[position..<position + 4].elementsEqual("TZif".utf8) else {
      throw TimeZoneError("is not a TZif file")
    }
    let version: Int
    switch bytes[position + 4] {
    case 0: version = 1
    case let digit where digit >= UInt8(ascii: "2"): version = Int(digit - UInt8(ascii: "0"))
    default: throw TimeZoneError("is a TZif file of an unknown version")
    }
    try skip(20)
    return Header(
      version: version, universalCount: try count(), standardCount: try count(), leapCount: try count(),
      timeCount: try count(), typeCount: try count(), characterCount: try count())
  }

  /// Refuses a block that is not all there or not usable, before anything is made of it.
  func check(_ header: Header, timeSize: Int) throws(TimeZoneError) {
    guard header.length(timeSize: timeSize) <= bytes.count - position else { throw Self.truncated }
    guard header.typeCount > 0, header.characterCount > 0 else {
      throw TimeZoneError("is a TZif file without an offset")
    }
    guard [0, header.typeCount].contains(header.standardCount), [0, header.typeCount].contains(header.universalCount)
    else { throw TimeZoneError("is a TZif file with counts that disagree") }
    // The "right" files: their seconds since 1970 are not those of any clock we read.
    guard header.leapCount == 0 else { throw TimeZoneError("is a TZif file that counts leap seconds") }
  }

  /// Reads a big-endian two's complement number of 1...8 bytes.
  mutating func integer(size: Int) throws(TimeZoneError) -> Int64 {
    var value: Int64 = try byte() < 0x80 ? 0 : -1
    position -= 1
    for _ in 0..<size { value = value << 8 | Int64(try byte()) }
    return value
  }

  /// Reads a byte.
  mutating func byte() throws(TimeZoneError) -> UInt8 {
    guard position < bytes.count else { throw Self.truncated }
    defer { position += 1 }
    return bytes[position]
  }

  /// Passes over bytes.
  mutating func skip(_ count: Int) throws(TimeZoneError) {
    guard count <= bytes.count - position else { throw Self.truncated }
    position += count
  }

  /// Reads the rule between two line feeds (RFC 9636 §3.3), nil when it is empty.
  mutating func footer() throws(TimeZoneError) -> TimeZoneRule? {
    guard try byte() == UInt8(ascii: "\n") else { throw TimeZoneError("is a TZif file without a footer") }
    guard let end = bytes[position...].firstIndex(of: UInt8(ascii: "\n")) else { throw Self.truncated }
    guard end > position else { return nil }
    guard let rule = TimeZoneRule(bytes[position..<end]) else {
      throw TimeZoneError("is a TZif file with a malformed footer")
    }
    return rule
  }

  private mutating func count() throws(TimeZoneError) -> Int { Int(try integer(size: 4) & 0xFFFF_FFFF) }

  private static let truncated = TimeZoneError("is a TZif file that ends too early")
}
