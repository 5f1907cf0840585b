import Foundation
import TestSupport
import Testing

/// `--machines`: a path as a shell means it, and a copy beside `app.xml` for each group.
@Suite("A group's list of machines")
struct MachineListTests {
  let shop: Workshop
  let app = "--app com.example.agent"
  let beside = "root/catalog/com.example.agent"

  init() throws {
    shop = try Workshop()
    try shop.folder.write("hello", to: "update.gz")
    try shop.expect("add @update.gz \(app) --version 1.0 --channel stable")
  }

  /// Runs `omaha-pkg` in the operator's folder.
  private func there(_ words: String) throws -> Run {
    try Program.run(
      "/bin/sh", ["-c", "cd '\(shop.folder.path)' && exec '\(Program.omahaPkg)' \(words)"],
      environment: ["OMAHA_ROOT": shop.root])
  }

  /// The name of the list that a group selects by.
  private func file(of group: String) throws -> String {
    let text = try shop.appXML()
    let element = try #require(text.range(of: "<group name=\"\(group)\""))
    let match = try #require(text[element.upperBound...].firstMatch(of: #/<machines file="([^"]*)"/#))
    return String(match.1)
  }

  @Test("A name without a slash is a file of the folder one is in, never one beside app.xml")
  func relative() throws {
    try shop.folder.write("mine\n", to: "list")
    try shop.folder.write("theirs\n", to: "\(beside)/list")
    #expect(try there("group add one \(app) --channel stable --machines list").status == 0)
    #expect(try shop.folder.text("\(beside)/\(file(of: "one"))") == "mine\n")
    #expect(try shop.folder.text("\(beside)/list") == "theirs\n")
    try FileManager.default.removeItem(atPath: shop.folder.path + "/list")
    let run = try there("group set one \(app) --machines list")
    #expect(run.status == 66)
    #expect(run.errors.contains("there is no list of machines \"list\""), "\(run.errors)")
    #expect(run.errors.contains("there is one beside app.xml"), "\(run.errors)")
  }

  @Test("Two groups with lists of the same file name each keep their own")
  func own() throws {
    try shop.folder.write("m1\n", to: "one/list")
    try shop.folder.write("m2\n", to: "two/list")
    for group in ["one", "two"] {
      try shop.change("group add \(group) \(app) --channel stable --machines @\(group)/list")
    }
    #expect(try shop.folder.text("\(beside)/\(file(of: "one"))") == "m1\n")
    #expect(try shop.folder.text("\(beside)/\(file(of: "two"))") == "m2\n")
    // Also when a person let both share one.
    let shared = try shop.appXML().replacing("file=\"two.txt\"", with: "file=\"one.txt\"")
    try shop.folder.write(shared, to: "\(beside)/app.xml")
    try shop.folder.write("m3\n", to: "three/list")
    try shop.change("group set two \(app) --machines @three/list")
    #expect(try shop.folder.text("\(beside)/\(file(of: "one"))") == "m1\n")
    #expect(try shop.folder.text("\(beside)/\(file(of: "two"))") == "m3\n")
  }

  @Test("The difference of a list is shown, also by --dry-run")
  func difference() throws {
    let machines = (1...20).map { "m\($0)" }
    try shop.folder.write(machines.prefix(15).joined(separator: "\n"), to: "list")
    let add = try shop.expect("group add one \(app) --channel stable --machines @list")
    #expect(add.output.contains(" as one.txt: +15 −0 machines\n") && add.errors == "", "\(add.output)\(add.errors)")
    try shop.folder.write(machines.dropFirst(3).joined(separator: "\n") + "\n{M2A}\n", to: "list")
    let dry = try shop.expect("group set one \(app) --machines @list --dry-run")
    #expect(dry.errors.contains("would copy list beside app.xml as one.txt: +6 −3 machines"), "\(dry.errors)")
    let set = try shop.expect("group set one \(app) --machines @list")
    #expect(set.output.contains("as one.txt: +6 −3 machines\ngroup one is set"), "\(set.output)")
    #expect(try shop.expect("history \(app) --limit 1").output.contains("one.txt: +6 −3 machines"))
    let twice = machines.dropFirst(3).map { "\($0) # rack\n\($0.uppercased())\n\n" }
    try shop.folder.write(twice.joined() + "m2a\n", to: "twice")
    try shop.expect("group set one \(app) --machines @twice")
    #expect(try shop.expect("history \(app) --limit 1").output.contains("one.txt: +0 −0 machines"))
    try shop.expect("group set one \(app) --machines @list")
    let foretold = try shop.expect("undo \(app) --dry-run")
    #expect(foretold.errors.contains("would bring one.txt beside app.xml back: +0 −0 machines"), "\(foretold.errors)")
    try shop.folder.write("m9\n", to: "other")
    try shop.expect("group set one \(app) --machines @other")
    let json = try shop.expect("undo \(app) --dry-run --format json").output
    #expect(json.contains("\"would bring one.txt beside app.xml back: +17 −0 machines\""), "\(json)")
    #expect(try shop.expect("undo \(app)").output.contains("one.txt beside app.xml is what it was: +17 −0 machines\n"))
    #expect(try shop.expect("group set one \(app) --machines @list").output == "group one is set already\n")
  }

