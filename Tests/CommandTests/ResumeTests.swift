import Testing
import TestSupport

@Suite("omaha-pkg resume, and rollouts that went on")
struct ResumeTests {
  let shop: Workshop
  let app = "--app com.example.agent"

  /// A rollout over three days that began two days ago, and a pause that began one day ago.
  init() throws {
    shop = try Workshop()
    try shop.folder.write("hello", to: "update.gz")
    for version in ["1.0", "1.1"] { try shop.expect("add @update.gz \(app) --version \(version)") }
    try shop.expect("promote 1.1 \(app) --channel stable")
    try shop.expect("group add fleet \(app) --channel stable --track stable --rollout P3D")
  }

  private func pause(_ words: String) throws {
    try shop.age(since: 48)
    try shop.expect("pause \(app) \(words)")
    try shop.age(lastChange: 24)
  }

  /// How far the rollout of a group is.
  private func percent(_ group: String = "fleet") throws -> String {
    let lines = try shop.expect("rollout list \(app)").lines
    let line = try #require(lines.first { $0.contains(" \(group) ") || $0.hasPrefix("  \(group) ") })
    return String(try #require(line.firstMatch(of: #/ (\d+)(\.\d+)?%( of|$)/#)).1)
  }

  @Test(
    "says that the rollout went on, and how to have it go on from where it was",
    arguments: ["", "--channel stable", "--group fleet"])
  func wentOn(part: String) throws {
    try pause(part)
    let run = try shop.expect("resume \(app) \(part)")
    #expect(
      run.errors.contains(
        "omaha-pkg: note: group fleet: the rollout of 1.1 amd64 went on while it was paused: it was at 33.3% at "),
      "\(run.errors)")
    #expect(run.errors.contains("and is at 66.6% now; to go on where it stopped: `omaha-pkg undo "), "\(run.errors)")
    #expect(try percent() == "66")
    // What is shown is what is typed.
    let recipe = Self.commands(run.errors)
    #expect(recipe.count == 2)
    for command in recipe.dropLast() { try shop.expect(command) }
    let again = try shop.expect(try #require(recipe.last))
    #expect(again.output.contains("group fleet: the rollout of 1.1 amd64 goes on at 33.3%, as if since "))
    #expect(again.errors == "")
    #expect(try percent() == "33")
    // Once more there is nothing to move.
    let text = try shop.appXML()
    try shop.expect("resume \(app) \(part) --where-it-stopped")
    #expect(try shop.appXML() == text)
  }

  /// The command lines in backquotes, without the program's name.
  private static func commands(_ text: String) -> [String] {
    text.split(separator: "`").filter { $0.hasPrefix("omaha-pkg ") }.map { String($0.dropFirst(10)) }
  }

  @Test(
    "says so whichever command ends the pause, and what is shown goes on where it stopped",
    arguments: [
      ("group set fleet --updates on", "--group fleet"), ("undo", "--group fleet"), ("undo", ""),
      ("channel set stable --updates on", "--channel stable"),
    ])
  func otherCommands(command: String, part: String) throws {
    try pause(part)
    let run = try shop.expect("\(command) \(app)")
    #expect(run.errors.contains("went on while it was paused"))
    for command in Self.commands(run.errors) { try shop.expect(command) }
    #expect(try percent() == "33")
  }

  @Test("names only the resumption in a dry run: there is nothing to undo", arguments: ["", "--group fleet"])
  func dryRun(part: String) throws {
    try pause(part)
    let run = try shop.expect("resume \(app) \(part) --dry-run")
    let shown = Self.commands(run.errors)
    #expect(
      shown.count == 1 && shown[0].hasPrefix("resume ") && shown[0].contains("--where-it-stopped"), "\(run.errors)")
    for command in shown { try shop.expect(command) }
    #expect(try percent() == "33")
  }

  @Test("shows nothing to type where that would be refused, or would lose what else was changed")
  func noRecipe() throws {
    try pause("--group fleet")
    let more = try shop.expect("group set fleet --updates on --oem azure \(app)")
    #expect(more.errors.contains("went on while it was paused") && Self.commands(more.errors) == [], "\(more.errors)")
    try shop.expect("undo \(app)")
    try shop.expect("group add lab \(app) --channel stable --track lab --over P3D")
    let refused = try shop.expect("resume \(app) --group fleet")
    #expect(refused.errors.contains("went on while it was paused") && Self.commands(refused.errors) == [])
  }

