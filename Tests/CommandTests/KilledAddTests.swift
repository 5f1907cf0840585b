import Foundation
import Testing
import TestSupport

/// `strace` kills the program when it is about to make its Nth call of one kind, so every step is reached in turn.
@Suite("omaha-pkg add, killed", .enabled(if: Strace.isUsable), .enabled(if: FullRun.isOn))
struct KilledAddTests {
  /// The calls that change a repository. Between two of them nothing changes.
  static let calls = ["mkdirat", "flock", "write", "fsync", "linkat", "unlinkat", "renameat"]

  @Test(
    "at any step the catalog stays valid and adding again completes it",
    arguments: calls, ["", "--link "])
  func killed(call: String, option: String) throws {
    let strace = try #require(Program.installed("strace"))
    let template = try Workshop()
    try template.folder.write("old", to: "old.gz")
    try template.expect("add @old.gz --app com.example.agent --version 0.9 --channel stable")
    try template.folder.write(String(repeating: "hello", count: 1000), to: "update.gz")
    // What an earlier addition that was killed has left is in the way.
    try template.folder.write("stale", to: Workshop.payload("1.0", "update.gz"))
    var kills = 0
    var seen: Set<RepositoryState> = []
    for number in 1...50 {
      let shop = try Workshop(copying: template)
      let add = "add @update.gz \(option)--app com.example.agent --version 1.0 --channel stable"
      let inject = ["-f", "-qq", "-o", "/dev/null", "-e", "inject=\(call):signal=KILL:when=\(number)"]
      let run = try Program.run(
        strace, inject + [Program.omahaPkg] + shop.arguments(add), environment: ["OMAHA_ROOT": shop.root])
      let wasKilled = run.status == 128 + SIGKILL
      #expect(wasKilled || run.status == 0, "\(run.errors)")
      if seen.insert(try RepositoryState(shop)).inserted { try complete(add, in: shop) }
      guard wasKilled else { break }
      kills = number
    }
    #expect(kills < 50)
    // Where this is unlinkat, it removes a temporary name: what is in the way is replaced, never removed first.
    #expect(kills > 0, "\(call)")
  }

  /// What was left is valid, and adding again completes it.
  private func complete(_ add: String, in shop: Workshop) throws {
    let check = try shop.expect("check").output
    // The payload that is in the way is told as a warning until its release is there.
    #expect(check.contains(#/(^|\n)ok: 1 app, (1 release|2 releases)(, \d+ warnings?)?\n/#), "\(check)")
    // Whatever is published has its payload.
    let verify = try shop.run("verify")
    for word in ["missing", "changed", "truncated"] { #expect(!verify.output.contains(word)) }
    try shop.expect(add)
    try shop.expect("verify")
    #expect(try shop.expect("list").output.contains("stable   amd64  1.0"))
    #expect(shop.folder.files().filter { $0.contains("omaha-tmp") } == [])
  }

  @Test(
    "the first addition of an app, a delta with two files, can be killed at any step, too",
    arguments: ["mkdirat", "linkat", "fsync"])
  func firstApp(call: String) throws {
    let strace = try #require(Program.installed("strace"))
    var seen: Set<RepositoryState> = []
    for number in 1...50 {
      let shop = try Workshop()
      try shop.folder.write("hello", to: "update.gz")
      try shop.folder.write("oem", to: "oem.gz")
      let inject = ["-f", "-qq", "-o", "/dev/null", "-e", "inject=\(call):signal=KILL:when=\(number)"]
      let add = "add @update.gz @oem.gz --app com.example.agent --version 1.0 --previous 0.9"
      let run = try Program.run(
        strace, inject + [Program.omahaPkg] + shop.arguments(add), environment: ["OMAHA_ROOT": shop.root])
      if seen.insert(try RepositoryState(shop)).inserted {
        try shop.expect("check")
        try shop.expect(add)
        // That the full release is missing is a warning.
        #expect(try shop.expect("check").output.contains("ok: 1 app, 1 release"))
        #expect(try shop.expect("verify").output == "ok: 2 payloads verified\n")
      }
      if run.status == 0 {
        #expect(number > 1, "no \(call) was reached")
        return
      }
    }
    Issue.record("the addition never came to its end")
  }
}

/// A kill between the making of a payload's directories and the payload leaves them empty.
@Suite("Empty directories that a killed omaha-pkg add has left")
struct EmptyDirectoryTests {
  @Test("go with the next add or prune of the app; what holds something stays", arguments: ["add", "prune"])
  func cleared(command: String) throws {
    let shop = try Workshop()
    try shop.folder.write("hello", to: "update.gz")
    let add = "add @update.gz --app com.example.agent --channel stable --version"
    try shop.expect("\(add) 1.0")
    let payloads = "root/payloads/com.example.agent"
    for folder in ["2.0/amd64", "3.0", "4.0/amd64/kept", "notes"] {
      try shop.folder.makeFolder("\(payloads)/\(folder)")
    }
    try shop.folder.write("stray", to: "\(payloads)/5.0/amd64/update.gz")
    try shop.expect("prune --keep 1 --dry-run --app com.example.agent")
    #expect(shop.folder.names(payloads) == ["1.0", "2.0", "3.0", "4.0", "5.0", "notes"])
    try shop.expect(command == "add" ? "\(add) 1.1" : "prune --keep 1 --app com.example.agent")
    #expect(shop.folder.names(payloads) == ["1.0"] + (command == "add" ? ["1.1"] : []) + ["4.0", "5.0", "notes"])
  }
}
