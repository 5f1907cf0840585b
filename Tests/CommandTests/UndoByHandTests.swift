import Foundation
import Testing
import TestSupport

@Suite("omaha-pkg undo, and what people and killed commands did in between")
struct UndoByHandTests {
  let shop: Workshop
  let app = "--app com.example.agent"
  static let file = "root/catalog/com.example.agent/app.xml"

  init() throws {
    shop = try Workshop()
    try shop.folder.write("hello", to: "update.gz")
    for version in ["1.0", "1.1", "1.2"] { try shop.expect("add @update.gz \(app) --version \(version)") }
    try shop.expect("promote 1.0 \(app) --channel stable")
    try shop.expect("promote 1.1 \(app) --channel stable")
  }

  @Test("an edit by hand between two commands is not lost")
  func between() throws {
    let edited = try shop.appXML().replacing(
      "</channel>", with: "  <block version=\"1.2\" reason=\"by hand\"/>\n  </channel>")
    try shop.folder.write(edited, to: Self.file)
    try shop.expect("pause \(app)")
    let paused = try shop.appXML()
    let run = try shop.expect("undo 2 \(app)", exit: 1)
    #expect(run.errors.contains("app.xml of com.example.agent was changed by hand between the changes 2 and 3"))
    #expect(run.errors.contains("`omaha-pkg undo 3 \(app)` takes back only what came after it"), "\(run.errors)")
    #expect(try shop.appXML() == paused)
    try shop.expect("undo 3 \(app)")
    #expect(try shop.appXML() == edited)
  }

  @Test("nor is one of a list of machines, between two commands or after them")
  func list() throws {
    let list = "root/catalog/com.example.agent/lab.txt"
    for machines in ["m1\n", "m1\nm2\n"] {
      try shop.folder.write(machines, to: "lab")
      let command = machines == "m1\n" ? "group add lab \(app) --channel stable" : "group set lab \(app)"
      try shop.expect("\(command) --machines @lab")
    }
    try shop.folder.write("m1\nm2\nby-hand\n", to: list)
    #expect(try shop.expect("undo \(app)", exit: 1).errors.contains("lab.txt of com.example.agent was changed by hand"))
    try shop.folder.write("m3\n", to: "lab")
    try shop.expect("group set lab \(app) --machines @lab")
    #expect(try shop.expect("undo 4 \(app)", exit: 1).errors.contains("by hand between the changes 4 and 5"))
    try shop.expect("undo \(app)")
    #expect(try shop.folder.text(list) == "m1\nm2\nby-hand\n")
  }

  @Test("says what is undone, and not what was undone before")
  func cancelled() throws {
    try shop.expect("pause \(app)")
    try shop.expect("undo 3 \(app)")
    let run = try shop.expect("undo 2 \(app)")
    #expect(
      run.output
        == "change 2 of com.example.agent is undone now: promote 1.1 --app com.example.agent --channel stable\n")
    #expect(try shop.appXML().contains("version=\"1.0\""))
  }

  @Test("a removal that was killed before it removed anything is not in the history", .enabled(if: Strace.isUsable))
  func killedRemoval() throws {
    let old = Date(timeIntervalSinceNow: -60)
    for version in ["1.1", "1.2"] {
      let path = "\(shop.root)/catalog/com.example.agent/releases/\(version)_amd64.xml"
      try FileManager.default.setAttributes([.modificationDate: old], ofItemAtPath: path)
    }
    let strace = try #require(Program.installed("strace"))
    let inject = ["-f", "-qq", "-o", "/dev/null", "-e", "inject=unlinkat:signal=KILL:when=1"]
    _ = try Program.run(
      strace, inject + [Program.omahaPkg] + shop.arguments("remove 1.2 \(app)"), environment: ["OMAHA_ROOT": shop.root])
    #expect(try shop.expect("show 1.2 \(app)").output.contains("1.2"))
    #expect(!(try shop.expect("history \(app)").output.contains("removed")))
    #expect(try shop.expect("undo \(app)").output.hasPrefix("change 2 of com.example.agent is undone now"))
    // One that was removed and added again was removed.
    try shop.expect("remove 1.2 \(app)")
    try shop.expect("add @update.gz \(app) --version 1.2")
    #expect(try shop.expect("history \(app)").output.contains("  removed releases/1.2_amd64.xml\n"))
  }
}