  @Test(
    "says nothing of what stood still: a fixed share, a rollout that was complete, and one that something else still pauses"
  )
  func nothing() throws {
    try shop.expect("rollout set \(app) --group fleet --percent 25")
    try pause("")
    #expect(try shop.expect("resume \(app)").errors == "")
    try shop.expect("rollout set \(app) --group fleet --over PT12H")
    try pause("")
    #expect(try shop.expect("resume \(app) --where-it-stopped").errors == "")
    try shop.expect("rollout set \(app) --group fleet --over P3D")
    try pause("")
    try shop.expect("pause \(app) --group fleet")
    #expect(try shop.expect("resume \(app) --where-it-stopped").errors == "")
    // The pause began with the first of the two.
    #expect(try shop.expect("resume \(app) --group fleet").errors.contains("it was at 33.3% at "))
  }

  @Test("moves the moment of a pin, and begins anew what was promoted during the pause")
  func pinned() throws {
    try shop.expect("pin set 1.0 \(app) --group fleet")
    try pause("--group fleet")
    try shop.expect("resume \(app) --group fleet --where-it-stopped")
    #expect(try percent() == "33")
    try shop.expect("pin remove \(app) --group fleet")
    try pause("")
    try shop.expect("add @update.gz \(app) --version 1.2 --channel stable")
    let text = try shop.appXML().replacing(
      #/version="1.2" since="[^"]*"/#, with: "version=\"1.2\" since=\"\(Workshop.ago(12))\"")
    try shop.folder.write(text, to: "root/catalog/com.example.agent/app.xml")
    try shop.expect("resume \(app) --where-it-stopped")
    #expect(try percent() == "0")
  }

  @Test("does not take back a group that was not paused and counts from the same promotion")
  func shared() throws {
    try shop.expect("group add lab \(app) --channel stable --track lab --over P3D")
    try pause("--group fleet")
    let text = try shop.appXML()
    let run = try shop.expect("resume \(app) --group fleet --where-it-stopped", exit: 1)
    #expect(run.errors.contains("the rollout of group \"lab\" was not paused"), "\(run.errors)")
    #expect(try shop.appXML() == text)
  }

  @Test("asks when the pause began if nothing tells, and takes the answer")
  func unknown() throws {
    try pause("")
    try shop.folder.write("", to: "root/catalog/com.example.agent/history.jsonl")
    let run = try shop.expect("resume \(app) --where-it-stopped", exit: 1)
    #expect(run.errors.contains("it is not known when group \"fleet\" was paused"), "\(run.errors)")
    try shop.expect("resume \(app) --stopped-at \(Workshop.ago(24))", exit: 64)
    try shop.expect("resume \(app) --where-it-stopped --stopped-at \(Workshop.ago(24))")
    #expect(try percent() == "33")
  }

  @Test("refuses a time that cannot be when the pause began, and warns of one before the promotion")
  func stoppedAt() throws {
    try pause("--group fleet")
    let text = try shop.appXML()
    for (time, fault) in [("2036-01-01", "is in the future"), ("1970-01-01", "is before this program was written")] {
      let run = try shop.expect("resume \(app) --group fleet --where-it-stopped --stopped-at \(time)", exit: 64)
      #expect(run.errors.contains("error: --stopped-at \(time)T00:00:00Z \(fault)\n"), "\(run.errors)")
    }
    #expect(try shop.appXML() == text)
    let early = Workshop.ago(24 * 365)
    let run = try shop.expect("resume \(app) --group fleet --where-it-stopped --stopped-at \(early)")
    #expect(run.errors.contains(", later than --stopped-at \(early): it begins again\n"), "\(run.errors)")
    #expect(try percent() == "0")
  }

  /// A hotfix during the pause: the rollout goes on with another version.
  private func hotfix() throws {
    try pause("--group fleet")
    try shop.expect("add @update.gz \(app) --version 1.1.1")
    let run = try shop.expect("promote 1.1.1 \(app) --channel stable --first-to 1.1")
    #expect(run.output.contains("rollouts go on"))
  }

  @Test("goes on with a hotfix that was promoted during the pause from where the rollout stopped")
  func hotfixWhilePaused() throws {
    try hotfix()
    let run = try shop.expect("resume \(app) --group fleet")
    #expect(
      run.errors.contains("rollout of 1.1.1 amd64 went on while it was paused: it was at 33.3% at "), "\(run.errors)")
    for command in Self.commands(run.errors).filter({ !$0.contains("-first-") }) { try shop.expect(command) }
    #expect(try percent() == "33")
  }

