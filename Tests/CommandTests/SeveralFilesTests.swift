import Foundation
import Testing
import TestSupport

@Suite("omaha-pkg add with several files and attributes")
struct SeveralFilesTests {
  let shop: Workshop
  let app = "--app com.example.agent"

  init() throws {
    shop = try Workshop()
    for name in ["update.gz", "oem.gz", "extra:v1.gz"] { try shop.folder.write("this is \(name)", to: name) }
  }

  private var release: String {
    get throws { try shop.folder.text("root/catalog/com.example.agent/releases/1.0_amd64.xml") }
  }

  @Test("the first file is the payload, the others are packages that may be optional")
  func packages() throws {
    let add = "add @update.gz @oem.gz @extra:v1.gz \(app) --version 1.0 --optional extra:v1.gz"
    #expect(
      try shop.expect(add + " --channel stable").copied == """
        new app com.example.agent
        added 1.0 amd64 of com.example.agent: update.gz, 17 bytes, copied; oem.gz, 14 bytes, copied; \
        extra:v1.gz, 19 bytes, copied
        new channel stable
        channel stable amd64 is at 1.0 now

        """)
    let packages = try release.matches(of: #/<package name="([^"]*)".* required="([^"]*)"/#).map { "\($0.1) \($0.2)" }
    #expect(packages == ["update.gz true", "oem.gz true", "extra:v1.gz false"])
    #expect(try shop.expect("verify").output == "ok: 3 payloads verified\n")
    #expect(try shop.expect("list").output.contains("update.gz and 2 more  stable\n"))
    #expect(try shop.expect("show 1.0 \(app)").lines.count { $0.hasPrefix("package ") } == 3)
    // The same again puts back what is lost, and another set of files is another release.
    try FileManager.default.removeItem(atPath: shop.folder.path + "/" + Workshop.payload("1.0", "oem.gz"))
    #expect(try shop.expect("verify", exit: 1).output.contains("oem.gz"))
    #expect(try shop.expect(add).copied.hasPrefix("put oem.gz back, copied\n"))
    try shop.expect("verify")
    #expect(try shop.expect("add @update.gz \(app) --version 1.0", exit: 73).errors.contains("exists with 3 packages"))
    let required = try shop.expect("add @update.gz @oem.gz @extra:v1.gz \(app) --version 1.0", exit: 73)
    #expect(required.errors.contains("other attributes of extra:v1.gz"))
    #expect(
      try shop.expect("promote 1.0 \(app) --channel beta").output.hasSuffix("channel beta amd64 is at 1.0 now\n"))
    try shop.expect("add @oem.gz \(app) --version 2.0 --channel stable")
    try shop.expect("promote 2.0 \(app) --channel beta")
    #expect(try shop.expect("remove 1.0 \(app)").output.hasSuffix("and 3 payload files\n"))
  }

  @Test("A release that no server would load is refused before anything is made")
  func unloadable() throws {
    func files() -> [String] { shop.folder.files().filter { $0 != "root/catalog/.lock" } }
    let before = files()
    // More than a release's file may have.
    let more = (0..<10).flatMap { ["--manifest", "a\($0)=" + String(repeating: "x", count: 110_000)] }
    for option in ["--dry-run", "--force"] {
      let run = try shop.expect("add @update.gz \(app) --version 1.0", more + [option], exit: 73)
      #expect(run.errors.contains("1.0_amd64.xml: the document is too large\n"))
      #expect(run.output.isEmpty)
      #expect(files() == before)
    }
  }

  @Test("attributes of actions, manifest and packages are served as they are given")
  func attributes() throws {
    let words = "add @update.gz @extra:v1.gz \(app) --version 1.0"
    let more = [
      "--action", "deadline=now", "--action", "needsadmin=a=b", "--action", "postinstall:MaxFailureCountPerUrl=3",
      "--action", "DisablePayloadBackoff=false", "--action", "install:run=setup \"<x>\"", "--action",
      "install:arguments=",
      "--manifest", "note=größer", "--package", "extra:v1.gz:kind=oem",
    ]
    try shop.expect(words, more)
    let text = try release
    #expect(text.contains(#"<manifest version="1.0" note="größer">"#))
    #expect(
      text.contains(
        #" deadline="now" needsadmin="a=b" MaxFailureCountPerUrl="3" DisablePayloadBackoff="false"/>"#))
    #expect(
      text.contains(#/<action event="install" sha256="[^"]{44}" run="setup &quot;&lt;x&gt;&quot;" arguments=""\/>/#))
    #expect(text.contains(#"required="true" kind="oem"/>"#))
    #expect(try shop.expect(words, more).output == "1.0 amd64 of com.example.agent is there already\n")
    // What is not named may be as it is.
    try shop.expect(words)
    for (option, value, difference) in [
      ("--action", "deadline=later", "its postinstall action"), ("--action", "update:x=y", "its update action"),
      ("--manifest", "note=x", "its manifest"), ("--package", "update.gz:x=y", "update.gz"),
    ] {
      let run = try shop.expect(words, [option, value], exit: 73)
      #expect(run.errors.contains("exists with other attributes of \(difference)\n"), "\(run.errors)")
    }
    #expect(try release == text)
    try shop.expect("check")
  }
}
