internal import FoundationEssentials

/// Size and hashes of a file, as Omaha's `<package>` and `<action>` carry them.
public struct PayloadDigest: Hashable, Sendable {
  /// Bytes.
  public let size: UInt64
  /// SHA-1, 20 bytes.
  public let sha1: [UInt8]
  /// SHA-256, 32 bytes.
  public let sha256: [UInt8]

  internal init(size: UInt64, sha1: [UInt8], sha256: [UInt8]) {
    self.size = size
    self.sha1 = sha1
    self.sha256 = sha256
  }

  /// 40 lower-case hexadecimal digits, as sha1sum prints them.
  public var sha1Hex: String { sha1.hex }
  /// Padded standard base64: the `hash` attribute of `<package>`.
  public var sha1Base64: String { sha1.base64 }
  /// 64 lower-case hexadecimal digits: the `hash_sha256` attribute of `<package>`.
  public var sha256Hex: String { sha256.hex }
  /// Padded standard base64: the `sha256` attribute of `<action event="postinstall">`.
  public var sha256Base64: String { sha256.base64 }
}

extension [UInt8] {
  /// Lower-case hexadecimal digits, two for each byte.
  package var hex: String {
    let digits = Array<UInt8>("0123456789abcdef".utf8)
    var text: [UInt8] = []
    text.reserveCapacity(count * 2)
    for byte in self {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// Padded standard base64 (RFC 4648 §4).
  package var base64: String { Data(self).base64EncodedString() }
}
