import Omaha
import Testing

@Suite("Target version prefix")
struct TargetVersionPrefixTests {
  @Test(
    "matches by component",
    arguments: [
      ("1.2", "1.2.3", true), ("1.2.", "1.2.3", true), ("1.2", "1.20", false), ("1.2.", "1.20", false),
      ("1.2", "1.2", true), ("1.2.", "1.2", true), ("1", "1.2.3", true), ("1", "10.0", false), ("1.2", "2.2", false),
      ("1.2.0", "1.2", true), ("1.2.1", "1.2", false), ("01.2", "1.2.9", true), ("1.2", "1.2.3-beta", true),
      ("1.2.3$", "1.2.3", true), ("1.2.3$", "1.2.3.1", false), ("1.2$", "1.2.0", true), ("1.2$", "1.2.3", false),
      ("1.2.3$", "1.2.3-beta", false), ("1.2.3-beta$", "1.2.3-beta", true), ("1.2.3-beta", "1.2.3", false),
      ("1.2.3-beta", "1.2.3-beta+7", true), ("", "1.2.3", true), ("", "ForcedUpdate", true),
      ("0", "ForcedUpdate", false), ("99999999999999999999", "99999999999999999999.1", true),
    ])
  func matches(_ prefix: String, _ version: String, _ expected: Bool) throws {
    let prefix = try #require(TargetVersionPrefix(prefix))
    let version = try #require(Version(version))
    #expect(version.hasPrefix(prefix) == expected)
  }

  @Test(
    "refuses what is not dotted numbers",
    arguments: [".", "$", "1..", "1.2..", "a", "1.x", "1.*", "1.2$$", "$1", " 1", "ForcedUpdate", "ForcedUpdate$", "-"])
  func refuses(_ text: String) {
    #expect(TargetVersionPrefix(text) == nil)
  }

  @Test("What cannot be read as a prefix allows no version, and stays as it was sent")
  func unreadable() throws {
    for text in ["1.*", "x", "1..2", "$"] {
      let prefix = TargetVersionPrefix(sent: text)
      #expect(!prefix.isReadable && prefix.text == text)
      for version in ["1.0", "1.2.3", "0"] { #expect(!(try #require(Version(version)).hasPrefix(prefix))) }
    }
    #expect(TargetVersionPrefix(sent: "1.2").isReadable)
  }
}
