internal import Crypto
internal import CryptoExtras

/// The public half of the RSA key that payloads are signed with.
public struct PayloadPublicKey: Sendable {
  /// A key file is a few hundred bytes.
  private static let maximumSize = 64 << 10

  private let key: _RSA.Signing.PublicKey

  /// Reads a PEM file: `PUBLIC KEY` or `RSA PUBLIC KEY`.
  ///
  /// Keys from 1024 bits are accepted. That is less than anybody should sign with today, and it is what the first
  /// devices have: whether a payload fits its clients is for this check to tell, not whether the key is good.
  /// - Throws: `noInput`, `notRegularFile`, `read` or `publicKey`.
  public init(path: String) throws(PayloadError) {
    let file = try PayloadFile(path: path)
    let bytes = try file.bytes(at: 0, count: Self.maximumSize)
    let text = String(decoding: bytes, as: UTF8.self)
    guard !text.contains("PRIVATE KEY") else {
      throw PayloadError(.publicKey("is a private key; give its public half"), path: path)
    }
    do {
      key = try _RSA.Signing.PublicKey(unsafePEMRepresentation: text)
    } catch {
      throw PayloadError(.publicKey("is not an RSA public key of 1024 bits or more in PEM"), path: path)
    }
  }

  /// Whether `signature` is RSA PKCS#1 v1.5 over this SHA-256 digest.
  func verifies(_ signature: [UInt8], digest: SHA256Digest) -> Bool {
    key.isValidSignature(
      _RSA.Signing.RSASignature(rawRepresentation: signature), for: digest, padding: .insecurePKCS1v1_5)
  }
}
