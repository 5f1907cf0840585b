import Foundation
import Testing
import TestSupport

/// Whoever is awake at three in the morning does not run `check` behind every command.
@Suite("What follows from a change is said when it is made")
struct ConsequenceTests {
  let shop: Workshop
  let app = "--app com.example.agent"

  init() throws {
    shop = try Workshop()
    try shop.folder.write("hello", to: "update.gz")
    for version in ["1.0", "1.1", "1.2"] { try shop.expect("add @update.gz \(app) --version \(version)") }
    try shop.expect("add @update.gz \(app) --version 1.1 --arch arm64")
    try shop.expect("promote 1.1 \(app) --channel stable")
    try shop.expect("group add fleet \(app) --channel stable --track fleet")
  }

  private func errors(_ line: String, exit: Int32 = 0) throws -> String {
    try shop.expect("\(line) \(app)", exit: exit).errors
  }

  @Test(
    "a release whose payload is gone is not promoted and not pinned",
    arguments: [
      "promote 1.2 --channel stable", "promote 1.2 --channel stable --dry-run", "pin set 1.2 --group fleet",
      "pin set 1.2 --group fleet --dry-run", "promote 1.2 --channel stable --first-to 1.1",
      "add @delta.gz --version 1.2 --previous 1.1 --arch amd64 --channel stable --dry-run",
    ])
  func payload(line: String) throws {
    try shop.folder.write("delta", to: "delta.gz")
    let path = shop.folder.path + "/" + Workshop.payload("1.2", "update.gz")
    try FileManager.default.removeItem(atPath: path)
    let old = try shop.appXML()
    let text = try errors(line, exit: 1)
    #expect(text.contains("machines cannot fetch 1.2 amd64 of com.example.agent: there is no payload update.gz in"))
    #expect(text.contains("`omaha-pkg verify \(app)` shows what is wrong"))
    #expect(try shop.appXML() == old)
  }

  @Test("what makes machines come to a release without its payload in another way says so")
  func otherWays() throws {
    try shop.expect("promote 1.2 \(app) --channel stable")
    try FileManager.default.removeItem(atPath: shop.folder.path + "/" + Workshop.payload("1.0", "update.gz"))
    let missing = "omaha-pkg: warning: machines cannot fetch 1.0 amd64: there is no payload update.gz in"
    #expect(try errors("floor add 1.0 --arch amd64").contains(missing))
    try shop.expect("undo \(app)")
    try shop.expect("block add 1.1 \(app)")
    #expect(try errors("block add 1.2").contains(missing))
  }

  @Test("an architecture that stays behind is named")
  func behind() throws {
    let text = try errors("promote 1.2 --channel stable")
    #expect(text == "omaha-pkg: note: channel stable arm64 stays at 1.1: there is no release 1.2 for arm64\n")
    #expect(try errors("promote 1.2 --channel stable --arch amd64") == "")
    let pin = try errors("pin set 1.2 --group fleet")
    #expect(pin.contains("machines of group fleet for arm64 are offered nothing: there is no release 1.2 for arm64"))
  }

  @Test("what check would say is said")
  func check() throws {
    #expect(
      try errors("floor add 1.2") == """
        omaha-pkg: note: a channel that is added later will not have this floor
        omaha-pkg: warning: channel "stable" points to 1.1 for amd64, below its floor 1.2
        omaha-pkg: warning: channel "stable" points to 1.1 for arm64, below its floor 1.2

        """)
    try shop.expect("undo \(app)")
    try shop.expect("pin set 1.1 --group fleet \(app)")
    let text = try errors("block add 1.1 --channel stable")
    #expect(
      text.contains("channel \"stable\" points to 1.1 for amd64, which is blocked: 1.0 is offered instead"), "\(text)")
    #expect(
      text.contains("group \"fleet\" is pinned to 1.1 for amd64, which is blocked: 1.0 is offered instead"), "\(text)")
    // It was so before.
    #expect(!(try errors("pause").contains("warning")))
  }

  @Test("nothing is offered in what is paused, and what is still paused is named")
  func paused() throws {
    try shop.expect("pause \(app) --group fleet")
    #expect(try errors("pin set 1.0 --group fleet").contains("`omaha-pkg resume --group fleet \(app)`"))
    try shop.expect("pause \(app) --channel stable")
    #expect(
      try errors("promote 1.2 --channel stable").contains(
        "note: channel stable is paused: nothing is offered before `omaha-pkg resume --channel stable \(app)`\n"))
    try shop.expect("pause \(app)")
    #expect(try errors("promote 1.1 --channel stable --backwards").contains("before `omaha-pkg resume \(app)`\n"))
    let app = try shop.expect("resume \(app)").output
    #expect(
      app == """
        app com.example.agent: updates are on now
        channel stable is still paused
        group fleet is still paused

        """)
    #expect(try shop.expect("resume \(self.app) --channel stable").output.contains("group fleet is still paused\n"))
  }

  @Test("a channel or an app whose name is nearly one that there is is not made")
  func misspelled() throws {
    #expect(try errors("channel add stabel", exit: 66).contains("did you mean \"stable\"?"))
    try shop.expect("channel add stabel \(app) --create")
    let run = try shop.expect("add @update.gz --app comexample.agent --version 1.0", exit: 66)
    #expect(run.errors.contains("did you mean \"com.example.agent\"?"), "\(run.errors)")
  }
}
