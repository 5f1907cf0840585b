import Omaha
import Testing
import XML

@Suite("Request encoding")
struct RequestEncodingTests {
  @Test("writes the elements on lines of their own, absent attributes not at all")
  func layout() throws {
    let request = Request(
      version: "1", isMachine: false, os: OperatingSystem(platform: "CoreOS"), hardware: [],
      apps: [
        Request.App(
          appID: "{A}", version: "1.0", deltaOK: true, multiManifestOK: true, installAge: -1, ping: Ping(active: 1),
          updateCheck: UpdateCheck(targetVersionPrefix: TargetVersionPrefix("1."), rollbackAllowed: false),
          events: [
            Event(type: .updateComplete, result: .error, errorCode: ErrorCode(rawValue: -9), previousVersion: "")
          ]),
        Request.App(appID: "", version: ""),
      ])
    let expected = """
      <?xml version="1.0" encoding="UTF-8"?>
      <request protocol="3.0" version="1" ismachine="0">
        <hw/>
        <os platform="CoreOS"/>
        <app appid="{A}" version="1.0" delta_okay="true" multi_manifest_ok="true" installage="-1">
          <ping active="1"/>
          <updatecheck targetversionprefix="1." rollback_allowed="false"/>
          <event eventtype="3" eventresult="0" errorcode="-9" previousversion=""/>
        </app>
        <app appid="" version=""/>
      </request>

      """
    #expect(try String(decoding: request.encode(), as: UTF8.self) == expected)
  }

  @Test("escapes exactly")
  func escaping() throws {
    let alias = "\"'<>&\t\n\r]]>\u{1F980}e\u{301}"
    let request = Request(apps: [Request.App(appID: "a", version: "1", machineAlias: alias)])
    let text = try String(decoding: request.encode(), as: UTF8.self)
    #expect(text.contains("machinealias=\"&quot;&apos;&lt;&gt;&amp;&#9;&#10;&#13;]]&gt;\u{1F980}e\u{301}\""))
  }

  @Test(
    "refuses characters that XML cannot carry",
    arguments: ["\u{0}", "a\u{1}", "\u{8}b", "\u{B}", "\u{C}", "\u{1F}", "\u{FFFE}", "\u{FFFF}"])
  func forbiddenCharacters(_ text: String) {
    let request = Request(apps: [Request.App(appID: text, version: "1")])
    #expect(throws: MessageError.forbiddenCharacter) { try request.encode() }
  }

  @Test("refuses attributes that would make the document malformed")
  func attributes() {
    func encode(_ names: [String]) throws(MessageError) {
      let hardware = names.map { Attribute(name: $0, value: "") }
      _ = try Request(hardware: hardware, apps: []).encode()
    }
    #expect(throws: MessageError.duplicateAttribute) { try encode(["a", "b", "a"]) }
    #expect(throws: MessageError.invalidName) { try encode(["a b"]) }
    #expect(throws: MessageError.invalidName) { try encode([""]) }
    #expect(throws: MessageError.invalidName) { try encode(["1"]) }
    let action = Action(event: "postinstall", attributes: [Attribute(name: "event", value: "install")])
    var writer = XMLWriter()
    #expect(throws: XMLWriterError.duplicateAttribute) {
      try Manifest(version: "1", packages: [], actions: [action]).render(into: &writer)
    }
  }
}
