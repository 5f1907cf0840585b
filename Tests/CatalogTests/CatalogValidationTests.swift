import Foundation
import Testing

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
        "<group name=\"g\" channel=\"x\" oem=\"ami\"/><channel name=\"x\"/>",
        "2: attribute \"oem\" of <group> is unknown"
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
    "what is not built yet is refused by name, never accepted silently",
    arguments: [
      ("<channel name=\"x\">\n<floor version=\"1\" reason=\"r\"/></channel>", "3: <floor> is not supported yet"),
      ("<channel name=\"x\"><block version=\"1\" reason=\"r\"/></channel>", "2: <block> is not supported yet"),
      ("<channel name=\"x\" updates=\"off\"/>", "2: attribute \"updates\" of <channel> is not supported yet"),
      (
        "<channel name=\"x\"/><group name=\"g\" channel=\"x\"><rollout over=\"P3D\"/></group>",
        "2: <rollout> is not supported yet"
      ),
      ("<channel name=\"x\"/><group name=\"g\" channel=\"x\"><window/></group>", "2: <window> is not supported yet"),
      (
        "<channel name=\"x\"/><group name=\"g\" channel=\"x\"><machines file=\"f\"/></group>",
        "2: <machines> is not supported yet"
      ),
      (
        "<channel name=\"x\"/><group name=\"g\" channel=\"x\"><pin version=\"1\"/></group>",
        "2: <pin> is not supported yet"
      ),
      (
        "<channel name=\"x\"/><group name=\"g\" channel=\"x\" poll-interval=\"60\"/>",
        "2: attribute \"poll-interval\" of <group> is not supported yet"
      ),
    ])
  func later(content: String, expected: String) throws {
    try test.writeApp(content)
    #expect(test.errors() == ["\(TestRepository.app)/app.xml:\(expected)"])
  }

  @Test(
    "a fault in a release is told with its line",
    arguments: [
      ("<update ", "<upgrade ", "11: an end tag does not match the open element"),
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
        "appid=\"e96281a6", "appid=\"f96281a6",
        "1: appid \"f96281a6-d1af-4bde-9a0a-97b76e56dc57\" is not that of the directory, \"e96281a6-d1af-4bde-9a0a-97b76e56dc57\""
      ),
      (
        " arch=\"amd64\"", " arch=\"amd64\" previousversion=\"1\"",
        "1: attribute \"previousversion\" of <update> is not supported yet"
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
        "8: IsDeltaPayload: delta payloads are not supported yet"
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

  @Test("everything that is wrong is told at once, in the same order every time")
  func allAtOnce() throws {
    try test.writeApp("<channel/>\n<rollout/>")
    try test.directory.write("<update", to: "catalog/\(TestRepository.app)/releases/1.0_amd64.xml")
    try test.directory.write(TestRepository.release(), to: "catalog/\(TestRepository.app)/releases/wrong.xml")
    try test.directory.write("<app/>", to: "catalog/\(TestRepository.other)/app.xml")
    let expected = [
      "com.example.agent/app.xml:1: <app> has no appid",
      "\(TestRepository.app)/app.xml:2: <channel> has no name",
      "\(TestRepository.app)/app.xml:3: <rollout> is not supported yet",
      "\(TestRepository.app)/releases/1.0_amd64.xml:1: the document ends too early",
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
