import Foundation
import Testing
import TestSupport

/// `strace` kills the program when it is about to make its first call of a kind.
@Suite("omaha-pkg promote through a link, killed", .enabled(if: Strace.isUsable))
struct KilledEditTests {
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
