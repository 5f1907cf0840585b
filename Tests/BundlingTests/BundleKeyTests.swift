import Testing
import TestSupport

@testable import Bundling

@Suite("Keys of bundles")
struct BundleKeyTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for name in ["key", "other"] {
      try openssl("genpkey", "-algorithm", "ed25519", "-out", folder.path(of: "\(name).pem"))
      try openssl("pkey", "-in", folder.path(of: "\(name).pem"), "-pubout", "-out", folder.path(of: "\(name).pub"))
    }
  }

  @discardableResult
  private func openssl(_ arguments: String...) throws -> String {
    try Program.output(of: try #require(Program.installed("openssl")), arguments)
  }

  @Test("openssl's key signs, and the signature is one to openssl and to us")
  func openssl() throws {
    let key = try BundleSigningKey(path: folder.path(of: "key.pem"))
    let text = Array("list".utf8)
    let signature = try #require(key.signature(of: text))
    #expect(try BundlePublicKey(path: folder.path(of: "key.pub")).verifies(signature, of: text))
    #expect(try !BundlePublicKey(path: folder.path(of: "other.pub")).verifies(signature, of: text))
    #expect(try !BundlePublicKey(path: folder.path(of: "key.pub")).verifies(signature, of: text + [0]))
    try folder.write(text, to: "list")
    try folder.write(signature, to: "list.sig")
    try openssl(
      "pkeyutl", "-verify", "-pubin", "-inkey", folder.path(of: "key.pub"), "-rawin", "-in", folder.path(of: "list"),
      "-sigfile", folder.path(of: "list.sig"))
    try openssl("pkey", "-pubin", "-in", folder.path(of: "key.pub"), "-outform", "DER", "-out", folder.path(of: "der"))
    let digest = try Program.output(of: "sha256sum", [folder.path(of: "der")])
    #expect(digest.hasPrefix(key.publicKey.fingerprint + " "))
  }

  @Test("a signed bundle is valid with its key only, and one without a signature with none")
  func signature() throws {
    let signed = try SampleBundle.bytes(key: BundleSigningKey(path: folder.path(of: "key.pem")))
    let key = try BundlePublicKey(path: folder.path(of: "key.pub"))
    let other = try BundlePublicKey(path: folder.path(of: "other.pub"))
    #expect(try SampleBundle.read(signed, key: key).signature == .valid)
    #expect(try SampleBundle.read(signed).signature == .unchecked)
    let unsigned = try SampleBundle.bytes()
    for (bytes, key) in [(signed, other), (unsigned, key)] {
      let error = #expect(throws: BundleError.self) { try SampleBundle.read(bytes, key: key) }
      guard case .signature = error?.kind else {
        Issue.record("\(error?.reason ?? "")")
        continue
      }
    }
  }

  @Test("whatever is no such key is refused, and the message says what it is")
  func faults() throws {
    try openssl("genpkey", "-algorithm", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", folder.path(of: "ec.pem"))
    try openssl("pkey", "-in", folder.path(of: "ec.pem"), "-pubout", "-out", folder.path(of: "ec.pub"))
    try openssl("genpkey", "-algorithm", "x25519", "-out", folder.path(of: "x.pem"))
    try openssl("pkey", "-in", folder.path(of: "x.pem"), "-pubout", "-out", folder.path(of: "x.pub"))
    try openssl(
      "pkey", "-in", folder.path(of: "key.pem"), "-aes256", "-passout", "pass:x", "-out", folder.path(of: "locked.pem"))
    try folder.write("hello", to: "text")
    let table = [
      ("ec.pem", "is not an Ed25519 key"), ("x.pem", "is not an Ed25519 key"), ("text", "is not an Ed25519 key"),
      ("key.pub", "is a public key"), ("locked.pem", "is encrypted"), ("missing", "cannot open: no such file"),
    ]
    for (name, text) in table {
      let error = #expect(throws: BundleError.self) { try BundleSigningKey(path: folder.path(of: name)) }
      #expect(error?.reason.contains(text) == true, "\(name): \(error?.reason ?? "")")
    }
    for (name, text) in [
      ("ec.pub", "is not an Ed25519"), ("x.pub", "is not an Ed25519"), ("key.pem", "is a private key"),
    ] {
      let error = #expect(throws: BundleError.self) { try BundlePublicKey(path: folder.path(of: name)) }
      #expect(error?.reason.contains(text) == true, "\(name): \(error?.reason ?? "")")
    }
  }
}
