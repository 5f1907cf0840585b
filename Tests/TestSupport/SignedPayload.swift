internal import Foundation
internal import Synchronization

/// A CrAU payload with one operation, which is made and signed here as the payload tools do it, with openssl.
package struct SignedPayload {
  package let bytes: [UInt8]

  /// A pair of keys in a folder.
  package struct Key {
    fileprivate let secret: String
    /// The path of the public half.
    package let path: String

    /// Secret keys by their names. To find one's primes takes longer than most tests that use it.
    private static let secrets = Mutex<[String: [UInt8]]>([:])

    package init(in folder: TemporaryFolder, _ name: String = "key") throws {
      let bytes = try Self.secrets.withLock { secrets in
        let bytes = try secrets[name] ?? Program.run("openssl", ["genrsa", "2048"]).bytes
        secrets[name] = bytes
        return bytes
      }
      secret = try folder.write(bytes, to: "\(name).pem")
      path = folder.path(of: "\(name).pub.pem")
      try Program.output(of: "openssl", ["rsa", "-in", secret, "-pubout", "-out", path])
    }
  }

  /// Makes a payload.
  ///
  /// - Parameters:
  ///   - data: What its operation writes.
  ///   - key: Who signs it.
  ///   - isDelta: Whether it describes an old partition, which makes it a delta.
  package init(_ data: [UInt8], by key: Key, isDelta: Bool = false) throws {
    let folder = try TemporaryFolder()
    let digest = try Self.digest(data, folder)
    let info = field(1, UInt64(2 * 4096)) + field(2, digest)
    let operation = field(1, 1) + field(2, 0) + field(3, UInt64(data.count)) + field(6, field(1, 0) + field(2, 2))
    // A signature of 256 bytes.
    let signatures = { (signature: [UInt8]) in field(1, field(1, 2) + field(2, signature)) }
    let room = UInt64(signatures([UInt8](repeating: 0, count: 256)).count)
    let hole = field(1, 0) + field(2, UInt64(data.count)) + field(3, room) + field(6, field(1, .max) + field(2, 1))
    let manifest =
      field(1, operation + field(8, digest)) + field(2, hole) + field(3, 4096) + field(4, UInt64(data.count))
      + field(5, room) + (isDelta ? field(8, info) : []) + field(9, info)
    let count = UInt64(manifest.count)
    let header = Array("CrAU".utf8) + [0, 0, 0, 0, 0, 0, 0, 1] + (0..<8).map { UInt8(count >> (56 - 8 * $0) & 0xFF) }
    let signed = header + manifest + data
    let message = try folder.write(signed, to: "message")
    let output = folder.path(of: "signature")
    try Program.output(of: "openssl", ["dgst", "-sha256", "-sign", key.secret, "-out", output, message])
    bytes = signed + signatures(try folder.bytes("signature"))
  }

  private static func digest(_ data: [UInt8], _ folder: TemporaryFolder) throws -> [UInt8] {
    let path = try folder.write(data, to: "data")
    return try Program.run("openssl", ["dgst", "-sha256", "-binary", path]).bytes
  }
}

/// A number of a protocol buffer.
private func field(_ number: UInt64, _ value: UInt64) -> [UInt8] { varint(number << 3) + varint(value) }

/// Bytes of a protocol buffer.
private func field(_ number: UInt64, _ bytes: [UInt8]) -> [UInt8] {
  varint(number << 3 | 2) + varint(UInt64(bytes.count)) + bytes
}

private func varint(_ value: UInt64) -> [UInt8] {
  var rest = value
  var bytes: [UInt8] = []
  while rest > 0x7F {
    bytes.append(UInt8(rest & 0x7F) | 0x80)
    rest >>= 7
  }
  return bytes + [UInt8(rest)]
}
