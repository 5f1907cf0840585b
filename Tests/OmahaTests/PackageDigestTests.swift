import Omaha
import Testing

@Suite("Packages of hashed files")
struct PackageDigestTests {
  /// SHA-1 and SHA-256 of nothing.
  private static let sha1: [UInt8] = [
    0xDA, 0x39, 0xA3, 0xEE, 0x5E, 0x6B, 0x4B, 0x0D, 0x32, 0x55, 0xBF, 0xEF, 0x95, 0x60, 0x18, 0x90, 0xAF, 0xD8, 0x07,
    0x09,
  ]
  private static let sha256: [UInt8] = [
    0xE3, 0xB0, 0xC4, 0x42, 0x98, 0xFC, 0x1C, 0x14, 0x9A, 0xFB, 0xF4, 0xC8, 0x99, 0x6F, 0xB9, 0x24, 0x27, 0xAE, 0x41,
    0xE4, 0x64, 0x9B, 0x93, 0x4C, 0xA4, 0x95, 0x99, 0x1B, 0x78, 0x52, 0xB8, 0x55,
  ]
  private static let sha256Base64 = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
  private static let sha256Hex = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

  @Test("spell the SHA-1 in base64 and the SHA-256 in hexadecimal")
  func spelling() throws {
    let package = try #require(Package(name: "a.gz", size: 0, sha1: Self.sha1, sha256: Self.sha256))
    #expect(package.sha1 == "2jmj7l5rSw0yVb/vlWAYkK/YBwk=")
    #expect(package.sha256 == Self.sha256Hex)
    #expect(package.isRequired)
  }

  @Test("are none when a digest has another length")
  func lengths() {
    #expect(Package(name: "a", size: 1, sha1: Self.sha256, sha256: Self.sha256) == nil)
    #expect(Package(name: "a", size: 1, sha1: Self.sha1, sha256: Self.sha1) == nil)
    #expect(Package(name: "a", size: 1, sha1: [], sha256: []) == nil)
  }

  @Test(
    "match the file of the same size and hashes, in whichever spelling",
    arguments: [
      (7, "2jmj7l5rSw0yVb/vlWAYkK/YBwk=", sha256Hex, true), (7, nil, sha256Hex.uppercased(), true),
      (7, "2jmj7l5rSw0yVb/vlWAYkK/YBwk=", sha256Base64, true), (7, "2jmj7l5rSw0yVb/vlWAYkK/YBwk=", nil, true),
      (8, "2jmj7l5rSw0yVb/vlWAYkK/YBwk=", sha256Hex, false), (7, nil, nil, false),
      (7, "3jmj7l5rSw0yVb/vlWAYkK/YBwk=", sha256Hex, false),
      (7, "2jmj7l5rSw0yVb/vlWAYkK/YBwk=", "f" + sha256Hex.dropFirst(), false),
    ] as [(UInt64, String?, String?, Bool)])
  func matches(size: UInt64, sha1: String?, sha256: String?, expected: Bool) {
    let package = Package(name: "a.gz", size: size, sha1: sha1, sha256: sha256)
    #expect(package.matches(size: 7, sha1: Self.sha1, sha256: Self.sha256) == expected)
  }

  @Test("are followed by an action that says what update_engine reads")
  func postinstall() {
    let action = Action.postinstall(
      sha256: Self.sha256, isDeltaPayload: true, maxFailureCountPerURL: 3, metadataSize: 20,
      metadataSignature: "c2ln", attributes: [Attribute(name: "deadline", value: "now")])
    #expect(action.event == "postinstall")
    #expect(action.sha256 == Self.sha256Base64)
    #expect(action.isDeltaPayload && action.disablePayloadBackoff)
    #expect(action.maxFailureCountPerURL == 3)
    #expect(action.metadataSize == 20)
    #expect(action.metadataSignature == "c2ln")
    #expect(action.deadline == "now")
    let plain = Action.postinstall(sha256: Self.sha256, disablePayloadBackoff: false)
    #expect(plain.attributes.map(\.name) == ["sha256"])
  }

  @Test("An app of a request is answered in all that it said, and in nothing else")
  func answering() {
    let app = Request.App(
      appID: " {A} ", ping: Ping(active: 1), updateCheck: UpdateCheck(),
      events: [Event(type: .updateComplete, result: .success), Event(type: nil, result: nil)])
    let answer = Response.App(answering: app)
    #expect(answer.appID == " {A} ")
    #expect(answer.status == .ok && answer.ping == .ok && answer.events == [.ok, .ok])
    #expect(answer.updateCheck == UpdateCheckResult(status: .noUpdate))
    let offer = UpdateCheckResult(status: .ok)
    #expect(Response.App(answering: app, updateCheck: offer).updateCheck == offer)
    let bare = Response.App(answering: Request.App(appID: "a"), updateCheck: offer)
    #expect(bare == Response.App(appID: "a", status: .ok))
  }
}
