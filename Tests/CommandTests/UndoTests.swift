import Foundation
import Testing
import TestSupport

@Suite("omaha-pkg undo and history")
struct UndoTests {
  let shop: Workshop
  let app = "--app com.example.agent"
  static let log = "root/catalog/com.example.agent/history.jsonl"

  init() throws {
    shop = try Workshop()
    try shop.folder.write("hello", to: "update.gz")
    for version in ["1.0", "1.1", "1.2"] { try shop.expect("add @update.gz \(app) --version \(version)") }
    try shop.expect("promote 1.0 \(app) --channel stable")
    try shop.expect("group add fleet \(app) --channel stable --track stable --over P3D")
  }

  @Test("a channel that is promoted away and back goes on where it was, its moment too")
  func awayAndBack() throws {
    try shop.expect("promote 1.1 \(app) --channel stable")
    let day = try shop.appXML().replacing(#/since="[^"]*"/#, with: "since=\"2026-11-20T10:00:00Z\"")
    try shop.folder.write(day, to: "root/catalog/com.example.agent/app.xml")
    try shop.expect("promote 1.2 \(app) --channel stable")
    #expect(
      try shop.expect("undo \(app)").output
        == "change 4 of com.example.agent is undone now: promote 1.2 --app com.example.agent --channel stable\n")
    #expect(try shop.appXML() == day)
    // A pipeline that is run again undoes no more.
    let again = try shop.expect("undo \(app)")
    #expect(again.output == "change 4 of com.example.agent is undone already\n")
    #expect(try shop.appXML() == day)
  }

  @Test("what is undone already is not what to undo next")
  func hint() throws {
    try shop.expect("promote 1.1 \(app) --channel stable")
    try shop.expect("undo \(app)")
    try shop.expect("pause \(app)")
    try shop.expect("undo \(app)")
    let note = try shop.expect("undo \(app)").errors
    #expect(note.contains("note: `omaha-pkg undo 2 --app com.example.agent` takes back"), "\(note)")
  }