  @Test(
    "says nothing of a rollout that went on, to those who have said where it goes on",
    arguments: [nil, 24, 18])
  func hotfixWhereItStopped(hours: Double?) throws {
    try hotfix()
    let option = hours.map { "--stopped-at \(Workshop.ago($0))" } ?? ""
    let run = try shop.expect("resume \(app) --group fleet --where-it-stopped \(option)")
    #expect(run.output.contains("the rollout of 1.1.1 amd64 goes on at "), "\(run.output)")
    #expect(!run.errors.contains("went on while"), "\(run.errors)")
    #expect(try percent() == (hours == 18 ? "41" : "33"))
  }

  @Test("begins anew what was promoted during the pause without --first-to")
  func promotedWhilePaused() throws {
    try pause("--group fleet")
    try shop.expect("add @update.gz \(app) --version 1.2 --channel stable")
    #expect(!(try shop.expect("resume \(app) --group fleet").errors.contains("went on")))
    #expect(try percent() == "0")
  }

  @Test("says nothing where nothing went on that can be seen")
  func short() throws {
    try shop.age(since: 48)
    try shop.expect("pause \(app) --group fleet")
    try shop.age(lastChange: 0.01)
    #expect(try shop.expect("resume \(app) --group fleet").errors == "")
  }

  @Test("suggests a command that works where another group counts from the same promotion")
  func hold() throws {
    try shop.expect("group add lab \(app) --channel stable --track lab --over P3D")
    try pause("--group fleet")
    let run = try shop.expect("resume \(app) --group fleet --where-it-stopped", exit: 1)
    let commands = Self.commands(run.errors)
    #expect(commands.count == 1)
    for command in commands { try shop.expect(command) }
    try shop.expect("resume \(app) --group fleet")
    #expect(try shop.appXML().contains("<rollout percent=\"33.33"))
  }

  @Test(
    "refuses where two groups that count from the same promotion were paused at different shares",
    arguments: ["--group fleet", "--group lab", "--group fleet --group lab"])
  func differentShares(groups: String) throws {
    try shop.expect("group add lab \(app) --channel stable --track lab --over P3D")
    try shop.age(since: 48)
    for (group, hours) in [("lab", 24.0), ("fleet", 12)] {
      try shop.expect("pause \(app) --group \(group)")
      try shop.age(lastChange: hours)
    }
    let text = try shop.appXML()
    let run = try shop.expect("resume \(app) \(groups) --where-it-stopped", exit: 1)
    let other = groups == "--group fleet" ? "33.3%" : "50%"
    #expect(run.errors.contains("stopped at \(other) and counts from the same promotion"), "\(run.errors)")
    #expect(try shop.appXML() == text)
    // What is shown helps.
    for command in Self.commands(run.errors) { try shop.expect(command) }
    try shop.expect("resume \(app) --group fleet --group lab --where-it-stopped")
    let shares = try (percent("lab"), percent())
    #expect(shares == ("33", "50"))
  }

  @Test("goes on where both stopped when they were paused one right after the other")
  func sameShares() throws {
    try shop.expect("group add lab \(app) --channel stable --track lab --over P3D")
    try shop.age(since: 24)
    try shop.expect("pause \(app) --group fleet")
    try shop.expect("pause \(app) --group lab")
    try shop.expect("resume \(app) --group fleet --where-it-stopped")
    try shop.expect("resume \(app) --group lab")
    #expect(try percent("lab") == "33")
  }
}
