internal import Catalog
internal import Payload

/// A hash in both of its spellings.
package struct HashReport: Codable {
  package let hex: String
  package let base64: String

  package init(_ bytes: [UInt8]) {
    hex = bytes.hex
    base64 = bytes.base64
  }

  /// Reads `hash` of a package; nil for what is no SHA-1 in base64.
  package init?(sha1 text: String?) {
    guard let bytes = text.flatMap({ Digest.base64($0, count: 20) }) else { return nil }
    self.init(bytes)
  }

  /// Reads `hash_sha256` of a package: the specification has hexadecimal there, go-omaha base64. Nil for what is no SHA-256.
  package init?(sha256 text: String?) {
    guard let text, let bytes = Digest.hexadecimal(text, count: 32) ?? Digest.base64(text, count: 32) else {
      return nil
    }
    self.init(bytes)
  }
}
