import Foundation
import Testing
import TestSupport

/// Reads and writes that move less than was asked for.
@Suite("Short reads and writes")
struct ShortTransferTests {
  @Test("A command whose reads and writes are all short leaves what it leaves otherwise", arguments: Change.all)
  func commands(change: Change) throws {
    let shop = try Change.workshop()
    let library = try #require(try Faults.library("short-transfers", in: shop.folder))
    let states = try change.states()
    let run = try Program.run(
      Program.omahaPkg, shop.arguments(change.command), environment: ["OMAHA_ROOT": shop.root, "LD_PRELOAD": library])
    #expect(run.status == 0, "\(run.errors)")
    #expect(try Snapshot(shop) == states.last)
    try shop.expect("verify")
  }

  @Test("verify and inspect read a payload to its end", arguments: ["verify", "inspect @secret.gz", "check", "list"])
  func reading(command: String) throws {
    let shop = try Change.workshop()
    let library = try #require(try Faults.library("short-transfers", in: shop.folder))
    let run = try Program.run(
      Program.omahaPkg, shop.arguments(command), environment: ["OMAHA_ROOT": shop.root, "LD_PRELOAD": library])
    #expect(run.output == (try shop.expect(command).output))
    #expect(run.status == 0, "\(run.errors)")
  }

  @Test("export brings a payload through a pipe to its end, looked at or not", arguments: ["", "--unverified"])
  func pipe(words: String) throws {
    let shop = try Change.workshop()
    let other = try Workshop()
    try shop.folder.write((0..<700_000).map { UInt8(truncatingIfNeeded: $0 >> 8) }, to: "large.gz")
    try shop.expect("add @large.gz --app org.large --version 1.0")
    let library = try #require(try Faults.library("short-transfers", in: shop.folder))
    let script =
      "set -o pipefail; \"$1\" export --root \"$2\" --output - \(words) | LD_PRELOAD= \"$1\" import - --root \"$3\""
    let run = try Program.run(
      "/bin/bash", ["-c", script, "pipe", Program.omahaPkg, shop.root, other.root],
      environment: ["LD_PRELOAD": library])
    #expect(run.status == 0, "\(run.errors)")
    try other.expect("verify")
  }

  @Test("omaha-cgi reads its request and the catalog to their ends")
  func cgi() throws {
    let shop = try Change.workshop()
    let library = try #require(try Faults.library("short-transfers", in: shop.folder))
    let run = try CGI.check(shop, environment: ["LD_PRELOAD": library])
    #expect(run.status == 0)
    #expect(run.output.contains("<manifest version=\"1.0\">"), "\(run.output)\(run.errors)")
  }
}
