import Foundation
import Omaha
import Testing
import TestSupport

@testable import Catalog

@Suite("Catalog validation")
struct CatalogValidationTests {
  let test: TestRepository

  init() throws { test = try TestRepository() }

  @Test(
    "a fault in app.xml is told with its line",
    arguments: [
      ("<chanel name=\"x\"/>", "2: <chanel> does not belong in <app>"),
      ("<channel/>", "2: <channel> has no name"),
      ("<channel name=\"\"/>", "2: the name \"\" of <channel> is empty"),
      ("<channel name=\"a&#10;b\"/>", "2: the name \"a\\nb\" of <channel> has a character that does not print"),
      ("\n<channel name=\"x\"/>\n<channel name=\"x\"/>", "4: a second channel \"x\""),
      ("<channel name=\"x\" colour=\"red\"/>", "2: attribute \"colour\" of <channel> is unknown"),
      ("<channel name=\"x\">text</channel>", "2: <channel> has text, which means nothing there"),
      ("<group name=\"g\" channel=\"nowhere\"/>", "2: group \"g\" follows channel \"nowhere\", which is not there"),
      ("<group channel=\"x\"/><channel name=\"x\"/>", "2: <group> has no name"),
      ("<group name=\"g\"/>", "2: <group> has no channel"),
      (
        "<group name=\"g\" channel=\"x\" color=\"red\"/><channel name=\"x\"/>",
        "2: attribute \"color\" of <group> is unknown"
      ),
      (
        "<channel name=\"x\"/><group name=\"g\" channel=\"x\"/>\n<group name=\"g\" channel=\"x\"/>",
        "3: a second group \"g\""
      ),
      (
        "<channel name=\"x\">\n<target arch=\"amd64\" version=\"1.0\"/></channel>",
        "3: there is no release of 1.0 for amd64"
      ),
      ("<channel name=\"x\"><target version=\"3815.2.0\"/></channel>", "2: <target> has no arch"),
      ("<channel name=\"x\"><target arch=\"amd64\"/></channel>", "2: <target> has no version"),
      (
        "<channel name=\"x\"><target arch=\"vax\" version=\"3815.2.0\"/></channel>",
        "2: arch \"vax\" is not an architecture"
      ),
      ("<channel name=\"x\"><target arch=\"amd64\" version=\"v1\"/></channel>", "2: version \"v1\" is not a version"),
      (
        "<channel name=\"x\"><target arch=\"amd64\" version=\"ForcedUpdate\"/></channel>",
        "2: version \"ForcedUpdate\" is not a version"
      ),
      (
        "<channel name=\"x\"><target arch=\"amd64\" version=\"3815.2.0\" since=\"yesterday\"/></channel>",
        "2: since \"yesterday\" is not a time such as 2026-11-23T10:00:00Z"
      ),
      (
        "<channel name=\"x\"><target arch=\"amd64\" version=\"3815.2.0\"/>\n<target arch=\"x64\" version=\"3815.2.0\"/></channel>",
        "3: a second target for amd64 in the same channel"
      ),
    ])
  func app(content: String, expected: String) throws {
    try test.writeRelease("3815.2.0")
    try test.writeApp(content)
    #expect(test.errors() == ["\(TestRepository.app)/app.xml:\(expected)"])
  }

