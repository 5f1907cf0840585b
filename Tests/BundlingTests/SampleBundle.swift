import Glibc
import TestSupport

@testable import Bundling
@testable import Catalog
@testable import Omaha
import Payload

/// A bundle in memory: one release whose payload is "hello".
enum SampleBundle {
  static let app = TestRepository.app
  static let release = "catalog/\(app)/releases/3815.2.0_amd64.xml"
  static let payload = "payloads/\(app)/3815.2.0/amd64/update.gz"

  /// Its bytes up to the last record's padding.
  static func bytes(key: BundleSigningKey? = nil) throws -> [UInt8] {
    let text = Array(TestRepository.release().utf8)
    let folder = try TemporaryFolder()
    let path = try folder.write("hello", to: "update.gz")
    let source = unsafe open(path, O_RDONLY)
    let target = unsafe open(folder.path(of: "bundle"), O_RDWR | O_CREAT, 0o644)
    defer {
      close(source)
      close(target)
    }
    let package = Package(
      name: "update.gz", size: 5, sha1: TestRepository.sha1, sha256: TestRepository.sha256, isRequired: true)
    let output = BundleOutput(descriptor: target, path: "bundle")
    let writer = try BundleWriter(try manifest(release: text), key: key, to: output)
    try writer.add(release, text)
    try writer.add(payload, from: source, at: path, package) { _ in }
    try writer.finish()
    return try folder.bytes("bundle")
  }

  private static func manifest(release text: [UInt8]) throws -> BundleManifest {
    let digest = PayloadDigester.sha256Hex(of: text)
    return try BundleManifest(Array("\(digest)  \(release)\n\(TestRepository.sha256)  \(payload)\n".utf8))
  }

  /// Reads a bundle to its end; gives the content of its payloads.
  @discardableResult
  static func read(
    _ bytes: [UInt8], key: BundlePublicKey? = nil, atMost count: Int = .max
  ) throws(BundleError) -> (signature: BundleReader.Signature, payloads: [[UInt8]]) {
    var rest = bytes[...]
    let input = BundleInput(path: "bundle") { wanted in
      let piece = rest.prefix(min(wanted, count))
      rest = rest[piece.endIndex...]
      return Array(piece)
    }
    let reader = try BundleReader(input, key: key)
    let contents = try reader.contents()
    var payloads: [[UInt8]] = []
    for payload in contents.payloads {
      var content: [UInt8] = []
      try reader.read(payload, progress: { _ in }) { content += $0 }
      payloads.append(content)
    }
    try reader.finish()
    return (reader.signature, payloads)
  }
}
