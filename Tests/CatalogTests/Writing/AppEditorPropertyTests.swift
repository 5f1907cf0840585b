import Omaha
import Testing
import TestSupport

@testable import Catalog
@testable import CatalogEditing

@Suite("Many edits of one app.xml")
struct AppEditorPropertyTests {
  static let text = """
    <?xml version='1.0'?>
    <!-- of the fleet -->
    <app appid='com.example.agent' >
    \t<!-- what most machines get -->
    \t<channel name='stable'
    \t         updates='on'>
    \t\t<!-- promoted by Kim -->
    \t\t<target arch='amd64' version='2.0' since='2026-11-20T10:00:00Z'/>
    \t\t<!-- the last word -->
    \t</channel>

    \t<!-- those who try -->
    \t<group name='canary' channel='stable' track='stable'>
    \t\t<!-- slowly -->
    \t\t<rollout percent='5'/>
    \t</group>

    \t<!-- the others -->
    \t<group name='fleet' channel='stable'/><!-- end -->
    </app>
    <!-- eof -->

    """

  static let comments = text.matches(of: #/<!--.*?-->/#).map { String($0.output) }

  /// One edit, whatever it comes to.
  private static func edit(_ editor: inout AppEditor, _ dice: inout SeededGenerator) throws {
    let channel = ["stable", "beta"][dice.next(2)]
    let group = ["canary", "fleet", "lab"][dice.next(3)]
    let version = try #require(Version(["1.0", "2.0", "3.0"][dice.next(3)]))
    let architecture: Architecture? = [nil, .amd64, .arm64][dice.next(3)]
    let now = Timestamp(seconds: 1_800_000_000 + Int64(dice.next(1000)))
    switch dice.next(15) {
    case 0: _ = try editor.addChannel(channel)
    case 1: if channel == "beta" { _ = try editor.removeChannel(channel) }
    case 2:
      _ = try editor.setFloor(version, for: architecture, reason: ["why", "", nil][dice.next(3)], channel: channel)
    case 3: _ = try editor.removeFloor(version, for: architecture, channel: channel)
    case 4: _ = try editor.setBlock(version, for: architecture, reason: nil, channel: channel)
    case 5: _ = try editor.removeBlock(version, for: architecture, channel: channel)
    case 6: _ = try editor.pin(group, to: version, for: architecture, now: now)
    case 7: _ = try editor.unpin(group, for: architecture)
    case 8:
      let period = try #require(Period("P3D"))
      _ = try editor.setRollout(
        [nil, .share(.all), .ramp(over: period), .steps([.all], over: period)][dice.next(4)], of: group)
    case 9: _ = try editor.set(isPaused: dice.next(2) == 0, of: [.app, .channel(channel), .group(group)][dice.next(3)])
    case 10: _ = try editor.promote(to: version, channel: channel, architecture: architecture, now: now)
    case 11:
      _ = try editor.addGroup(
        "lab", GroupChanges(attributes: [.channel: channel]), at: [nil, .first, .before("fleet")][dice.next(3)])
    case 12: _ = try editor.removeGroup("lab")
    case 13:
      let windows = ["mon 1:00-2:00", "daily 3:00-4:00", "5:00-6:00"].compactMap {
        dice.next(2) == 0 ? WindowText($0) : nil
      }
      _ = try editor.changeGroup(group, GroupChanges(windows: windows))
    default:
      let values = ["", "x"][dice.next(2)]
      _ = try editor.changeGroup(
        group, GroupChanges(attributes: [[.board, .oem, .aliasPrefix, .track][dice.next(4)]: values]),
        at: [nil, .first, .before(["canary", "fleet", "lab"][dice.next(3)])][dice.next(3)])
    }
  }

  @Test(
    "the catalog loads after every one of them, and every comment is still there", arguments: [UInt64](1...12),
    ["\n", "\r\n"])
  func sequences(seed: UInt64, lineBreak: String) throws {
    let test = try TestRepository()
    let app = try #require(ApplicationID(TestRepository.other))
    try RepositoryWriter.create(test.repository)
    for version in ["1.0", "2.0", "3.0"] {
      for arch in version == "3.0" ? ["amd64"] : ["amd64", "arm64"] {
        try test.directory.write(
          TestRepository.release(app: app.key, version: version, arch: arch),
          to: "catalog/\(app.key)/releases/\(version)_\(arch).xml")
      }
    }
    try test.directory.write(Self.text.replacing("\n", with: lineBreak), to: "catalog/\(app.key)/app.xml")
    let writer = try RepositoryWriter(test.repository)
    var dice = SeededGenerator(seed: seed)
    var saved = 0
    for _ in 0..<60 {
      var editor = try writer.editor(of: app)
      do {
        try Self.edit(&editor, &dice)
        try writer.save(editor)
      } catch is RepositoryError {
        // Refused: what is on disk is what was there.
        continue
      }
      if editor.isChanged { saved += 1 }
      _ = try Catalog.load(root: test.root)
      let text = try test.directory.text("catalog/\(app.key)/app.xml")
      #expect(text == editor.after)
      for comment in Self.comments { #expect(text.contains(comment)) }
      let plain = text.replacing("\r\n", with: "\n")
      #expect(plain.replacing("\n", with: lineBreak).utf8.elementsEqual(text.utf8), "one kind of line break")
      // An element that is empty is closed, and no line has white space alone.
      #expect(!plain.contains(#/<(group|channel)[^>]*[^\/]>\s*<\/(group|channel)>/#))
      #expect(!plain.contains(#/\n[ \t]+\n/#))
    }
    #expect(saved > 10)
  }
}
