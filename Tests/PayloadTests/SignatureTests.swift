internal import Foundation
@testable internal import Payload
internal import Testing
internal import TestSupport

@Suite("Verifying a payload's signature")
struct SignatureTests {
  let directory: TemporaryFolder

  init() throws {
    directory = try TemporaryFolder()
  }

  /// Makes a key pair with openssl and returns the paths of its halves.
  private func makeKey(_ name: String, bits: Int = 2048) throws -> (secret: String, published: String) {
    let secret = "\(directory.path)/\(name).pem"
    let published = "\(directory.path)/\(name).pub.pem"
    #expect(try Oracle.run("openssl", "genrsa", "-out", secret, "\(bits)").status == 0)
    #expect(try Oracle.run("openssl", "rsa", "-in", secret, "-pubout", "-out", published).status == 0)
    return (secret, published)
  }

  /// Signs as the payload tools do, with openssl.
  private func payload(
    _ key: String, versions: [UInt32] = [2], size: Int = 256, change: (inout CrAUBuilder) -> Void = { _ in }
  ) throws -> String {
    var builder = CrAUBuilder.full()
    try builder.sign(versions: versions, size: size) { try signature(of: $0, by: key) }
    change(&builder)
    return try directory.write(try builder.bytes(), to: "update.gz")
  }

  private func signature(of bytes: [UInt8], by key: String) throws -> [UInt8] {
    let message = try directory.write(bytes, to: "message")
    let signature = directory.path + "/signature"
    #expect(try Oracle.run("openssl", "dgst", "-sha256", "-sign", key, "-out", signature, message).status == 0)
    return Array(try Data(contentsOf: URL(filePath: signature)))
  }

  private func check(_ path: String, _ key: String) throws -> PayloadReport {
    try PayloadInspector.inspect(path: path, publicKey: try PayloadPublicKey(path: key))
  }

  @Test("A signature by openssl is valid, and the blob is where it was put")
  func valid() throws {
    let key = try makeKey("key")
    let path = try payload(key.secret)
    let report = try check(path, key.published)
    #expect(report.signatureCheck == .valid && report.faults == [] && report.notes == [])
    guard case .crau(let crau) = report.content, let blob = crau.manifest?.signatures else {
      Issue.record("no signatures")
      return
    }
    #expect(blob.fileOffset + blob.size == report.digest.size)
    #expect(blob.signatures.map(\.version) == [2] && blob.signatures.map(\.bytes.count) == [256])
    let signed = try Oracle.firstWord("sh", "-c", "head -c \(blob.fileOffset) '\(path)' | sha256sum")
    #expect(blob.signedSHA256?.hex == signed)
  }

  @Test("A PKCS#1 key file and a key of 1024 bits do too")
  func otherKeys() throws {
    let key = try makeKey("small", bits: 1024)
    let path = try payload(key.secret, size: 128)
    let pkcs1 = directory.path + "/pkcs1.pem"
    #expect(try Oracle.run("openssl", "rsa", "-in", key.secret, "-RSAPublicKey_out", "-out", pkcs1).status == 0)
    #expect(try check(path, key.published).signatureCheck == .valid)
    #expect(try check(path, pkcs1).signatureCheck == .valid)
  }

  @Test("Another key, and a payload changed afterwards, fail")
  func invalid() throws {
    let key = try makeKey("key")
    let other = try makeKey("other")
    let sentence = "the signature was not made with this key, or the payload was changed after it was signed"
    #expect(try check(try payload(key.secret), other.published).faults == [sentence])
    let changed = try payload(key.secret) { $0.manifest.newPartitionInfo.hash[5] ^= 1 }
    let report = try check(changed, key.published)
    #expect(report.faults == [sentence] && report.signatureCheck == .failed && !report.isSound)
    #expect(try PayloadInspector.inspect(path: changed).isSound)
  }

  @Test("Only the signature of version 2 counts, as for update_engine, and one that others take is told")
  func versions() throws {
    let key = try makeKey("key")
    #expect(try check(try payload(key.secret, versions: [1, 2]), key.published).signatureCheck == .valid)
    let report = try check(try payload(key.secret, versions: [1]), key.published)
    let end = ": update_engine verifies the first of version 2 only and fails with 18; Flatcar's ue-rs takes any"
    #expect(
      report.faults == ["there is no signature of version 2, and the one of version 1 was made with this key" + end])
    let other = try makeKey("other")
    #expect(
      try check(try payload(other.secret, versions: [1]), key.published).faults
        == ["the payload has no signature of version 2, the one that clients verify"])
    let missing = "the signature of version 2 was not made with this key, and "
    for (versions, keys, fault) in [
      // Releases have two signatures, one of which is valid for a given key.
      ([1, 2], [other, key], nil), ([2, 1], [key, other], nil), ([nil, 2], [other, key], nil),
      ([1, 2], [key, other], missing + "the one of version 1 was" + end),
      ([2, nil], [other, key], missing + "one without a version was" + end),
      ([2, 2], [key, other], nil), ([2, 2], [other, key], missing + "another one of that version was" + end),
    ] as [([UInt32?], [(secret: String, published: String)], String?)] {
      var builder = CrAUBuilder.full()
      try builder.sign(
        zip(versions, keys).map { version, key in (version, 256, { try signature(of: $0, by: key.secret) }) })
      let report = try check(try directory.write(try builder.bytes(), to: "update.gz"), key.published)
      #expect(report.faults == (fault.map { [$0] } ?? []), "\(versions)")
      #expect(report.signatureCheck == (fault == nil ? .valid : .failed), "\(versions)")
    }
  }

  @Test("What is not signed fails when a key is given")
  func unsigned() throws {
    let key = try makeKey("key")
    let full = try directory.write(try CrAUBuilder.full().bytes(), to: "full")
    #expect(try check(full, key.published).faults == ["the payload is not signed"])
    let other = try directory.write([1, 2, 3], to: "other")
    #expect(try check(other, key.published).faults == ["the payload is not signed: it is no CrAU payload"])
    let broken = try directory.write(Array("CrAU".utf8), to: "broken")
    #expect(
      try check(broken, key.published).faults.last == "the signature cannot be verified: the manifest cannot be read")
  }

  @Test("A key file that is no public RSA key is refused with the reason")
  func keyFiles() throws {
    let key = try makeKey("key")
    #expect(throws: PayloadError(.publicKey("is a private key; give its public half"), path: key.secret)) {
      try PayloadPublicKey(path: key.secret)
    }
    let ec = directory.path + "/ec.pem"
    _ = try Oracle.run(
      "sh", "-c", "openssl ecparam -name prime256v1 -genkey -noout | openssl ec -pubout -out '\(ec)'")
    let tiny = try makeKey("tiny", bits: 512).published
    let text = try directory.write(Array("hello\n".utf8), to: "text")
    for path in [ec, tiny, text] {
      #expect(
        throws: PayloadError(.publicKey("is not an RSA public key of 1024 bits or more in PEM"), path: path)
      ) {
        try PayloadPublicKey(path: path)
      }
    }
  }
}
