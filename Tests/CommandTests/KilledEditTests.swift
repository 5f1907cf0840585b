import Foundation
import Testing
import TestSupport

/// `strace` kills the program when it is about to make its Nth call of one kind, so every step is reached in turn.
@Suite("omaha-pkg promote and group set, killed", .enabled(if: Strace.isUsable))
struct KilledEditTests {
  @Test(
    "at any step app.xml is the old one or the new one, and the same command completes it",
    arguments: ["write", "fsync", "linkat", "renameat", "flock"],
    [
      "promote 2.0 --app com.example.agent --channel stable",
      "group set lab --app com.example.agent --machines @lab.txt --poll-interval 3600",
    ])
  func killed(call: String, command: String) throws {
    let strace = try #require(Program.installed("strace"))
    var kills = 0
    for number in 1...50 {
      let shop = try Workshop()
      try shop.folder.write("hello", to: "update.gz")
      try shop.folder.write("m1\n", to: "lab.txt")
      for version in ["1.0", "2.0"] {
        try shop.expect("add @update.gz --app com.example.agent --version \(version)")
      }
      try shop.expect("promote 1.0 --app com.example.agent --channel stable")
      try shop.expect("group add lab --app com.example.agent --channel stable")
      let before = try shop.appXML()
      let inject = ["-f", "-qq", "-o", "/dev/null", "-e", "inject=\(call):signal=KILL:when=\(number)"]
      let run = try Program.run(
        strace, inject + [Program.omahaPkg] + shop.arguments(command), environment: ["OMAHA_ROOT": shop.root])
      let wasKilled = run.status == 128 + SIGKILL
      #expect(wasKilled || run.status == 0, "\(run.errors)")
      try shop.expect("check")
      let after = try shop.appXML()
      try shop.expect(command)
      let complete = try shop.appXML()
      #expect(after == before || after == complete)
      #expect(complete != before)
      #expect(shop.folder.files().filter { $0.contains("omaha-tmp") } == [])
      guard wasKilled else { break }
      kills = number
    }
    #expect(kills > 0 && kills < 50, "\(kills) kills at \(call)")
  }

  @Test(
    "An app.xml behind a link is the old one or the new one, too, and nothing stays beside it",
    arguments: ["fsync", "renameat"])
  func linked(call: String) throws {
    let strace = try #require(Program.installed("strace"))
    let shop = try Workshop()
    try shop.folder.write("hello", to: "update.gz")
    try shop.expect("add @update.gz --app com.example.agent --version 1.0")
    let old = try shop.appXML()
    let link = "\(shop.root)/catalog/com.example.agent/app.xml"
    try shop.folder.write(old, to: "checkout/agent.xml")
    try FileManager.default.removeItem(atPath: link)
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "../../../checkout/agent.xml")
    let command = "promote 1.0 --app com.example.agent --channel stable"
    let run = try Program.run(
      strace,
      ["-f", "-qq", "-o", "/dev/null", "-e", "inject=\(call):signal=KILL", Program.omahaPkg] + shop.arguments(command),
      environment: ["OMAHA_ROOT": shop.root])
    #expect(run.status == 128 + SIGKILL, "\(run.errors)")
    #expect(try shop.folder.text("checkout/agent.xml") == old)
    try shop.expect(command)
    #expect(try shop.appXML() != old)
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "../../../checkout/agent.xml")
    #expect(shop.folder.files().filter { $0.contains("omaha-tmp") } == [])
  }
}