  @Test(
    "a fault in a policy is told with its line",
    arguments: [
      ("<channel name=\"x\">\n<floor/></channel>", "3: <floor> has no version"),
      ("<channel name=\"x\">\n<block version=\"x\"/></channel>", "3: version \"x\" is not a version"),
      (
        "<channel name=\"x\"><floor version=\"1\"/>\n<floor version=\"1.0\"/></channel>",
        "3: a second floor at 1.0 in the same channel"
      ),
      (
        "<channel name=\"x\"><block version=\"1\"/>\n<block version=\"1\"/></channel>",
        "3: a second block of 1 in the same channel"
      ),
      (
        "<channel name=\"x\">\n<floor version=\"1.0\"/><target arch=\"amd64\" version=\"3815.2.0\"/></channel>",
        "3: there is no release of 1.0 for amd64, which the floor needs"
      ),
      ("<channel name=\"x\" updates=\"no\"/>", "2: updates \"no\" is neither on nor off"),
      (
        "<group rollout=\"1\" name=\"g\" channel=\"x\"/><channel name=\"x\"/>",
        "2: attribute \"rollout\" of <group> is unknown"
      ),
    ])
  func policy(content: String, expected: String) throws {
    try test.writeRelease("3815.2.0")
    try test.writeApp(content)
    #expect(test.errors() == ["\(TestRepository.app)/app.xml:\(expected)"])
  }

  @Test(
    "a fault in a group is told with its line",
    arguments: [
      ("", "<rollout/>", "3: <rollout> has either percent or over"),
      ("", "<rollout percent=\"25\" over=\"P1D\"/>", "3: <rollout> has either percent or over"),
      ("", "<rollout percent=\"101\"/>", "3: percent \"101\" is not a number from 0 to 100"),
      ("", "<rollout percent=\"-1\"/>", "3: percent \"-1\" is not a number from 0 to 100"),
      ("", "<rollout percent=\"5\" steps=\"1\"/>", "3: <rollout> has steps without over"),
      ("", "<rollout over=\"3 days\"/>", "3: over \"3 days\" is not a period such as P3D or PT36H, at most ten years"),
      ("", "<rollout over=\"P1M\"/>", "3: over \"P1M\" is not a period such as P3D or PT36H, at most ten years"),
      (
        "", "<rollout over=\"P1D\" steps=\"5,1\"/>",
        "3: steps \"5,1\" are not growing percentages such as 1,5,25,100"
      ),
      ("", "<rollout percent=\"1\"/><rollout percent=\"1\"/>", "3: a second <rollout> in the same group"),
      (
        "", "<window days=\"someday\"/>",
        "3: days \"someday\" are not weekdays such as mon-fri,sun"
      ),
      ("", "<window from=\"25:00\"/>", "3: from \"25:00\" is not a time such as 09:00"),
      ("", "<window from=\"24:00\"/>", "3: from \"24:00\" is not a time such as 09:00"),
      ("", "<window to=\"noon\"/>", "3: to \"noon\" is not a time such as 17:00"),
      (
        "", "<window timezone=\"../etc/passwd\"/>",
        "3: timezone \"../etc/passwd\" is not the name of a time zone, such as Europe/Berlin"
      ),
      ("", "<window colour=\"red\"/>", "3: attribute \"colour\" of <window> is unknown"),
      ("", "<blackout/>", "3: <blackout> has no from"),
      ("", "<blackout from=\"2026-12-24T18:00\"/>", "3: <blackout> has no to"),
      (
        "", "<blackout from=\"2026-12-24\" to=\"2026-12-23\"/>",
        "3: from \"2026-12-24\" to \"2026-12-23\" are not dates such as 2026-12-24, the first not after the last"
      ),
      (
        "", "<blackout from=\"christmas\"/>",
        "3: from \"christmas\" to \"christmas\" are not dates such as 2026-12-24, the first not after the last"
      ),
      ("", "<pin/>", "3: <pin> has no version"),
      ("", "<pin version=\"9.9\"/>", "3: there is no release of 9.9 for all"),
      ("", "<pin version=\"3815.2.0\" arch=\"arm64\"/>", "3: there is no release of 3815.2.0 for arm64"),
      (
        "", "<pin version=\"3815.2.0\"/><pin version=\"3815.2.0\" arch=\"amd64\"/>",
        "3: a pin without arch is for every architecture and stands alone"
      ),
      ("", "<machines/>", "3: <machines> has no file"),
      (
        "", "<machines file=\"../../etc/passwd\"/>",
        "3: file \"../../etc/passwd\" begins with a dot or is a name that the catalog uses itself"
      ),
      (
        "", "<machines file=\"a/b\"/>",
        "3: file \"a/b\" has more than letters, digits, \".\", \"_\" and \"-\": it is a file beside app.xml"
      ),
      (
        "poll-interval=\"60\"", "",
        "2: poll-interval 60 is not within 2700 to 14400 seconds, which is what update_engine accepts"
      ),
      ("poll-interval=\"1h\"", "", "2: poll-interval \"1h\" is not a number of seconds"),
      ("poll-jitter=\"60\"", "", "2: poll-jitter without poll-interval"),
      ("poll-interval=\"2700\" poll-jitter=\"2700\"", "", "2: poll-jitter is not shorter than poll-interval"),
      ("rollback=\"yes\"", "", "2: rollback \"yes\" is neither allowed nor forbidden"),
      ("min-version=\"2\" max-version=\"1\"", "", "2: min-version 2 is above max-version 1"),
      ("alias-prefix=\"\"", "", "2: alias-prefix is empty"), ("machine-prefix=\"{\"", "", "2: machine-prefix is empty"),
      ("machine-prefix=\"{}\"", "", "2: machine-prefix is empty"),
      ("arch=\"vax\"", "", "2: arch \"vax\" is not an architecture"),
    ])
  func groups(attributes: String, content: String, expected: String) throws {
    try test.writeRelease("3815.2.0")
    try test.writeApp("<group name=\"g\" channel=\"x\" \(attributes)>\n\(content)</group><channel name=\"x\"/>")
    #expect(test.errors() == ["\(TestRepository.app)/app.xml:\(expected)"])
  }

