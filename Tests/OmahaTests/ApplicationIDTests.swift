import Omaha
import Testing

@Suite("Application ID")
struct ApplicationIDTests {
  @Test(
    "accepts GUIDs and names and keys them without case and braces",
    arguments: [
      ("e96281a6-d1af-4bde-9a0a-97b76e56dc57", "e96281a6-d1af-4bde-9a0a-97b76e56dc57"),
      ("{E96281A6-D1AF-4BDE-9A0A-97B76E56DC57}", "e96281a6-d1af-4bde-9a0a-97b76e56dc57"),
      ("com.example.agent", "com.example.agent"), ("Com.Example.AGENT", "com.example.agent"),
      ("{DEV-BUILD}", "dev-build"), ("a", "a"), ("_x", "_x"), ("a..b", "a..b"), ("7", "7"), ("-a", "-a"),
    ])
  func accepts(_ text: String, _ key: String) throws {
    let id = try #require(ApplicationID(text))
    #expect(id.text == text)
    #expect(id.key == key)
    #expect(id == ApplicationID(key))
    #expect(id.hashValue == ApplicationID(key)?.hashValue)
  }

  @Test(
    "refuses what could name anything but a directory of the catalog",
    arguments: [
      "", ".", "..", "../../etc/passwd", ".hidden", "a/b", "/", "a\\b", "a b", "a\n", "a\u{0}b", "{", "}", "{}", "{a",
      "a}", "{{a}}", "{.a}", "{a}b", "ä", "a%2f", "%s", "$appid", "a:b", "a*", "{$appid}", "\u{202E}a",
    ])
  func refuses(_ text: String) {
    #expect(ApplicationID(text) == nil)
  }

  @Test("has an upper bound of 128 bytes")
  func bound() {
    #expect(ApplicationID(String(repeating: "a", count: 128)) != nil)
    #expect(ApplicationID(String(repeating: "a", count: 129)) == nil)
    #expect(ApplicationID(String(repeating: "a", count: 65_536)) == nil)
    #expect(ApplicationID("{" + String(repeating: "a", count: 126) + "}") != nil)
    #expect(ApplicationID("{" + String(repeating: "a", count: 127) + "}") == nil)
  }
}
