import Foundation
import Omaha
import Testing
import TestSupport

@testable import Catalog
@testable import CatalogEditing

@Suite("Warnings of a catalog")
struct CatalogWarningTests {
  /// A catalog that has one warning, what it says, and one as like it as can be that has none.
  struct Case: CustomTestStringConvertible {
    let name: String
    let content: String
    let warning: String
    let nearMiss: String

    init(_ name: String, _ content: String, _ warning: String, nearMiss: String) {
      self.name = name
      self.content = content
      self.warning = warning
      self.nearMiss = nearMiss
    }

    var testDescription: String { name }
  }

  private static let now = Timestamp("2026-11-23T12:00:00Z") ?? Timestamp(seconds: 0)
  private static let stable = #"<channel name="stable"><target arch="amd64" version="2.0"/></channel>"#

  /// A channel `stable` at 2.0 for amd64, with more in it.
  private static func channel(_ more: String) -> String {
    #"<channel name="stable"><target arch="amd64" version="2.0"/>"# + more + "</channel>"
  }

  let test: TestRepository

  init() throws {
    test = try TestRepository()
    for version in ["1.0", "1.5", "2.0", "3.0"] {
      try test.writeRelease(version)
      try writePayload(version)
    }
    try test.directory.write("abce671d61774703ac7be60715220bfe\n", to: "catalog/\(TestRepository.app)/one.txt")
    try test.directory.write("# nobody yet\n", to: "catalog/\(TestRepository.app)/none.txt")
  }

  private func writePayload(_ version: String, _ directory: String = "amd64") throws {
    try test.directory.write("hello", to: "payloads/\(TestRepository.app)/\(version)/\(directory)/update.gz")
  }

  private func warnings() throws -> [String] {
    let root = test.root + "/"
    return try Catalog.load(root: test.root).findings(in: test.repository, at: Self.now).all.map {
      let text = $0.description.replacing(root, with: "")
      let app = "catalog/\(TestRepository.app)/app.xml:"
      return text.hasPrefix(app) ? String(text.dropFirst(app.count)) : text
    }
  }

  static let cases = channels + groups + pins + reach