  @Test(
    "what is just within the rules is valid",
    arguments: [
      "<channel name=\"x\"><floor version=\"1\"/><floor version=\"1.0\" arch=\"amd64\"/></channel>",
      "<channel name=\"x\"><block version=\"1\" arch=\"arm64\"/><block version=\"1\" arch=\"amd64\"/></channel>",
      "<channel name=\"x\"/><group name=\"g\" channel=\"x\" min-version=\"2\" max-version=\"2.0\"/>",
      "<channel name=\"x\"/><group name=\"g\" channel=\"x\" poll-interval=\"2700\" poll-jitter=\"2699\"/>",
      "<channel name=\"x\">" + (1...1_000).map { "<floor version=\"\($0).1\"/>" }.joined() + "</channel>",
    ])
  func valid(content: String) throws {
    try test.writeApp(content)
    #expect(test.errors() == [])
  }

  @Test("a package's name may have 255 bytes")
  func longestPackageName() {
    #expect(ReleaseFile.fault(inPackageName: String(repeating: "a", count: 255)) == nil)
    #expect(ReleaseFile.fault(inPackageName: String(repeating: "a", count: 256)) == "is longer than 255 bytes")
  }

  @Test("more elements than anybody can oversee are refused at once", arguments: ["floor", "block", "group"])
  func tooMany(name: String) throws {
    let elements = (0...1_000).map { "<\(name) version=\"\($0).1\"/>" }.joined()
    try test.writeApp(name == "group" ? elements : "<channel name=\"x\">\(elements)</channel>")
    let (element, line) = name == "group" ? ("app", 1) : ("channel", 2)
    #expect(test.errors() == ["\(TestRepository.app)/app.xml:\(line): <\(element)> has more than 1000 elements"])
  }

