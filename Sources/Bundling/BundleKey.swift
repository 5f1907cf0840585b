internal import Crypto
internal import CryptoExtras
internal import FoundationEssentials
internal import Glibc
internal import Posix

/// The private key that bundles are signed with: Ed25519 (RFC 8032) in PEM, as `openssl genpkey -algorithm ed25519` makes it.
package struct BundleSigningKey: Sendable {
  private let key: Curve25519.Signing.PrivateKey

  /// Reads a PEM file.
  package init(path: String) throws(BundleError) {
    let text = try KeyFile.text(path)
    // The library takes a key of X25519 too, whose bytes look alike.
    guard KeyFile.isEd25519(text), let key = try? Curve25519.Signing.PrivateKey(pemRepresentation: text) else {
      let fault =
        text.contains("PUBLIC KEY")
        ? "is a public key; a bundle is signed with the private one"
        : text.contains("ENCRYPTED") || text.contains("Proc-Type:")
          ? "is encrypted; give the key itself, such as `openssl pkey -in KEY` prints it" : KeyFile.isNone
      throw BundleError(.key(fault), path: path)
    }
    self.key = key
  }

  /// The public half.
  package var publicKey: BundlePublicKey { BundlePublicKey(key.publicKey) }

  /// Signs a list of hashes: 64 bytes.
  package func signature(of bytes: [UInt8]) -> [UInt8]? {
    (try? key.signature(for: Data(bytes))).map(Array.init)
  }
}

/// The public key that a bundle's signature is checked with.
package struct BundlePublicKey: Sendable {
  private let key: Curve25519.Signing.PublicKey

  fileprivate init(_ key: Curve25519.Signing.PublicKey) { self.key = key }

  /// Reads a PEM file, as `openssl pkey -pubout` makes it.
  package init(path: String) throws(BundleError) {
    let text = try KeyFile.text(path)
    guard KeyFile.isEd25519(text), let key = try? Curve25519.Signing.PublicKey(pemRepresentation: text) else {
      let fault =
        text.contains("PRIVATE KEY")
        ? "is a private key; give its public half, as `openssl pkey -in KEY -pubout` prints it" : KeyFile.isNone
      throw BundleError(.key(fault), path: path)
    }
    self.key = key
  }

  /// Whether a signature of these bytes was made with the private half.
  package func verifies(_ signature: [UInt8], of bytes: [UInt8]) -> Bool {
    key.isValidSignature(Data(signature), for: Data(bytes))
  }

  /// What tells the key from others: the SHA-256 of its DER form in hexadecimal, as `openssl pkey -pubin -outform DER | sha256sum` prints it.
  package var fingerprint: String {
    SHA256.hash(data: key.derRepresentation).map { byte in
      let text = String(byte, radix: 16)
      return text.count < 2 ? "0" + text : text
    }.joined()
  }
}

private enum KeyFile {
  static let isNone = "is not an Ed25519 key in PEM, as `openssl genpkey -algorithm ed25519` makes it"
  /// A key file is about a hundred bytes.
  private static let maximumSize = 64 << 10

  /// Whether the key names the algorithm id-Ed25519 (RFC 8410 §3).
  static func isEd25519(_ text: String) -> Bool {
    let lines = text.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("-----") && !$0.contains(":") }
    let bytes = [UInt8](Data(base64Encoded: lines.joined()) ?? Data())
    let identifier: [UInt8] = [0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70]
    // Behind the outer tag and length, and in a private key its version.
    return bytes.dropFirst(2).starts(with: identifier) || bytes.dropFirst(5).starts(with: identifier)
  }

  static func text(_ path: String) throws(BundleError) -> String {
    // O_NONBLOCK: a pipe without a writer is not waited for.
    let file = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else { throw BundleError(.noKey(code: errno), path: path) }
    defer { close(file) }
    guard let bytes = readSome(file, atMost: maximumSize) else { throw BundleError(.read(code: errno), path: path) }
    return String(decoding: bytes, as: UTF8.self)
  }
}