  @Test("A bundle's policy that differs in a list only is a change, and its difference is shown, also by --dry-run")
  func bundled() throws {
    let machines = (1...19).map { "m\($0)" }
    try shop.folder.write(machines.prefix(12).joined(separator: "\n"), to: "list")
    try shop.expect("group add one \(app) --channel stable --machines @list")
    try shop.expect("export --policy --output @y.tar")
    try shop.folder.write(machines.dropFirst(2).joined(separator: "\n"), to: "list")
    try shop.expect("group set one \(app) --machines @list")
    let before = try Snapshot(shop).files
    let dry = try shop.expect("import @y.tar --policy --dry-run")
    #expect(dry.errors.contains("would make one.txt beside app.xml that of the bundle: +2 −7 machines\n"))
    #expect(!dry.errors.contains("no change") && !dry.output.contains("nothing would change"), "\(dry.output)")
    let json = try shop.expect("import @y.tar --policy --dry-run --format json").output
    #expect(json.contains("\"changed\" : true") && json.contains("+2 −7 machines\""), "\(json)")
    #expect(try Snapshot(shop).files == before)
    let done = "one.txt beside app.xml is that of the bundle now: +2 −7 machines\npolicy of com.example.agent is"
    #expect(try shop.expect("import @y.tar --policy").output.contains(done))
    #expect(try shop.expect("import @y.tar --policy").output.hasSuffix("nothing changed\n"))
    let again = try shop.expect("import @y.tar --policy --dry-run")
    #expect(again.output.hasSuffix("nothing would change\n") && !again.errors.contains("no change"))
    try shop.expect("undo \(app)")
    #expect(try Snapshot(shop).files == before)
  }

  @Test("A list that a person keeps beside app.xml works, and stays when the group gets another")
  func handmade() throws {
    try shop.folder.write("m1\n", to: "\(beside)/people.txt")
    try shop.expect("group add lab \(app) --channel stable")
    let text = try shop.appXML().replacing(
      "<group name=\"lab\" channel=\"stable\"/>",
      with: "<group name=\"lab\" channel=\"stable\"><machines file=\"people.txt\"/></group>")
    try shop.folder.write(text, to: "\(beside)/app.xml")
    #expect(try shop.expect("group list \(app)").output.contains("1 machine in people.txt"))
    try shop.folder.write("m1\nm2\n", to: "\(beside)/people.txt")
    #expect(try shop.expect("group list \(app)").output.contains("2 machines in people.txt"))
    try shop.folder.write("m3\n", to: "list")
    try shop.change("group set lab \(app) --machines @list")
    #expect(try file(of: "lab") == "lab.txt")
    #expect(try shop.folder.text("\(beside)/people.txt") == "m1\nm2\n")
    // What is changed by hand goes on working, and is the list that the next one is compared with.
    try shop.folder.write("m3\nm4\n", to: "\(beside)/lab.txt")
    #expect(try shop.expect("group list \(app)").output.contains("2 machines in lab.txt"))
    #expect(try shop.expect("group set lab \(app) --machines @list").output.contains("+0 −1 machines"))
    let removed = try shop.expect("group remove lab \(app)")
    #expect(removed.output.hasPrefix("removed lab.txt beside app.xml\ngroup lab is removed"))
    #expect(!shop.folder.has("\(beside)/lab.txt"))
    #expect(shop.folder.has("\(beside)/people.txt"))
  }

  @Test("A list that is taken away is removed; one that another group selects by is not")
  func removed() throws {
    try shop.folder.write("m1\n", to: "list")
    try shop.change("group add one \(app) --channel stable --machines @list")
    try shop.change("group set one \(app)", ["--machines", ""])
    #expect(!shop.folder.has("\(beside)/one.txt"))
    try shop.expect("group set one \(app) --machines @list")
    try shop.expect("group add two \(app) --channel stable --machines @list")
    let shared = try shop.appXML().replacing("file=\"two.txt\"", with: "file=\"one.txt\"")
    try shop.folder.write(shared, to: "\(beside)/app.xml")
    try shop.expect("group remove one \(app)")
    #expect(shop.folder.has("\(beside)/one.txt"))
    try shop.expect("check")
  }

