import Omaha
import Testing

@testable import Catalog
@testable import CatalogEditing

@Suite("AppDocument")
struct AppDocumentTests {
  private func edited(_ text: String, channel: String = "stable", _ architecture: Architecture = .amd64) throws
    -> String
  {
    var document = AppDocument(text: Array(text.utf8), file: "app.xml", root: "")
    let target = Target(
      architecture: architecture, version: try #require(Version("2.0.0")), since: Timestamp(seconds: 1_700_000_000))
    try document.set(target, ofChannel: channel)
    return String(decoding: document.text, as: UTF8.self)
  }

  private static let new = #"<target arch="amd64" version="2.0.0" since="2023-11-14T22:13:20Z"/>"#

  @Test("a new app has no channels and reads back")
  func newApp() throws {
    let id = try #require(ApplicationID("{COM.example.App}"))
    let document = try AppDocument(id: id, name: "A & B", file: "app.xml", root: "")
    #expect(
      String(decoding: document.text, as: UTF8.self) == """
        <?xml version="1.0" encoding="UTF-8"?>
        <app appid="com.example.app" name="A &amp; B">
        </app>

        """)
    #expect(try document.definition().name == "A & B")
  }

  @Test("the first channel of a new app is made with its target")
  func firstChannel() throws {
    #expect(
      try edited("<app appid=\"a\">\n</app>\n") == """
        <app appid="a">
          <channel name="stable">
            \(Self.new)
          </channel>
        </app>

        """)
  }

  @Test("a target is changed where it stands; comments, quotes and other attributes stay")
  func change() throws {
    let text = """
      <!-- fleet -->
      <app appid='a'>
      \t<!-- <target arch="amd64" version="0"/> -->
      \t<channel name='stable' >
      \t\t<target  since = '2020-01-01T00:00:00Z'
      \t\t         version='1.0.0' arch="x64"  /> <!-- careful -->
      \t\t<target arch="arm64" version="1.0.0"/>
      \t</channel>
      </app>
      """
    let expected =
      text.replacing("2020-01-01T00:00:00Z", with: "2023-11-14T22:13:20Z")
      .replacing("version='1.0.0'", with: "version='2.0.0'")
    #expect(try edited(text) == expected)
  }

  @Test("a target without a time gets one")
  func addSince() throws {
    #expect(
      try edited(#"<app appid="a"><channel name="stable"><target arch="amd64" version="1"/></channel></app>"#)
        == #"<app appid="a"><channel name="stable"><target arch="amd64" version="2.0.0" since="2023-11-14T22:13:20Z"/></channel></app>"#
    )
  }

  @Test("a target is added behind the others of its channel, and behind their comments")
  func addTarget() throws {
    #expect(
      try edited(
        """
        <app appid="a">
            <channel name="stable">
                <target arch="arm64" version="1"/>  <!-- Pi -->
            </channel>
            <channel name="beta"/>
        </app>
        """) == """
          <app appid="a">
              <channel name="stable">
                  <target arch="arm64" version="1"/>  <!-- Pi -->
                  \(Self.new)
              </channel>
              <channel name="beta"/>
          </app>
          """)
  }

  @Test("an empty channel is opened for its first target")
  func openEmpty() throws {
    #expect(
      try edited("<app appid=\"a\">\r\n  <channel name=\"stable\" />\r\n</app>")
        == "<app appid=\"a\">\r\n  <channel name=\"stable\">\r\n    \(Self.new)\r\n  </channel>\r\n</app>")
    #expect(
      try edited("<app appid=\"a\">\n  <channel name=\"stable\"></channel>\n</app>")
        == "<app appid=\"a\">\n  <channel name=\"stable\">\n    \(Self.new)\n  </channel>\n</app>")
    #expect(
      try edited("<app appid=\"a\"/>")
        == "<app appid=\"a\">\n  <channel name=\"stable\">\n    \(Self.new)\n  </channel>\n</app>")
  }

  @Test("a new channel comes behind the others and before the groups")
  func newChannel() throws {
    let text = """
      <app appid="a">
        <channel name="beta"/>
        <group name="g" channel="beta"/>
      </app>
      """
    #expect(
      try edited(text) == """
        <app appid="a">
          <channel name="beta"/>
          <channel name="stable">
            \(Self.new)
          </channel>
          <group name="g" channel="beta"/>
        </app>
        """)
  }

  @Test("a channel's name is escaped", arguments: ["a\"b", "a & b", "<channel>", "it's", "größer"])
  func escaping(name: String) throws {
    let text = try edited("<app appid=\"a\"/>", channel: name)
    let content = try AppDocument(text: Array(text.utf8), file: "app.xml", root: "").definition()
    #expect(content.channels.map(\.name) == [name])
    #expect(content.channels.flatMap(\.targets).map(\.version.text) == ["2.0.0"])
    #expect(try edited(text, channel: name) == text, "the same edit again changes nothing")
  }

  @Test("a document that is not valid is not edited", arguments: ["", "<app>", "<app appid=\"a\"><flour/></app>"])
  func invalid(text: String) {
    #expect(throws: CatalogErrors.self) { try edited(text) }
  }
}