  @Test("a list of machines that is missing or wrong is told by file and line")
  func machines() throws {
    try test.writeApp(
      "<channel name=\"x\"/><group name=\"g\" channel=\"x\"><machines file=\"canary.txt\"/></group>")
    let missing = try #require(test.errors().first)
    #expect(missing.hasPrefix("\(TestRepository.app)/app.xml:2: the machines of the group: cannot read "))
    #expect(missing.hasSuffix("canary.txt: no such file or directory"))
    try test.directory.write(
      "# ours\nabce671d61774703ac7be60715220bfe # the first\r\n\ntwo words\n",
      to: "catalog/\(TestRepository.app)/canary.txt")
    #expect(
      test.errors() == [
        "\(TestRepository.app)/canary.txt:4: an ID has a space, a control character or one beyond ASCII"
      ])
  }

  @Test(
    "a list that cannot be read now is told from one that is not there",
    arguments: [("/proc/self/mem", true), ("/nowhere", false)])
  func unreadableList(path: String, isPassing: Bool) throws {
    try test.writeApp(
      "<channel name=\"x\"/><group name=\"g\" channel=\"x\"><machines file=\"list.txt\"/></group>")
    // The first page of a process is never mapped: reading it is EIO, as from a disk that fails.
    try FileManager.default.createSymbolicLink(
      atPath: "\(test.root)/catalog/\(TestRepository.app)/list.txt", withDestinationPath: path)
    let errors = #expect(throws: CatalogErrors.self) { try Catalog.load(root: test.root) }
    #expect(errors?.errors.map(\.isPassing) == [isPassing])
  }

  @Test("a rollout that grows with time is refused when nothing tells since when")
  func rolloutWithoutSince() throws {
    try test.writeRelease("3815.2.0")
    func content(target: String, pin: String) -> String {
      "<channel name=\"x\"><target arch=\"amd64\" version=\"3815.2.0\"\(target)/></channel>\n"
        + "<group name=\"g\" channel=\"x\"><rollout over=\"P1D\"/>\(pin)</group>"
    }
    let since = " since=\"2026-11-23T10:00:00Z\""
    try test.writeApp(content(target: "", pin: ""))
    #expect(
      test.errors() == [
        "\(TestRepository.app)/app.xml:3: the rollout of group \"g\" counts from the promotion to 3815.2.0 for amd64, which has no since; `omaha-pkg promote 3815.2.0 --channel x --arch amd64 --app \(TestRepository.app)` makes it now"
      ])
    try test.writeApp(content(target: since, pin: "<pin version=\"3815.2.0\"/>"))
    #expect(
      test.errors() == [
        "\(TestRepository.app)/app.xml:3: the rollout of group \"g\" counts from the moment of its pin to 3815.2.0, which has no since; `omaha-pkg pin set 3815.2.0 --group g --app \(TestRepository.app)` makes it now"
      ])
    for (target, pin) in [
      (since, ""), (since, "<pin version=\"3815.2.0\"\(since)/>"), ("", "<pin version=\"3815.2.0\"\(since)/>"),
    ] {
      try test.writeApp(content(target: target, pin: pin))
      #expect(test.errors() == [])
    }
  }

  @Test(
    "a fault in a release is told with its line",
    arguments: [
      ("<update ", "<upgrade ", "11: an end tag does not match the open element (in <upgrade>), column 1"),
      (" arch=\"amd64\"", "", "1: <update> has no arch"),
      (
        " arch=\"amd64\"", " arch=\"arm64\"",
        "1: the file of version 3815.2.0 for arm64 is to be named 3815.2.0_arm64.xml"
      ),
      (
        "<manifest version=\"3815.2.0\"", "<manifest version=\"3815.2.1\"",
        "3: the manifest is of version \"3815.2.1\", the release of 3815.2.0"
      ),
      (
        "<manifest ", "<manifest is_target=\"true\" ",
        "3: is_target is not a release's: the server writes it for clients that take several manifests"
      ),
      (
        "<manifest ", "<manifest is_floor=\"true\" ",
        "3: is_floor is not a release's: the server writes it for clients that take several manifests"
      ),
      (
        "appid=\"e96281a6", "appid=\"f96281a6",
        "1: appid \"f96281a6-d1af-4bde-9a0a-97b76e56dc57\" is not that of the directory, \"e96281a6-d1af-4bde-9a0a-97b76e56dc57\""
      ),
      (" arch=\"amd64\"", " arch=\"amd64\" colour=\"red\"", "1: attribute \"colour\" of <update> is unknown"),
      ("<urls>", "<urls>text", "2: <urls> has text, which means nothing there"),
      (
        "<url codebase=\"/packages/e96281a6-d1af-4bde-9a0a-97b76e56dc57/3815.2.0/amd64/\"/>", "",
        "2: <urls> has no <url>"
      ),
      (
        "amd64/\"/>", "amd64\"/>",
        "2: codebase \"/packages/e96281a6-d1af-4bde-9a0a-97b76e56dc57/3815.2.0/amd64\" does not end in \"/\""
      ),
      ("size=\"5\"", "size=\"0\"", "5: size \"0\" is not a number of bytes above 0"),
      ("size=\"5\"", "size=\"-5\"", "5: size \"-5\" is not a number of bytes above 0"),
      ("size=\"5\"", "size=\"5 MB\"", "5: size \"5 MB\" is not a number of bytes above 0"),
      (" size=\"5\"", "", "5: <package> has no size"),
      ("name=\"update.gz\"", "name=\"../update.gz\"", "5: package name \"../update.gz\" has a slash"),
      ("name=\"update.gz\"", "name=\"a\\b\"", "5: package name \"a\\b\" has a slash"),
      ("name=\"update.gz\"", "name=\"..\"", "5: package name \"..\" has \"..\" in it"),
      ("name=\"update.gz\"", "name=\"\"", "5: package name \"\" is empty"),
      ("required=\"true\"", "required=\"yes\"", "5: required \"yes\" is neither true nor false"),
      ("hash=\"qvTG", "hash=\"qvT", "5: hash \"qvTHdzF6KLavt4PO0gs2a6pQ00=\" is not a SHA-1 (20 bytes) in base64"),
      (
        "hash_sha256=\"2cf2", "hash_sha256=\"2cg2",
        "5: hash_sha256 \"2cg24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824\" is not a SHA-256 (32 bytes) in hexadecimal"
      ),
      ("hash_sha256=\"2cf2", "hash_sha256=\"3cf2", "8: sha256 of the action is not hash_sha256 of the first package"),
      (" sha256=\"LPJN", " sha257=\"LPJN", "8: <action> has no sha256"),
      (
        "sha256=\"LPJN", "sha256=\"PJN",
        "8: sha256 \"PJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=\" is not a SHA-256 (32 bytes) in base64"
      ),
      (
        "event=\"postinstall\"", "event=\"install\"",
        "3: <manifest> has no action with event=\"postinstall\", which carries the payload's hash"
      ),
      (
        "DisablePayloadBackoff=\"true\"", "IsDeltaPayload=\"true\"",
        "8: IsDeltaPayload \"true\" of a release without previousversion"
      ),
      (
        "</actions>", "<action event=\"postinstall\" sha256=\"\"/></actions>",
        "9: a second action with event=\"postinstall\""
      ),
      ("<packages>", "<packages><file/>", "4: <file> does not belong in <packages>"),
    ])
  func release(original: String, changed: String, expected: String) throws {
    let text = TestRepository.release()
    let range = try #require(text.firstRange(of: original))
    let faulty = text.replacingCharacters(in: range, with: changed)
    try test.directory.write(faulty, to: "catalog/\(TestRepository.app)/releases/3815.2.0_amd64.xml")
    // A target of the faulty release is not a second error.
    try test.writeApp("<channel name=\"stable\"><target arch=\"amd64\" version=\"3815.2.0\"/></channel>")
    let error = try #require(test.errors().first)
    #expect(test.errors().count == 1)
    #expect(error == "\(TestRepository.app)/releases/3815.2.0_amd64.xml:\(expected)")
  }

  @Test(
    "a fault in a delta is told with its line",
    arguments: [
      ("IsDeltaPayload=\"true\"", "", "8: a release with previousversion needs IsDeltaPayload=\"true\" here"),
      ("previousversion=\"1\"", "previousversion=\"x\"", "1: previousversion \"x\" is not a version"),
      (
        "previousversion=\"1\"", "previousversion=\"3815.2.0\"",
        "1: previousversion 3815.2.0 is not older than 3815.2.0"
      ),
      (
        "previousversion=\"1\"", "previousversion=\"2\"",
        "1: the file of the delta to 3815.2.0 for amd64 is to be named 3815.2.0_amd64_from_2.xml"
      ),
    ])
  func deltas(original: String, changed: String, expected: String) throws {
    let text = TestRepository.release()
      .replacingOccurrences(of: "arch=\"amd64\"", with: "arch=\"amd64\" previousversion=\"1\"")
      .replacingOccurrences(of: "DisablePayloadBackoff=\"true\"", with: "IsDeltaPayload=\"true\"")
    let file = "\(TestRepository.app)/releases/3815.2.0_amd64_from_1.xml"
    try test.writeApp("")
    try test.directory.write(text, to: "catalog/" + file)
    #expect(test.errors() == [])
    try test.directory.write(text.replacingOccurrences(of: original, with: changed), to: "catalog/" + file)
    #expect(test.errors().first == "\(file):\(expected)")
  }

  @Test(
    "default-arch is an architecture that machines have, by any of its names",
    arguments: [
      ("amd64", .amd64, nil), ("x86_64", .amd64, nil), ("AArch64", .arm64, nil), ("arm", .arm, nil),
      ("", nil, "default-arch \"\" is not an architecture"),
      ("vax", nil, "default-arch \"vax\" is not an architecture"),
      ("all", nil, "default-arch is all, which no machine has"),
    ] as [(String, Architecture?, String?)])
  func defaultArchitecture(text: String, architecture: Architecture?, fault: String?) throws {
    let app = TestRepository.app
    try test.directory.write("<app\n  appid=\"\(app)\" default-arch=\"\(text)\"/>", to: "catalog/\(app)/app.xml")
    #expect(test.errors() == (fault.map { ["\(app)/app.xml:1: \($0)"] } ?? []))
    guard fault == nil else { return }
    #expect(try Catalog.load(root: test.root).apps.first?.statedDefaultArchitecture == architecture)
  }

  @Test("everything that is wrong is told at once, in the same order every time")
  func allAtOnce() throws {
    try test.writeApp("<channel/>\n<rollout/>")
    try test.directory.write("<update", to: "catalog/\(TestRepository.app)/releases/1.0_amd64.xml")
    try test.directory.write(TestRepository.release(), to: "catalog/\(TestRepository.app)/releases/wrong.xml")
    try test.directory.write("<app/>", to: "catalog/\(TestRepository.other)/app.xml")
    let expected = [
      "com.example.agent/app.xml:1: <app> has no appid",
      "\(TestRepository.app)/app.xml:2: <channel> has no name",
      "\(TestRepository.app)/app.xml:3: <rollout> does not belong in <app>",
      "\(TestRepository.app)/releases/1.0_amd64.xml:1: the document ends too early (in <update>), column 8",
      "\(TestRepository.app)/releases/wrong.xml:1: the file of version 3815.2.0 for amd64 is to be named 3815.2.0_amd64.xml",
    ]
    #expect(test.errors() == expected)
    #expect(test.errors() == expected)
  }

  @Test("releases without app.xml, and an app in the directory of another, are errors")
  func misplaced() throws {
    try test.writeRelease("1.0", app: "com.example.one")
    try test.directory.write(
      "<?xml version=\"1.0\"?>\n<app appid=\"{COM.example.three}\"/>", to: "catalog/com.example.two/app.xml")
    try test.directory.write("<app appid=\"com.Example.Four\"/>", to: "catalog/com.Example.Four/app.xml")
    #expect(
      test.errors() == [
        "com.Example.Four/app.xml:1: appid \"com.Example.Four\" does not belong in the directory \"com.Example.Four\", but in \"com.example.four\"",
        "com.example.one/app.xml: missing, though there are releases",
        "com.example.two/app.xml:2: appid \"{COM.example.three}\" does not belong in the directory \"com.example.two\", but in \"com.example.three\"",
      ])
  }
}
