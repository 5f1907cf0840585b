import Foundation
import Testing
import TestSupport

@Suite("omaha-pkg add warns of what machines would fail with")
struct AddWarningTests {
  static let flatcar = "e96281a6-d1af-4bde-9a0a-97b76e56dc57"
  /// What is said of a release of Flatcar's with one file.
  private static let alone =
    "omaha-pkg: note: the release has none of Flatcar's further packages: a machine with an OEM or an extension looks for"
    + " oem-ID.gz and flatcar-NAME.gz in it, then on Flatcar's server, and fails with 5 where it cannot reach that\n"

  let shop: Workshop

  init() throws {
    shop = try Workshop { shop in
      let files: [String: [UInt8]] = [
        "page.gz": Array("<!DOCTYPE html><title>404 Not Found</title>".utf8),
        "pointer.gz": Array("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n".utf8),
        "text": Array("hello".utf8), "setup.exe": Array("MZ setup".utf8),
        "update.gz": CrAUFile(hasKernel: true, signature: 2).bytes,
        "unsigned.gz": CrAUFile(hasKernel: true).bytes, "version1.gz": CrAUFile(hasKernel: true, signature: 1).bytes,
        "flatcar_production_update.gz": CrAUFile(signature: 2).bytes, "oem-azure.gz": CrAUFile(signature: 2).bytes,
        "flatcar-python.gz": CrAUFile(signature: 2).bytes, "oem-plain.gz": CrAUFile().bytes,
        "oem-delta.gz": CrAUFile(signature: 2, isDelta: true).bytes, "oem-text.gz": Array("hello".utf8),
        "kernel.gz": CrAUFile(hasKernel: true, signature: 2).bytes,
      ]
      for (name, bytes) in files { try shop.folder.write(bytes, to: name) }
      let packed = try shop.folder.write(CrAUFile(signature: 2).bytes, to: "packed")
      #expect(try Program.run("/usr/bin/gzip", [packed]).status == 0)
    }
  }

  /// What `add` says on standard error, each line without its beginning.
  private func warnings(_ words: String, exit status: Int32 = 0) throws -> [String] {
    try shop.expect("add \(words)", exit: status).errors.split(separator: "\n").map {
      String($0.replacing("omaha-pkg: ", with: "", maxReplacements: 1))
    }
  }

