import Foundation
import Testing
import TestSupport

/// A pipeline that runs every command twice, and reads what it says.
@Suite("A pipeline of omaha-pkg")
struct PipelineTests {
  let shop: Workshop

  init() throws {
    shop = try Workshop(initialized: false)
    try shop.folder.write("hello", to: "update.gz")
    try shop.folder.write("m1\n", to: "lab.txt")
  }

  private struct Answer: Decodable, Equatable {
    let app: String?
    let changed: Bool
    let dryRun: Bool
    let messages: [String]
  }

  private func answer(_ words: String, app: String? = nil) throws -> Answer {
    var environment = ["OMAHA_ROOT": shop.root]
    environment["OMAHA_APP"] = app
    let run = try Program.run(
      Program.omahaPkg, shop.arguments(words) + ["--format", "json"], environment: environment)
    #expect(run.status == 0, "\(words): \(run.errors)")
    return try JSONDecoder().decode(Answer.self, from: Data(run.output.utf8))
  }

  @Test("every command says whether it changed anything, and the same again changes nothing")
  func twice() throws {
    let commands = [
      "init", "add @update.gz --app com.example.agent --version 1.0 --channel stable",
      "add @update.gz --version 1.1", "add @update.gz --version 1.2", "promote 1.1 --channel stable --channel edge",
      "channel add beta", "group add lab --channel stable --machines @lab.txt --percent 10",
      "group set lab --oem azure",
      "floor add 1.0", "floor set 1.0 --reason layout", "floor remove 1.0", "block add 1.2 --reason loops",
      "block set 1.2 --reason boots", "block remove 1.2", "pin set 1.0 --group lab", "pin remove --group lab",
      "rollout set --group lab --over P3D", "rollout remove --group lab", "pause", "resume", "pause --group lab",
      "undo", "channel set beta --updates off", "group remove lab", "channel remove beta", "remove 1.2",
      "remove --app com.example.agent --everything",
    ]
    for command in commands {
      // What a dry run foretells comes true.
      let isDryable = command != "init" && !command.hasPrefix("add @update.gz --app")
      if isDryable {
        let foretold = try answer(command + " --dry-run")
        #expect(foretold.changed && foretold.dryRun, "\(command)")
      }
      let first = try answer(command)
      #expect(first.changed && !first.dryRun, "\(command)")
      #expect(!first.messages.isEmpty, "\(command)")
      #expect(first.app == (command == "init" ? nil : "com.example.agent"))
      let second = try answer(command)
      #expect(!second.changed, "\(command) again: \(second.messages)")
    }
  }

  @Test("OMAHA_APP names the app, or there is only one")
  func onlyApp() throws {
    try shop.expect("init")
    #expect(try shop.expect("list").output == "no apps\n")
    let none = try shop.expect("channel list", exit: 64)
    #expect(none.errors == "omaha-pkg: error: which app? name it with --app, or in OMAHA_APP\n")
    try shop.expect("add @update.gz --version 1.0", exit: 64)
    #expect(
      try answer("add @update.gz --version 1.0 --channel stable", app: "com.example.agent").app == "com.example.agent")
    for command in [
      "channel list", "group list", "floor list", "block list", "pin list", "rollout list", "show", "history",
      "explain --version 0.9 --track stable",
    ] {
      #expect(try shop.expect(command).errors == "", "\(command)")
    }
    try shop.expect("add @update.gz --app org.other --version 2.0 --channel stable")
    let two = try shop.expect("pause", exit: 64)
    #expect(two.errors.contains("hint: there are com.example.agent, org.other\n"), "\(two.errors)")
    #expect(try answer("pause", app: "org.other").app == "org.other")
    #expect(try answer("pause --app com.example.agent", app: "org.other").app == "com.example.agent")
    let wrong = try Program.run(
      Program.omahaPkg, ["pause"], environment: ["OMAHA_ROOT": shop.root, "OMAHA_APP": "../x"])
    #expect(wrong.status == 64)
    // What is about every app stays so.
    #expect(try shop.expect("list").output.contains("org.other"))
  }
}
