import Testing

@testable import Bundling

@Suite("Names in a bundle")
struct BundlePathTests {
  @Test(
    "are those of a repository",
    arguments: [
      "catalog/com.example.agent/app.xml", "catalog/com.example.agent/lab.txt",
      "catalog/com.example.agent/releases/1.0_amd64.xml",
      "catalog/com.example.agent/releases/1.0-rc.1+build_arm64_from_0.9.xml",
      "payloads/com.example.agent/1.0/amd64/update.gz", "payloads/com.example.agent/1.0/amd64_from_0.9/a,b@c.gz",
    ])
  func valid(name: String) {
    #expect(BundlePath(name)?.text == name)
  }

  @Test(
    "lead nowhere else",
    arguments: [
      "", "/", "a", "../x", "/etc/passwd", "catalog/../../etc/passwd", "catalog/com.example.agent",
      "catalog/com.example.agent/", "catalog//app.xml", "/catalog/com.example.agent/app.xml",
      "./catalog/com.example.agent/app.xml", "catalog/./app.xml", "catalog/.hidden/app.xml",
      "catalog/COM.example.agent/app.xml", "catalog/{com.example.agent}/app.xml",
      "catalog/com.example.agent/.lock", "catalog/com.example.agent/releases", "catalog/com.example.agent/lab txt",
      "catalog/com.example.agent/releases/x.xml", "catalog/com.example.agent/releases/1.0_amd64.xml/x",
      "catalog/com.example.agent/releases/1.0_x86-64.xml", "catalog/com.example.agent/releases/../app.xml",
      "catalog/com.example.agent/releases/ForcedUpdate_amd64.xml", "payloads/com.example.agent/1.0/update.gz",
      "payloads/com.example.agent/1.0/amd64/..", "payloads/com.example.agent/1.0/amd64/../x",
      "payloads/com.example.agent/1.0/amd64/", "payloads/com.example.agent/1.0/amd64/.x",
      "payloads/com.example.agent/1.0/amd64/a b", "payloads/com.example.agent/1.0/amd64/a\u{1b}[31m",
      "payloads/com.example.agent/1.0/amd64/a\nb", "payloads/com.example.agent/1.0/amd64/é",
      "payloads/com.example.agent/../amd64/x", "payloads/com.example.agent/1.0/amd65/x",
      "payloads/com.example.agent/1.0/amd64/a\\b", "payloads/com.example.agent/1.0/amd64/%2e%2e",
      "payloads/com.example.agent/1.0/amd64/\(String(repeating: "n", count: 256))", "omaha-bundle-1.sha256",
    ])
  func invalid(name: String) {
    #expect(BundlePath(name) == nil)
  }
}

@Suite("The list of hashes")
struct BundleManifestTests {
  private static let hash = String(repeating: "0a", count: 32)
  private static let file = "payloads/com.example.agent/1.0/amd64/update.gz"

  @Test("comes back as it was written")
  func roundTrip() throws {
    let text = "\(Self.hash)  catalog/com.example.agent/releases/1.0_amd64.xml\n\(Self.hash)  \(Self.file)\n"
    #expect(try BundleManifest(Array(text.utf8)).bytes == Array(text.utf8))
  }

  @Test(
    "is refused when a line is not exactly that",
    arguments: [
      "", "\n", "\(hash)  \(file)", "\(hash) \(file)\n", "\(hash) *\(file)\n", "\(hash.uppercased())  \(file)\n",
      "\(hash)0  \(file)\n", "\(hash.dropLast())  \(file)\n", "\(hash)  \(file)\n\n", "# \(hash)  \(file)\n",
      "\(hash)  \(file)\n\(hash)  \(file)\n", "\(hash)  ../x\n", "\(hash)  \(file)\r\n",
      "\(hash)  \(file)\n\(hash)  catalog/com.example.agent/releases/1.0_amd64.xml\n",
    ])
  func faults(text: String) {
    #expect(throws: BundleFault.self) { try BundleManifest(Array(text.utf8)) }
  }
}
