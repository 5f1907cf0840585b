/// The eight bytes in front of every FastCGI record.
///
///     typedef struct {
///         unsigned char version, type, requestIdB1, requestIdB0,
///             contentLengthB1, contentLengthB0, paddingLength, reserved;
///     } FCGI_Header;                                  FastCGI 1.0 §3.3
struct RecordHeader: Hashable {
  /// The number of bytes of a header.
  static let length = 8

  /// Where in a header the length of the padding stands.
  static let paddingOffset = 6

  var type: RecordType
  var requestID: UInt16
  var contentLength: Int
  var paddingLength: Int = 0

  /// The number of bytes of the whole record.
  var recordLength: Int { Self.length + contentLength + paddingLength }
}

extension RecordHeader {
  /// Reads the header at `offset`, or nil when its version is not 1. At least ``length`` bytes must be there.
  init?(_ bytes: Span<UInt8>, at offset: Int) {
    guard bytes[offset] == 1 else { return nil }
    type = RecordType(rawValue: bytes[offset + 1])
    requestID = UInt16(bytes[offset + 2]) << 8 | UInt16(bytes[offset + 3])
    contentLength = Int(bytes[offset + 4]) << 8 | Int(bytes[offset + 5])
    paddingLength = Int(bytes[offset + Self.paddingOffset])
  }

  /// The header as it stands on the wire.
  var bytes: [UInt8] {
    [
      1, type.rawValue, UInt8(requestID >> 8), UInt8(requestID & 0xff), UInt8(contentLength >> 8 & 0xff),
      UInt8(contentLength & 0xff), UInt8(paddingLength), 0,
    ]
  }
}

/// What a record is. FastCGI 1.0 §8.
struct RecordType: RawRepresentable, Hashable {
  let rawValue: UInt8

  static let beginRequest = RecordType(rawValue: 1)
  static let abortRequest = RecordType(rawValue: 2)
  static let endRequest = RecordType(rawValue: 3)
  static let parameters = RecordType(rawValue: 4)
  static let standardInput = RecordType(rawValue: 5)
  static let standardOutput = RecordType(rawValue: 6)
  static let getValues = RecordType(rawValue: 9)
  static let getValuesResult = RecordType(rawValue: 10)
  static let unknownType = RecordType(rawValue: 11)
}