  @Test("promoting back by hand says what is lost and how to have it")
  func note() throws {
    try shop.age(since: 24)
    let old = try shop.appXML()
    try shop.expect("promote 1.1 \(app) --channel stable")
    let run = try shop.expect("promote 1.0 \(app) --channel stable --backwards")
    #expect(
      run.errors.contains(
        "and its rollouts begin again; to let them go on as they were: `omaha-pkg undo 3 --app com.example.agent`"))
    try shop.expect("undo 3 \(app)")
    #expect(try shop.appXML() == old)
    #expect(try shop.expect("undo 3 \(app)").output == "change 3 of com.example.agent is undone already\n")
    // The undo itself is a change that can be undone.
    try shop.expect("undo 5 \(app)")
    #expect(try shop.appXML().contains("version=\"1.0\""))
    #expect(try shop.appXML() != old)
  }

  @Test("history tells who did what, when and how, the newest first")
  func history() throws {
    try shop.expect("block add 1.1 \(app)", ["--reason", "it's bad"])
    let lines = try shop.expect("history \(app) --limit 1").lines
    #expect(lines.count == 2)
    let first = try #require(lines.first)
    #expect(
      first.wholeMatch(
        of:
          #/3  \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ  \S.*  omaha-pkg block add 1.1 --app com.example.agent --reason 'it'\\''s bad'/#
      )
        != nil, "\(first)")
    #expect(lines.last == "  +    <block version=\"1.1\" reason=\"it&apos;s bad\"/>")
    let all = try shop.expect("history \(app) --format json").output
    let changes = try JSONDecoder().decode([Described].self, from: Data(all.utf8))
    #expect(changes.map(\.number) == [3, 2, 1])
    #expect(changes.allSatisfy { $0.diff.hasPrefix("--- app.xml\n+++ app.xml\n@@ ") })
    #expect(try shop.expect("history --app com.example.other", exit: 66).output == "")
  }

  private struct Described: Decodable {
    let number: Int
    let diff: String
  }

  @Test("a change that is only shown, or is none, is not in the history")
  func noChange() throws {
    let before = try shop.folder.text(Self.log)
    try shop.expect("promote 1.1 \(app) --channel stable --dry-run")
    try shop.expect("promote 1.0 \(app) --channel stable")
    try shop.expect("undo \(app) --dry-run")
    #expect(try shop.folder.text(Self.log) == before)
  }

  @Test("what was edited by hand since is not taken back")
  func byHand() throws {
    let edited = try shop.appXML().replacing("<app ", with: "<app name=\"agent\" ")
    try shop.folder.write(edited, to: "root/catalog/com.example.agent/app.xml")
    let run = try shop.expect("undo \(app)", exit: 1)
    #expect(run.errors.contains("app.xml of com.example.agent was changed by hand after change 2"), "\(run.errors)")
    #expect(try shop.appXML() == edited)
  }

  @Test("an undo that would not load is refused, and one of nothing says so")
  func impossible() throws {
    try shop.expect("promote 1.1 \(app) --channel stable")
    try shop.expect("remove 1.0 \(app)")
    let refused = try shop.expect("undo \(app)", exit: 1).errors
    #expect(refused.contains(" removed a release and its payload, for good"), "\(refused)")
    let change = try #require(refused.firstMatch(of: #/change ([0-9]+)/#))
    let number = try #require(Int(change.1))
    #expect(try shop.expect("history \(app)").output.contains("  removed releases/1.0_amd64.xml\n"))
    #expect(
      try shop.expect("undo \(number - 1) \(app)", exit: 78).errors.contains("there is no release of 1.0 for amd64"))
    try shop.expect("undo 17 \(app)", exit: 66)
    try shop.expect("add @update.gz --app org.other --version 1.0")
    #expect(try shop.expect("undo --app org.other", exit: 66).errors.contains("no change of org.other is known"))
  }

  @Test("what prune removed is in the history, and the change before it is still the last that undo takes back")
  func pruned() throws {
    try shop.expect("promote 1.1 \(app) --channel stable")
    for version in ["0.8", "0.9"] { try shop.expect("add @update.gz \(app) --version \(version)") }
    try shop.expect("prune --keep 2 \(app)")
    let history = try shop.expect("history \(app)").output
    #expect(history.contains("omaha-pkg prune --keep 2"), "\(history)")
    for version in ["0.8", "0.9"] { #expect(history.contains("  removed releases/\(version)_amd64.xml\n")) }
    #expect(!(try shop.folder.text(Self.log).contains("<release")))
    try shop.expect("prune --keep 2 \(app)")
    #expect(try shop.expect("history \(app)").output == history)
    let undo = try shop.expect("undo \(app)")
    #expect(undo.output.contains("is undone now: promote 1.1 ") && undo.errors.contains("stay so"), "\(undo.errors)")
    try shop.expect("prune --keep 2 \(app)")
    #expect(try shop.expect("undo \(app)").output.contains("is undone already\n"))
  }

  @Test("a list of machines is taken back with the group")
  func list() throws {
    try shop.folder.write("m1\n", to: "lab.txt")
    try shop.expect("group add lab \(app) --channel stable --machines @lab.txt")
    try shop.folder.write("m1\nm2\nm3\n", to: "lab.txt")
    try shop.expect("group set lab \(app) --machines @lab.txt --oem azure")
    #expect(try shop.expect("history \(app) --limit 1").output.contains(": +2 −0 machines"))
    try shop.expect("undo \(app)")
    #expect(try shop.expect("group list \(app)").output.contains("1 machine in"))
    #expect(try !shop.appXML().contains("azure"))
    let lists = { shop.folder.files().filter { $0.hasPrefix("root/catalog/") && $0.hasSuffix(".txt") } }
    #expect(lists() == ["root/catalog/com.example.agent/lab.txt"])
    #expect(try shop.folder.text(lists()[0]) == "m1\n")
    let number = try #require(
      try shop.expect("history \(app)").lines.first { $0.contains("group add lab") }?.split(separator: " ").first)
    try shop.expect("undo \(number) \(app)")
    #expect(lists() == [])
  }

  @Test("a damaged history keeps nothing from being changed, and the whole lines of it are kept")
  func damaged() throws {
    let lines = try shop.folder.text(Self.log).split(separator: "\n")
    try shop.folder.write(lines[0] + "\n\u{1}{\"number\":7\n[]\n{}\n", to: Self.log)
    try shop.expect("promote 1.1 \(app) --channel stable")
    #expect(try shop.expect("history \(app)").lines.filter { $0.first != " " }.map(\.first) == ["2", "1"])
  }

  @Test("the history stays small: old changes are dropped, the last one is always kept", arguments: [0, 20_000])
  func bounded(padding: Int) throws {
    let last = try #require(try shop.folder.text(Self.log).split(separator: "\n").last)
      .replacing("\"command\":\"", with: "\"command\":\"" + String(repeating: "x", count: padding))
    let many = (3...500).map { last.replacing("\"number\":2", with: "\"number\":\($0)") }
    try shop.folder.write(many.joined(separator: "\n") + "\n", to: Self.log)
    try shop.expect("promote 1.1 \(app) --channel stable")
    let kept = try shop.folder.text(Self.log)
    #expect(kept.utf8.count <= 1 << 20)
    let count = kept.split(separator: "\n").count
    #expect(padding == 0 ? count == 200 : (2..<200).contains(count))
    #expect(try shop.expect("history \(app) --limit 1").output.hasPrefix("501  "))
  }

  @Test(
    "a change that was killed before it was made is not in the history, and the next one is undone whole",
    .enabled(if: Strace.isUsable), arguments: 1...4)
  func killed(rename: Int) throws {
    let strace = try #require(Program.installed("strace"))
    let old = try shop.appXML()
    let inject = ["-f", "-qq", "-o", "/dev/null", "-e", "inject=renameat:signal=KILL:when=\(rename)"]
    _ = try Program.run(
      strace, inject + [Program.omahaPkg] + shop.arguments("promote 1.1 \(app) --channel stable"),
      environment: ["OMAHA_ROOT": shop.root])
    let isMade = try shop.appXML() != old
    #expect(try shop.expect("history \(app)").lines.filter { $0.first != " " }.count == (isMade ? 3 : 2))
    try shop.expect("promote 1.1 \(app) --channel stable")
    try shop.expect("undo \(app)")
    #expect(try shop.appXML() == old)
  }
}
