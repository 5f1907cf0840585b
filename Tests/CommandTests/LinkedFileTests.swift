import Foundation
import Testing
import TestSupport

/// Repositories whose files are symbolic links: into a checkout, to another disk.
@Suite("Symbolic links in a repository")
struct LinkedFileTests {
  private static let app = "com.example.agent"
  let shop: Workshop

  init() throws {
    shop = try Workshop { shop in
      try shop.folder.write("hello", to: "update.gz")
      for version in ["1.0", "2.0"] { try shop.expect("add @update.gz --app \(Self.app) --version \(version)") }
      try shop.expect("promote 1.0 --app \(Self.app) --channel stable")
    }
  }

  private var directory: String { "\(shop.root)/catalog/\(Self.app)" }

  private func link(_ name: String, to target: String) throws {
    try? FileManager.default.removeItem(atPath: "\(shop.folder.path)/\(name)")
    try FileManager.default.createSymbolicLink(atPath: "\(shop.folder.path)/\(name)", withDestinationPath: target)
  }

  private func target(of name: String) -> String? {
    try? FileManager.default.destinationOfSymbolicLink(atPath: "\(shop.folder.path)/\(name)")
  }

  @Test(
    "an edit changes the file that app.xml leads to, and the link stays", arguments: ["relative", "absolute", "chain"])
  func throughLink(kind: String) throws {
    let text = try shop.appXML()
    try shop.folder.write(text, to: "checkout/flatcar.xml")
    let name = "root/catalog/\(Self.app)/app.xml"
    let target =
      switch kind {
      case "relative": "../../../checkout/flatcar.xml"
      case "absolute": "\(shop.folder.path)/checkout/flatcar.xml"
      default: "../hop/one"
      }
    if kind == "chain" {
      try shop.folder.write("", to: "root/catalog/hop/two")
      try link("root/catalog/hop/one", to: "two")
      try link("root/catalog/hop/two", to: "../../../checkout/flatcar.xml")
    }
    try link(name, to: target)
    for command in [
      "promote 2.0 --app \(Self.app) --channel stable", "floor add 1.0 --app \(Self.app) --channel stable",
      "group add lab --app \(Self.app) --channel stable --track lab", "pause --app \(Self.app)",
    ] {
      let before = try shop.folder.text("checkout/flatcar.xml")
      try shop.expect(command)
      #expect(self.target(of: name) == target, "\(command)")
      #expect(try shop.folder.text("checkout/flatcar.xml") != before, "\(command)")
    }
    try shop.expect("check")
    #expect(shop.folder.files().filter { $0.contains("omaha-tmp") } == [])
  }

  @Test("a list of machines is written to where its link leads, also when nothing is there yet")
  func list() throws {
    try shop.folder.write("m1\n", to: "canary.txt")
    try shop.folder.write("", to: "lists/keep")
    let name = "root/catalog/\(Self.app)/canary.txt"
    try link(name, to: "../../../lists/fleet")
    try shop.expect("group add canary --app \(Self.app) --channel stable --machines @canary.txt")
    #expect(try shop.folder.text("lists/fleet") == "m1\n")
    try shop.folder.write("m1\nm2\n", to: "canary.txt")
    try shop.expect("group set canary --app \(Self.app) --machines @canary.txt")
    #expect(try shop.folder.text("lists/fleet") == "m1\nm2\n")
    #expect(target(of: name) == "../../../lists/fleet")
  }

  @Test("what a list's link leads to is not overwritten when it is no file", arguments: ["directory", "pipe", "dots"])
  func special(kind: String) throws {
    try shop.folder.write("m1\n", to: "canary.txt")
    let name = "root/catalog/\(Self.app)/canary.txt"
    switch kind {
    case "directory": try shop.folder.write("", to: "elsewhere/file")
    case "pipe": #expect(unsafe mkfifo(shop.folder.path + "/elsewhere", 0o600) == 0)
    default: break
    }
    try link(name, to: kind == "dots" ? ".." : "\(shop.folder.path)/elsewhere")
    let before = try shop.appXML()
    let run = try shop.expect("group add canary --app \(Self.app) --channel stable --machines @canary.txt", exit: 74)
    #expect(run.errors.contains("canary.txt: not a regular file"), "\(run.errors)")
    #expect(try shop.appXML() == before)
    var status = stat()
    if kind == "pipe" {
      #expect(unsafe lstat(shop.folder.path + "/elsewhere", &status) == 0 && status.st_mode & S_IFMT == S_IFIFO)
    }
  }

  @Test("a link that leads nowhere or in a circle is named and stays")
  func broken() throws {
    let name = "root/catalog/\(Self.app)/app.xml"
    try link(name, to: "app.xml")
    let loop = try shop.expect("promote 2.0 --app \(Self.app) --channel stable", exit: 74)
    #expect(loop.errors.contains("app.xml: too many levels of symbolic links"), "\(loop.errors)")
    #expect(
      try shop.expect("check", exit: 1).output.contains("app.xml: cannot read: too many levels of symbolic links"))
    #expect(target(of: name) == "app.xml")
    try link(name, to: "/nowhere/app.xml")
    let add = try shop.expect("add @update.gz --app \(Self.app) --version 3.0", exit: 73)
    #expect(
      add.errors.contains("app.xml: it is a symbolic link to \"/nowhere/app.xml\", which is not there"), "\(add.errors)"
    )
    try shop.expect("promote 2.0 --app \(Self.app) --channel stable", exit: 66)
    #expect(target(of: name) == "/nowhere/app.xml")
  }

  @Test("directories may be links: an app's, its releases', the catalog and the root")
  func directories() throws {
    for name in ["root/catalog/\(Self.app)/releases", "root/catalog/\(Self.app)", "root/catalog", "root"] {
      let moved = "moved-\(name.split(separator: "/").last ?? "")"
      try FileManager.default.moveItem(atPath: "\(shop.folder.path)/\(name)", toPath: "\(shop.folder.path)/\(moved)")
      try link(name, to: "\(shop.folder.path)/\(moved)")
      try shop.folder.write("hello \(name)", to: "other/\(moved)/update.gz")
      // The names get shorter, and a channel goes forwards.
      let version = "\(100 - name.count).0"
      try shop.expect("add @other/\(moved)/update.gz --app \(Self.app) --version \(version) --channel stable")
      #expect(target(of: name) == "\(shop.folder.path)/\(moved)")
      #expect(try shop.expect("check --strict").output.hasPrefix("ok: 1 app, "))
      try shop.expect("verify")
    }
  }
}
