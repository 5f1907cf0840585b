import Foundation
import Testing
import TestSupport

@Suite("omaha-pkg remove")
struct RemovalTests {
  let shop: Workshop
  let app = "--app com.example.agent"

  init() throws {
    shop = try Workshop()
    try shop.folder.write("hello", to: "update.gz")
    for version in ["1.0", "1.1"] { try shop.expect("add @update.gz \(app) --version \(version)") }
  }

  @Test("a dry run says what would go, or why it may not, and leaves it")
  func dryRun() throws {
    try shop.expect("promote 1.1 \(app) --channel stable")
    let files = shop.folder.files()
    #expect(
      try shop.expect("remove 1.0 \(app) --dry-run").output
        == "would remove 1.0 amd64 of com.example.agent and 1 payload file\n")
    try shop.expect("remove 1.1 \(app) --dry-run", exit: 1)
    #expect(
      try shop.expect("remove \(app) --everything --dry-run").output
        == "would remove app com.example.agent with 1 channel, 2 releases and 2 payload files\n")
    try shop.expect("remove \(app) --dry-run", exit: 1)
    #expect(shop.folder.files() == files)
  }

  @Test("what is removed already is no error, whatever it is")
  func twice() throws {
    try shop.expect("remove 1.0 \(app)")
    #expect(
      try shop.expect("remove 1.0 \(app)").output
        == "there is no release 1.0 of com.example.agent: nothing to remove\n")
    #expect(try shop.expect("remove 1.0 \(app) --format json").output.contains("\"changed\" : false"))
    for noun in ["channel", "group"] { try shop.expect("\(noun) remove nosuch \(app)") }
    try shop.expect("remove \(app) --everything")
    #expect(try shop.expect("remove \(app) --everything").output == "app com.example.agent is removed already\n")
    #expect(try shop.expect("remove \(app)").output == "app com.example.agent is removed already\n")
  }

  @Test("so a pipeline that removes all, part by part, may run twice as a whole")
  func wholeTwice() throws {
    try shop.expect("promote 1.1 \(app) --channel stable")
    try shop.expect("promote 1.1 \(app) --channel beta")
    try shop.expect("group add lab \(app) --channel beta --track lab")
    let parts = [
      "pin remove --group lab", "rollout remove --group lab", "floor remove 1.0 --channel beta",
      "block remove 1.0 --channel beta", "group remove lab", "channel remove beta", "floor remove 1.0",
      "channel remove stable", "block remove 1.0", "remove 1.1",
    ]
    for words in parts { try shop.expect("\(words) \(app)") }
    let gone = [
      ("pin remove --group lab", "group \"lab\""), ("rollout remove --group lab", "group \"lab\""),
      ("floor remove 1.0 --channel beta", "channel \"beta\""), ("block remove 1.0 --channel beta", "channel \"beta\""),
    ]
    for (words, what) in gone {
      let run = try shop.expect("\(words) \(app)")
      #expect(run.output == "there is no \(what) in com.example.agent: nothing to remove\n" && run.errors == "")
    }
    #expect(
      try shop.expect("floor remove 1.0 \(app)").output == "com.example.agent has no channels: nothing to remove\n")
    try shop.expect("remove \(app) --everything")
    for words in parts {
      for dry in ["", " --dry-run"] {
        let run = try shop.expect("\(words) \(app)\(dry)")
        #expect(run.output == "there is no app com.example.agent: nothing to remove\n", "\(words) \(run.output)")
      }
      #expect(try shop.expect("\(words) \(app) --format json").output.contains("\"changed\" : false"))
    }
    // What makes something still needs what it is for.
    for words in ["pin set 1.0 --group lab", "group add x --channel stable", "pause"] {
      try shop.expect("\(words) \(app)", exit: 66)
    }
  }

  @Test("a group that is only a channel of that name is no group that is gone")
  func channelsName() throws {
    try shop.expect("promote 1.1 \(app) --channel stable")
    for words in ["pin remove --group stable", "rollout remove --group stable", "group remove stable"] {
      #expect(try shop.expect("\(words) \(app)", exit: 66).errors.contains("only a channel of that name"))
    }
  }

  @Test("what several parts point to is named once, and so is what takes it away")
  func severalReferences() throws {
    for channel in ["stable", "beta"] {
      try shop.expect("promote 1.0 \(app) --channel \(channel)")
      try shop.expect("floor add 1.0 \(app) --channel \(channel)")
    }
    for group in ["one", "-two"] {
      try shop.expect("group add \(app) --channel stable --track=\(group) --", [group])
      try shop.expect("pin set 1.0 \(app) --group=\(group)")
    }
    let run = try shop.expect("remove 1.0 \(app)", exit: 1)
    #expect(
      run.errors == """
        omaha-pkg: error: channel "stable", a floor of channel "stable", channel "beta", a floor of channel "beta", \
        the pin of group "one" and the pin of group "-two" of com.example.agent point to 1.0 amd64
        omaha-pkg: hint: promote another release there first; remove the floors first, with \
        `omaha-pkg floor remove 1.0 --channel stable --channel beta \(app)`; \
        pin the groups to another release first, or take the pins away with \
        `omaha-pkg pin remove --group one --group=-two \(app)`

        """)
    try shop.expect("promote 1.1 \(app) --channel stable --channel beta")
    for hint in run.errors.matches(of: #/`omaha-pkg ([^`]*)`/#) { try shop.expect(String(hint.1)) }
    try shop.expect("remove 1.0 \(app)")
  }

  @Test("an app goes with everything, or when it is empty")
  func wholeApp() throws {
    try shop.expect("add @update.gz --app org.other --version 1.0")
    let run = try shop.expect("remove \(app)", exit: 1)
    #expect(run.errors.contains("app com.example.agent has 2 releases and 2 payload files"), "\(run.errors)")
    #expect(
      try shop.expect("remove \(app) --everything").output
        == "removed app com.example.agent with 2 releases and 2 payload files\n")
    #expect(shop.folder.files().filter { $0.contains("com.example.agent") || $0.contains("omaha-tmp") } == [])
    try shop.expect("check")
    try shop.expect("remove 1.0 --app org.other")
    #expect(try shop.expect("remove --app org.other").output == "removed app org.other\n")
    #expect(try shop.expect("list").output == "no apps\n")
  }

  @Test("an app is removed only by its name, not because it is the only one")
  func named() throws {
    try shop.expect("remove --everything", exit: 64)
    try shop.expect("remove", exit: 64)
    try shop.expect("remove 1.0 --everything \(app)", exit: 64)
    try shop.expect("remove \(app) --arch arm64", exit: 64)
  }

  @Test("a broken app can be removed, with everything only")
  func broken() throws {
    try shop.folder.write("<app", to: "root/catalog/com.example.agent/app.xml")
    try shop.expect("remove \(app)", exit: 78)
    try shop.expect("remove \(app) --everything")
    try shop.expect("check")
  }

  @Test(
    "an app whose removal is killed is there whole or not at all, and the same command completes it",
    .enabled(if: Strace.isUsable), arguments: ["renameat", "unlinkat", "fsync"])
  func killed(call: String) throws {
    let strace = try #require(Program.installed("strace"))
    for number in 1...40 {
      let shop = try Workshop(copying: self.shop)
      let inject = ["-f", "-qq", "-o", "/dev/null", "-e", "inject=\(call):signal=KILL:when=\(number)"]
      let run = try Program.run(
        strace, inject + [Program.omahaPkg] + shop.arguments("remove \(app) --everything"),
        environment: ["OMAHA_ROOT": shop.root])
      try shop.expect("check")
      try shop.expect("remove \(app) --everything")
      #expect(shop.folder.files().filter { $0.hasPrefix("root/") } == ["root/catalog/.lock"])
      if run.status == 0 { return }
    }
    Issue.record("it did not end")
  }
}