  private static let channels = [
    Case(
      "a channel below a floor that machines of the other architecture have passed",
      "<channel name=\"stable\">\n<target arch=\"all\" version=\"4.0\"/>\n<target arch=\"amd64\" version=\"2.0\"/><floor version=\"4.0\"/></channel>",
      #"4: warning: channel "stable" points to 2.0 for amd64, below its floor 4.0"#,
      nearMiss: channel(#"<floor version="2.0"/>"#)),
    Case(
      "a channel that was taken back below a floor", channel(#"<floor version="3.0"/><floor version="1.0"/>"#),
      #"2: warning: channel "stable" points to 2.0 for amd64, below its floor 3.0"#,
      nearMiss: channel(#"<floor version="5.0" reason="not published yet"/>"#)),
    Case(
      "a floor of another architecture does not count", channel(#"<floor version="3.0" arch="amd64"/>"#),
      #"2: warning: channel "stable" points to 2.0 for amd64, below its floor 3.0"#,
      nearMiss: channel(#"<floor version="3.0" arch="arm64"/>"#)),
    Case(
      "a blocked target with another release below it", channel("\n<block version=\"2.0\" reason=\"boot loop\"/>"),
      #"2: warning: channel "stable" points to 2.0 for amd64, which is blocked (boot loop): 1.5 is offered instead"#,
      nearMiss: channel(#"<block version="3.0" reason="boot loop"/>"#)),
    Case(
      "a blocked target with nothing below it",
      channel(#"<block version="1.0"/><block version="1.5"/><block version="2.0.0"/>"#),
      #"2: warning: channel "stable" points to 2.0 for amd64, which is blocked: nothing is offered instead"#,
      nearMiss: channel(#"<block version="1.0"/><block version="1.5"/>"#)),
    Case(
      "a blocked target whose replacement is a floor that comes first",
      channel(#"<block version="2.0"/><floor version="1.5"/>"#),
      #"2: warning: channel "stable" points to 2.0 for amd64, which is blocked: 1.5 is offered instead"#,
      nearMiss: channel(#"<block version="2.0" arch="arm64"/><floor version="1.5"/>"#)),
    Case(
      "a blocked floor with another release below it", channel("\n<floor version=\"1.5\"/><block version=\"1.5\"/>"),
      #"3: warning: floor 1.5 of channel "stable" is blocked for amd64: machines below it get 1.0 and no further"#,
      nearMiss: channel("\n<floor version=\"1.5\"/><block version=\"1.0\"/>")),
    Case(
      "a blocked floor with nothing below it",
      channel("\n<floor version=\"1.0\"/><block version=\"1.0\" reason=\"x\"/>"),
      #"3: warning: floor 1.0 of channel "stable" is blocked for amd64 (x): machines below it are offered nothing"#,
      nearMiss: channel("\n<floor version=\"1.0\"/><block version=\"0.9\" reason=\"x\"/>")),
    Case(
      "a promotion in the future",
      #"<channel name="stable"><target arch="amd64" version="2.0" since="2026-11-23T12:00:01Z"/></channel>"#,
      "2: warning: 2.0 is since 2026-11-23T12:00:01Z, which is in the future: nothing but a rollout waits for it; `omaha-pkg promote 2.0 --channel stable --arch amd64 --app \(TestRepository.app)` again makes it now",
      nearMiss: #"<channel name="stable"><target arch="amd64" version="2.0" since="2026-11-23T12:00:00Z"/></channel>"#),
  ]

  private static let groups = [
    Case(
      "a group whose channel points to nothing", "<channel name=\"new\"/>\n<group name=\"lab\" channel=\"new\"/>",
      #"3: warning: group "lab" follows channel "new", which points to nothing"#,
      nearMiss: "<channel name=\"new\"/>\n<group name=\"lab\" channel=\"new\"><pin version=\"1.0\"/></group>"),
    Case(
      "a group of an architecture for which its channel points to nothing",
      stable + "\n<group name=\"lab\" arch=\"arm64\" channel=\"stable\"/>",
      #"3: warning: group "lab" is for arm64, for which channel "stable" points to nothing"#,
      nearMiss: stable + "\n<group name=\"lab\" arch=\"amd64\" channel=\"stable\"/>"),
    Case(
      "a board of another architecture",
      stable + "\n<group name=\"lab\" arch=\"amd64\" board=\"arm64-usr\" channel=\"stable\"/>",
      #"3: warning: group "lab" takes no machine: board "arm64-usr" is not amd64"#,
      nearMiss: stable + "\n<group name=\"lab\" arch=\"amd64\" board=\"amd64-usr\" channel=\"stable\"/>"),
    Case(
      "a rollout to nobody",
      stable + "<group name=\"lab\" track=\"lab\" channel=\"stable\">\n<rollout percent=\"0\"/></group>",
      #"3: warning: the rollout of group "lab" reaches nobody; updates="off" would say so"#,
      nearMiss: stable + "<group name=\"lab\" track=\"lab\" channel=\"stable\">\n<rollout percent=\"0.0001\"/></group>"),
    Case(
      "an empty list of machines",
      stable + "<group name=\"lab\" channel=\"stable\">\n<machines file=\"none.txt\"/></group>",
      #"3: warning: group "lab" takes no machine: none.txt lists none"#,
      nearMiss: stable + "<group name=\"lab\" channel=\"stable\">\n<machines file=\"one.txt\"/></group>"),
    Case(
      "a window without a minute",
      stable
        + "<group name=\"lab\" track=\"lab\" channel=\"stable\">\n<window days=\"mon\"/>\n<window from=\"09:00\" to=\"09:00\"/></group>",
      "4: warning: the window never opens: it ends as it begins, at 09:00",
      nearMiss: stable
        + "<group name=\"lab\" track=\"lab\" channel=\"stable\"><window from=\"09:00\" to=\"09:01\"/></group>"),
    Case(
      "a window that a blackout always covers",
      stable
        + "\n<group name=\"lab\" track=\"lab\" channel=\"stable\"><window days=\"mon\"/><blackout from=\"2026-11-01\" to=\"2029-01-01\"/></group>",
      #"3: warning: group "lab" is offered nothing for the next 400 days: its blackouts cover them"#,
      nearMiss: stable
        + "\n<group name=\"lab\" track=\"lab\" channel=\"stable\"><window days=\"mon\"/><blackout from=\"2026-11-01\" to=\"2027-11-01\"/></group>"
    ),
  ]

  private static let pins = [
    Case(
      "a pin below a floor",
      channel("<floor version=\"1.5\"/>")
        + "<group name=\"lab\" track=\"lab\" channel=\"stable\">\n<pin version=\"1.0\"/></group>",
      #"3: warning: group "lab" is pinned to 1.0, below floor 1.5 of channel "stable""#,
      nearMiss: channel("<floor version=\"1.5\"/>")
        + "<group name=\"lab\" track=\"lab\" channel=\"stable\">\n<pin version=\"1.5\"/></group>"),
    Case(
      "a pin to a blocked version",
      channel("<block version=\"1.5\"/>")
        + "<group name=\"lab\" track=\"lab\" channel=\"stable\">\n<pin version=\"1.5\"/></group>",
      #"3: warning: group "lab" is pinned to 1.5 for amd64, which is blocked: 1.0 is offered instead"#,
      nearMiss: channel("<block version=\"1.5\"/>")
        + "<group name=\"lab\" track=\"lab\" channel=\"stable\">\n<pin version=\"1.0\"/></group>"),
    Case(
      "a pin from the future",
      stable
        + "<group name=\"lab\" track=\"lab\" channel=\"stable\">\n<pin version=\"1.0\" since=\"2027-01-01T00:00:00Z\"/></group>",
      "3: warning: 1.0 is since 2027-01-01T00:00:00Z, which is in the future: nothing but a rollout waits for it; `omaha-pkg pin set 1.0 --group lab --app \(TestRepository.app)` again makes it now",
      nearMiss: stable
        + "<group name=\"lab\" track=\"lab\" channel=\"stable\">\n<pin version=\"1.0\" since=\"2026-01-01T00:00:00Z\"/></group>"
    ),
  ]

  /// An earlier group and a later one, with the warning if the later is never reached.
  private static func reach(_ name: String, _ first: String, _ second: String, nearMiss: String) -> Case {
    func groups(_ first: String, _ second: String) -> String {
      stable + "\n<group name=\"a\" channel=\"stable\"\(first)\n<group name=\"b\" channel=\"stable\"\(second)"
    }
    return Case(
      name, groups(first, second),
      #"4: warning: group "b" is never reached: group "a" takes its machines before"#,
      nearMiss: groups(nearMiss, second))
  }

  private static let reach = [
    reach("an open group before another", "/>", " track=\"lab\"/>", nearMiss: " track=\"stable\"/>"),
    reach("the same track twice", " track=\"lab\"/>", " track=\"lab\" arch=\"amd64\"/>", nearMiss: " track=\"Lab\"/>"),
    reach(
      "a version range inside another", " min-version=\"1.0\" max-version=\"3.0\"/>",
      " min-version=\"1.0.0\" max-version=\"2.9\"/>", nearMiss: " min-version=\"1.0\" max-version=\"2.8\"/>"),
    reach(
      "a prefix that begins with another", " alias-prefix=\"web\" machine-prefix=\"AB\"/>",
      " alias-prefix=\"web-1\" machine-prefix=\"abc\"/>", nearMiss: " alias-prefix=\"web-2\"/>"),
    reach(
      "the same list of machines", "><machines file=\"one.txt\"/></group>",
      " oem=\"azure\"><machines file=\"one.txt\"/></group>",
      nearMiss: " board=\"x\"><machines file=\"one.txt\"/></group>"),
    reach(
      "a board of the architecture", " arch=\"amd64\"/>", " board=\"amd64-usr\"/>",
      nearMiss: " arch=\"arm\" track=\"x\"><pin arch=\"arm\" version=\"9.0\"/></group>"),
    Case(
      "a channel that an open group hides",
      stable
        + "\n<channel name=\"beta\"><target arch=\"amd64\" version=\"3.0\"/></channel><group name=\"all\" channel=\"stable\"/>",
      #"3: warning: channel "beta" is never reached: group "all" takes every machine before"#,
      nearMiss: stable
        + "\n<channel name=\"beta\"><target arch=\"amd64\" version=\"3.0\"/></channel><group name=\"lab\" oem=\"azure\" channel=\"beta\"/><group name=\"all\" channel=\"stable\"/>"
    ),
    Case(
      "a track by its ID and by its name",
      stable
        + "\n<group name=\"old\" track=\"9a2deb70-37be-4026-853f-bfdd6b347bbe\" channel=\"stable\"/><group name=\"new\" track=\"stable\" channel=\"stable\"/>",
      #"3: warning: track "9a2deb70-37be-4026-853f-bfdd6b347bbe" is "stable": machines that send the ID come here, and not to group "new""#,
      nearMiss: stable
        + "\n<group name=\"old\" track=\"9a2deb70-37be-4026-853f-bfdd6b347bbe\" channel=\"stable\"/><group name=\"new\" track=\"beta\" channel=\"stable\"/>"
    ),
  ]

  @Test("what is surely wrong is told with its line, and what is nearly that is not", arguments: cases)
  func table(sample: Case) throws {
    for (version, arch) in [("4.0", "all"), ("9.0", "arm")] {
      try test.writeRelease(version, arch)
      try writePayload(version, arch)
    }
    try test.writeApp(sample.content)
    #expect(try warnings() == [sample.warning])
    try test.writeApp(sample.nearMiss)
    #expect(try warnings() == [])
  }

  @Test("an app that has nothing for machines that tell no architecture says what they count as")
  func defaultArchitecture() throws {
    let app = TestRepository.app
    for arch in ["arm64", "x86", "all"] {
      try test.writeRelease("2.0", arch)
      try writePayload("2.0", arch)
    }
    func warnings(_ attribute: String, _ architectures: String...) throws -> [String] {
      let targets = architectures.map { "<target arch=\"\($0)\" version=\"2.0\"/>" }.joined()
      try test.directory.write(
        "\n<app appid=\"\(app)\" \(attribute)><channel name=\"stable\">\(targets)</channel></app>",
        to: "catalog/\(app)/app.xml")
      return try self.warnings()
    }
    let start = "2: warning: machines that tell no architecture count as"
    #expect(
      try warnings("", "arm64")
        == ["\(start) amd64, for which nothing has a target: default-arch=\"arm64\" would say what they are"])
    #expect(try warnings("", "arm64", "x86") == ["\(start) amd64, for which nothing has a target"])
    #expect(
      try warnings("default-arch=\"arm\"", "amd64", "arm64")
        == ["\(start) arm (default-arch), for which nothing has a target"])
    #expect(try warnings("default-arch=\"arm64\"", "arm64") == [])
    #expect(try warnings("", "amd64", "arm64") == [])
    #expect(try warnings("", "all", "arm64") == [])
    #expect(try warnings("default-arch=\"x86\"") == [], "nothing is published at all")
  }

  @Test("a codebase of the repository needs its payload, another one does not")
  func payloads() throws {
    try test.writeApp(Self.stable)
    #expect(try warnings() == [])
    let release = "catalog/\(TestRepository.app)/releases/3.0_amd64.xml"
    try FileManager.default.removeItem(atPath: test.root + "/payloads/\(TestRepository.app)/3.0")
    #expect(
      try warnings() == [
        "\(release):2: warning: there is no payload update.gz in \(test.root)/payloads/\(TestRepository.app)/3.0/amd64"
          .replacing(test.root + "/", with: "")
      ])
    for codebase in ["https://cdn.example/3.0/", "/elsewhere/3.0/", "/packages/../3.0/", "/packages/%2e/"] {
      try test.directory.write(TestRepository.release(version: "3.0", codebase: codebase), to: release)
      #expect(try warnings() == [], "\(codebase)")
    }
    // A directory of another name is looked for where the web server would.
    try test.directory.write(TestRepository.release(version: "3.0", codebase: "/packages/shared/"), to: release)
    #expect(try warnings() == ["\(release):2: warning: there is no payload update.gz in payloads/shared"])
    try test.directory.write("hello", to: "payloads/shared/update.gz")
    #expect(try warnings() == [])
  }

  @Test("payloads that no release is for are told, as are those of an app that is not there")
  func strays() throws {
    try test.writeApp(Self.stable)
    try writePayload("9.9", "arm64_from_9.8")
    try test.directory.write("x", to: "payloads/com.example.gone/1.0/amd64/f")
    try test.directory.write("x", to: "payloads/README")
    try test.directory.write("x", to: "payloads/.tmp/1.0/amd64/f")
    try test.directory.write("x", to: "payloads/\(TestRepository.app)/latest/amd64/f")
    try FileManager.default.createDirectory(
      atPath: test.root + "/payloads/\(TestRepository.app)/9.9/amd64", withIntermediateDirectories: true)
    #expect(
      try warnings() == [
        "payloads/com.example.gone/1.0/amd64: warning: there is no release 1.0_amd64.xml for these payloads, so that no machine gets them",
        "payloads/\(TestRepository.app)/9.9/arm64_from_9.8: warning: there is no release 9.9_arm64_from_9.8.xml for these payloads, so that no machine gets them",
      ])
  }

  @Test("a delta needs its full release beside it")
  func deltas() throws {
    try test.writeApp(Self.stable)
    let app = TestRepository.app
    let delta = TestRepository.release(version: "3.5")
      .replacing("version=\"3.5\" arch=\"amd64\"", with: "version=\"3.5\" arch=\"amd64\" previousversion=\"3.0\"")
      .replacing("DisablePayloadBackoff", with: "IsDeltaPayload=\"true\" DisablePayloadBackoff")
    try test.directory.write(delta, to: "catalog/\(app)/releases/3.5_amd64_from_3.0.xml")
    try writePayload("3.5")
    #expect(
      try warnings() == [
        "catalog/\(app)/releases/3.5_amd64_from_3.0.xml:1: warning: the delta from 3.0 has no full release of 3.5 for amd64 beside it: without one it is offered to nobody"
      ])
    try test.writeRelease("3.5")
    #expect(try warnings() == [])
  }

  /// Writes release 3.0 of an app with one more action.
  private func write(action: String, app: String) throws {
    let text = TestRepository.release(app: app, version: "3.0")
      .replacing("    </actions>", with: "      \(action)\n    </actions>")
    try test.directory.write(text, to: "catalog/\(app)/releases/3.0_amd64.xml")
  }

  @Test(
    "an action that Flatcar's reader does not know breaks the answer for it",
    arguments: [
      (#"event="install" run="x""#, "the install action has no sha256"),
      (#"event="install" sha256="\#(TestRepository.sha256Base64)""#, nil),
      (#"event="update" sha256="\#(TestRepository.sha256)""#, "the update action has a sha256 that is none"),
      (
        #"event="reboot" sha256="\#(TestRepository.sha256Base64)""#, #"the reboot action has the event "reboot", which"#
      ),
      (
        #"event="preinstall" sha256="\#(TestRepository.sha256Base64)" DisablePayloadBackoff="maybe""#,
        #"the preinstall action has DisablePayloadBackoff="maybe", which is neither true nor false"#
      ),
      (
        #"event="preinstall" sha256="\#(TestRepository.sha256Base64)" successaction="exit""#,
        #"the preinstall action has successaction="exit", which it does not know"#
      ),
      (
        #"event="preinstall" sha256="\#(TestRepository.sha256Base64)" DisablePayloadBackoff="1" successaction="default""#,
        nil
      ),
    ])
  func actions(attributes: String, fault: String?) throws {
    try test.writeApp(Self.stable)
    try write(action: "<action \(attributes)/>", app: TestRepository.app)
    let found = try warnings()
    #expect(found.count == (fault == nil ? 0 : 1))
    guard let fault, let warning = found.first else { return }
    #expect(
      warning.hasPrefix("catalog/\(TestRepository.app)/releases/3.0_amd64.xml:9: warning: \(fault)"), "\(warning)")
    #expect(
      warning.hasSuffix("Flatcar's ue-rs refuses the whole answer, so machines that need further packages fail with 5"))
  }

  @Test("for other apps only where update_engine applies the payload")
  func otherActions() throws {
    let app = TestRepository.other
    try test.writeApp(Self.stable)
    try test.writeApp(#"<channel name="c"><target arch="amd64" version="3.0"/></channel>"#, app: app)
    try write(action: #"<action event="install" run="setup.exe"/>"#, app: app)
    try test.directory.write("MZ...", to: "payloads/\(app)/3.0/amd64/update.gz")
    #expect(try warnings() == [])
    try test.directory.write("CrAU.", to: "payloads/\(app)/3.0/amd64/update.gz")
    #expect(try warnings().count == 1)
    let chromeOS = "87efface-864d-49a5-9bb3-4b050a7c227a"
    try test.writeApp(#"<channel name="c"><target arch="amd64" version="3.0"/></channel>"#, app: chromeOS)
    try write(action: #"<action event="install" run="setup.exe"/>"#, app: chromeOS)
    try test.directory.write("CrAU.", to: "payloads/\(chromeOS)/3.0/amd64/update.gz")
    #expect(try warnings().count == 1)
  }

  @Test("a warning shows what it quotes, and never obeys it")
  func escaping() throws {
    try test.writeApp(Self.channel("<block version=\"2.0\" reason=\"&#x9b;2J\"/>"))
    let warnings = try warnings()
    #expect(warnings.count == 1)
    #expect(warnings.allSatisfy { $0.contains("(\\u{9b}2J)") && $0.escaped == $0 })
  }

  @Test("an empty catalog has no warning")
  func empty() throws {
    let empty = try TestRepository()
    try FileManager.default.createDirectory(atPath: empty.root + "/catalog", withIntermediateDirectories: true)
    #expect(try Catalog.load(root: empty.root).findings(in: empty.repository, at: Self.now).all == [])
  }
}