  @Test(
    "A group of any name has a list, and no file of somebody else's is written",
    arguments: [
      "../../evil", ".hidden", "-rf", "a b", "releases", "app.xml", "Prüfung", String(repeating: "x", count: 128),
    ])
  func names(group: String) throws {
    try shop.folder.write("m1\n", to: "list")
    let before = Set(shop.folder.files().filter { !$0.hasSuffix(".jsonl") })
    try shop.expect("group add \(app) --channel stable --machines @list --", [group])
    let new = Set(shop.folder.files().filter { !$0.hasSuffix(".jsonl") }).subtracting(before)
    #expect(new == ["\(beside)/\(try #require(new.first).split(separator: "/").last ?? "")"])
    #expect(try shop.folder.text(try #require(new.first)) == "m1\n")
    try shop.expect("group remove \(app) --", [group])
    #expect(Set(shop.folder.files().filter { !$0.hasSuffix(".jsonl") }) == before)
  }

  @Test("What lies where a list would is not replaced")
  func taken() throws {
    try shop.folder.write("m1\n", to: "list")
    try shop.folder.write("notes\n", to: "\(beside)/one.txt")
    try shop.folder.write("x", to: "\(beside)/one-2.txt/x")
    try shop.change("group add one \(app) --channel stable --machines @list")
    #expect(try file(of: "one") == "one-3.txt")
    #expect(try shop.folder.text("\(beside)/one.txt") == "notes\n")
  }

  @Test(
    "Killed at any step, a group has its old list with its old settings or the new one with the new",
    .enabled(if: Strace.isUsable), .enabled(if: FullRun.isOn), arguments: ["write", "fsync", "renameat", "unlinkat"])
  func killed(call: String) throws {
    let strace = try #require(Program.installed("strace"))
    try shop.folder.write("m1\n", to: "old")
    try shop.folder.write("m2\n", to: "new")
    try shop.expect("group add one \(app) --channel stable --machines @old --poll-interval 3600")
    let command = "group set one \(app) --machines @new --poll-interval 7200"
    var kills = 0
    for number in 1...40 {
      let other = try Workshop(copying: shop)
      let run = try other.run(command, under: strace, Faults.injection(call, "signal=KILL", number: number))
      let text = try other.appXML()
      let match = try #require(text.firstMatch(of: #/<machines file="([^"]*)"/#))
      let list = try other.folder.text("\(beside)/\(match.1)")
      #expect(list == (text.contains("7200") ? "m2\n" : "m1\n"), "\(call) \(number)")
      try other.expect("check")
      try other.expect(command)
      #expect(try other.appXML().contains("7200"))
      #expect(other.folder.files().filter { $0.contains("omaha-tmp") } == [])
      guard run.status == 128 + SIGKILL else {
        #expect(run.status == 0, "\(run.errors)")
        break
      }
      kills += 1
    }
    #expect(kills > 0 && kills < 40, "\(kills)")
  }

  @Test("An undo of the group takes its list along, also one that was changed in its place since")
  func undone() throws {
    try shop.folder.write("a\n", to: "list")
    try shop.expect("group add one \(app) --channel stable --machines @list")
    let first = try #require(try shop.expect("history \(app)").output.split(separator: " ").first.flatMap { Int($0) })
    try shop.folder.write("b\n", to: "list")
    try shop.expect("group set one \(app) --machines @list")
    #expect(shop.folder.has("\(beside)/one.txt"))
    try shop.expect("undo \(first) \(app)")
    #expect(!shop.folder.has("\(beside)/one.txt"))
  }

  @Test("A list that a killed command was to remove goes with the next change; one that a person wrote stays")
  func left() throws {
    try shop.folder.write("a\n", to: "list")
    for content in ["a\n", "mine\n"] {
      try shop.expect("group add one \(app) --channel stable --machines @list")
      try shop.expect("group remove one \(app)")
      #expect(!shop.folder.has("\(beside)/one.txt"))
      // As it is after a kill between the two steps.
      try shop.folder.write(content, to: "\(beside)/one.txt")
      try shop.expect("group add two \(app) --channel stable --track \(content == "a\n" ? "x" : "y")")
      #expect(shop.folder.has("\(beside)/one.txt") == (content != "a\n"))
      try shop.expect("group remove two \(app)")
    }
  }
}