  @Test("of what is no payload, in an app with a well-known ID, however it is written")
  func wellKnown() throws {
    for app in [
      Self.flatcar, "{E96281A6-D1AF-4BDE-9A0A-97B76E56DC57}", "{87efface-864d-49a5-9bb3-4b050a7c227a}",
      "90F229CE-83E2-4FAF-8479-E368A34938B1", "98da7df2-4e3e-4744-9de6-ec931886abab",
    ] {
      let shop = try Workshop(copying: shop)
      let run = try shop.expect("add @page.gz --app \(app) --version 1.0")
      let isFlatcar = app.lowercased().contains(Self.flatcar)
      #expect(
        run.errors == """
          omaha-pkg: warning: page.gz is an HTML page: it may say why the download failed
          omaha-pkg: warning: page.gz is an HTML page, not a CrAU payload: machines would fail with 21

          """ + (isFlatcar ? Self.alone : ""), "\(app)")
      // The release is there all the same: who knows better has the word.
      #expect(try shop.expect("check").output == "ok: 1 app, 1 release\n")
    }
  }

  @Test("of what is no payload or is not signed, where another release is")
  func others() throws {
    let app = "--app com.example.os"
    #expect(try warnings("@text \(app) --version 0.9") == [])
    #expect(try warnings("@unsigned.gz \(app) --version 1.0") == [])
    #expect(
      try warnings("@text \(app) --version 1.1")
        == ["warning: text is no CrAU payload, as that of 1.0 is: machines would fail with 21"])
    #expect(try warnings("@unsigned.gz \(app) --version 1.2") == [])
    #expect(try warnings("@update.gz \(app) --version 1.3") == [])
    #expect(
      try warnings("@unsigned.gz \(app) --version 1.4")
        == ["warning: unsigned.gz is not signed, as 1.3 is: machines that have a key would fail with 17"])
    #expect(
      try warnings("@version1.gz \(app) --version 1.5")
        == ["warning: version1.gz has no signature of version 2: machines that have a key would fail with 18"])
    #expect(try warnings("@update.gz \(app) --version 1.6") == [])
    // The release itself is none of the others.
    #expect(try warnings("@unsigned.gz --app com.example.other --version 1.0") == [])
    #expect(try warnings("@unsigned.gz --app com.example.other --version 1.0") == [])
  }

  @Test("of what nobody means to publish, in any app")
  func mistakes() throws {
    let app = "--app com.example.agent"
    #expect(
      try warnings("@pointer.gz \(app) --version 1")
        == ["warning: pointer.gz is a Git LFS pointer: `git lfs pull` fetches the file itself"])
    #expect(
      try warnings("@packed.gz \(app) --version 2")
        == ["warning: packed.gz is a CrAU payload that was compressed once more: gunzip it"])
    #expect(
      try warnings("@setup.exe @page.gz \(app) --version 3")
        == ["warning: page.gz is an HTML page: it may say why the download failed"])
    #expect(try warnings("@setup.exe @text \(app) --version 4") == [])
  }

  @Test("of a release of Flatcar's without its further packages, or with some that it cannot use")
  func furtherPackages() throws {
    let app = "--app \(Self.flatcar)"
    let alone = String(Self.alone.dropFirst("omaha-pkg: ".count).dropLast())
    #expect(try warnings("@update.gz \(app) --version 1") == [alone])
    #expect(try warnings("@update.gz @text \(app) --version 2") == [alone])
    #expect(try warnings("@update.gz @oem-azure.gz @flatcar-python.gz \(app) --version 3") == [])
    let further = "machines that need it would fail with 5"
    #expect(
      try warnings("@update.gz @oem-plain.gz @oem-text.gz @oem-delta.gz @oem-azure.gz \(app) --version 4") == [
        "warning: oem-plain.gz is not signed: \(further)",
        "warning: oem-text.gz is no CrAU payload: \(further)", "warning: oem-delta.gz is a delta: \(further)",
      ])
    #expect(
      try warnings("@oem-azure.gz \(app) --version 5") == [
        "warning: oem-azure.gz is named as a further package of a release is, and is what machines would install"
      ])
    // Each in the same answer, as Flatcar's reader has them.
    let release = try shop.folder.text("root/catalog/\(Self.flatcar)/releases/3_amd64.xml")
    let packages = release.matches(
      of: #/<package name="([^"]+)" hash="[^"]{28}" hash_sha256="[0-9a-f]{64}" size="\d+" required="true"\/>/#)
    #expect(packages.map { $0.1 } == ["update.gz", "oem-azure.gz", "flatcar-python.gz"])
  }

  @Test(
    "and refuses an order in which machines would install a further package",
    arguments: [
      ("flatcar-python.gz oem-azure.gz update.gz", "update.gz"),
      ("flatcar-python.gz flatcar_production_update.gz oem-azure.gz", "flatcar_production_update.gz"),
      ("text kernel.gz", "kernel.gz"), ("oem-plain.gz kernel.gz", "kernel.gz"),
    ])
  func order(files: String, update: String) throws {
    let words = files.split(separator: " ").map { "@\($0)" }.joined(separator: " ")
    let first = files.prefix { $0 != " " }
    let before = shop.folder.files().filter { !$0.hasSuffix(".lock") }
    let sentence = "\(first) is the first file, and so what machines would install, but \(update) is the update"
    for app in [Self.flatcar, "com.example.agent"] {
      #expect(
        try warnings("\(words) --app \(app) --version 1", exit: 1) == [
          "error: \(sentence)", "hint: give \(update) first; --force publishes them in this order",
        ])
      #expect(shop.folder.files().filter { !$0.hasSuffix(".lock") } == before)
    }
    #expect(
      try warnings("\(words) --app com.example.agent --version 1 --force").contains("warning: \(sentence)"))
  }

  @Test(
    "but not an order that may be meant",
    arguments: [
      "update.gz kernel.gz", "kernel.gz update.gz", "setup.exe flatcar_production_update.gz", "oem-azure.gz text",
    ])
  func otherOrder(files: String) throws {
    let words = files.split(separator: " ").map { "@\($0)" }.joined(separator: " ")
    try shop.expect("add \(words) --app com.example.agent --version 1")
  }

  @Test("of an action that Flatcar's reader does not know; every action has the payload's hash")
  func actions() throws {
    let add = "add @update.gz @oem-azure.gz --version 1 --app"
    let given = ["--action", "install:run=x", "--action", "reboot:delay=5"]
    let run = try shop.expect("\(add) \(Self.flatcar)", given)
    let fault =
      "warning: the reboot action has the event \"reboot\", which it does not know: Flatcar's ue-rs refuses the whole answer"
    #expect(run.errors.hasPrefix("omaha-pkg: \(fault)") && run.errors.split(separator: "\n").count == 1)
    let release = try shop.folder.text("root/catalog/\(Self.flatcar)/releases/1_amd64.xml")
    let hashes = Set(release.matches(of: #/<action event="[a-z]+" sha256="([^"]{44})"/#).map { String($0.1) })
    #expect(release.split(separator: "<action ").count == 4 && hashes.count == 1)
    let check = try shop.expect("check").output
    #expect(check.contains("1_amd64.xml:") && check.contains(fault) && check.hasSuffix("1 release, 1 warning\n"))
    #expect(try shop.expect("\(add) com.example.agent", given).errors == "")
  }
}
