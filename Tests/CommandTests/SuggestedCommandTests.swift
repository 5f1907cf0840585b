import Foundation
import Testing
import TestSupport

/// Where the environment names another app, a command that a message shows still acts on the app that the message is about.
@Suite("The commands that messages show")
struct SuggestedCommandTests {
  let shop: Workshop

  init() throws {
    shop = try Workshop()
    try shop.folder.write("hello", to: "update.gz")
    for app in ["a.b", "c.d"] {
      for version in ["1.0", "1.1"] { try shop.expect("add @update.gz --app \(app) --version \(version)") }
      try shop.expect("promote 1.1 --app \(app) --channel stable")
    }
    try shop.expect("pause --app c.d")
  }

  /// Runs a command line that a shell reads, with `OMAHA_APP` for the other app and no `OMAHA_ROOT`.
  private func shell(_ line: String) throws -> Run {
    let line = line.replacing("omaha-pkg", with: "'\(Program.omahaPkg)'")
    return try Program.run("/bin/sh", ["-c", line], environment: ["OMAHA_APP": "c.d", "OMAHA_ROOT": "/nonexistent"])
  }

  /// The commands in backquotes.
  private func commands(_ text: String) -> [String] {
    text.split(separator: "`").enumerated().filter { $0.offset % 2 == 1 }.map { String($0.element) }
  }

  @Test("name app and repository, so that `undo` cannot take back another app's pause")
  func undo() throws {
    let other = try shop.folder.text("root/catalog/c.d/app.xml")
    try shop.expect("promote 1.0 --app a.b --channel stable --backwards")
    try shop.expect("promote 1.1 --app a.b --channel stable")
    let run = try shell("omaha-pkg promote 1.0 --channel stable --app a.b --root \(shop.root)")
    #expect(run.status == 1)
    let hint = try #require(commands(run.errors).first)
    #expect(hint == "omaha-pkg undo 3 --app a.b --root \(shop.root)")
    let undo = try shell(hint)
    #expect(undo.status == 0 && undo.output.hasPrefix("change 3 of a.b is undone now"), "\(undo.output)\(undo.errors)")
    #expect(try shop.folder.text("root/catalog/c.d/app.xml") == other)
  }

  @Test("are quoted as a shell takes them")
  func quoted() throws {
    let root = "--root \(shop.root)"
    #expect(try shell("omaha-pkg channel add 'it is \"$x\"' --app a.b \(root)").status == 0)
    let run = try shell("omaha-pkg pause --group 'it is \"$x\"' --app a.b \(root)")
    #expect(run.status == 66, "\(run.errors)")
    let missing = try shell("omaha-pkg pin set 1.0 --group 'it is \"$x\"' --app a.b \(root)")
    let hint = try #require(commands(missing.errors).first)
    let added = try shell(hint)
    #expect(added.status == 0, "\(hint)\n\(added.errors)")
    #expect(try shop.folder.text("root/catalog/a.b/app.xml").contains("<group name=\"it is &quot;$x&quot;\""))
  }

  @Test("tell names that begin with a dash from options", arguments: ["-x", "--y z", "--foo"])
  func dashes(name: String) throws {
    let end = "--app a.b --root \(shop.root)"
    let paused = try shell("omaha-pkg group add --channel stable --track t --paused \(end) -- '\(name)'")
    #expect(paused.status == 0, "\(paused.errors)")
    let pinned = try shell("omaha-pkg pin set 1.0 '--group=\(name)' \(end)")
    let removed = try shell("omaha-pkg remove 1.0 \(end)")
    for (run, begin) in [(pinned, "resume"), (removed, "pin remove")] {
      let hint = try #require(commands(run.errors).first { $0.hasPrefix("omaha-pkg \(begin)") }, "\(run.errors)")
      let followed = try shell(hint)
      #expect(followed.status == 0 && followed.output.hasSuffix(" now\n"), "\(hint)\n\(followed.errors)")
    }
    // As an argument it stands behind all options.
    if name == "--foo" { return }
    #expect(try shell("omaha-pkg channel add \(end) -- '\(name)2'").status == 0)
    let missing = try shell("omaha-pkg pin set 1.0 '--group=\(name)2' \(end)")
    let added = try shell(try #require(commands(missing.errors).first))
    #expect(added.status == 0, "\(missing.errors)\n\(added.errors)")
  }

  @Test(
    "name the app",
    arguments: [
      ("promote 9.9 --channel stable", "omaha-pkg list"), ("group set nosuch --oem x", "omaha-pkg group list"),
      ("promote 1.1 --channel stable --expect-current 1.1", ""), ("pause --channel nosuch", "omaha-pkg channel list"),
      ("promote 1.0 --channel stable --expect-current 1.0", "omaha-pkg history"), ("undo 99", "omaha-pkg history"),
      ("remove 1.1", ""), ("floor set 1.0 --reason x", "omaha-pkg floor add 1.0"),
      ("pin set 1.0 --group nosuch", "omaha-pkg group list"),
    ])
  func app(line: String, begin: String) throws {
    let run = try shell("omaha-pkg \(line) --app a.b --root \(shop.root)")
    let found = commands(run.errors)
    #expect(begin.isEmpty || found.contains { $0.hasPrefix(begin) }, "\(run.errors)")
    for command in found {
      #expect(command.contains(" --app a.b") && command.hasSuffix(" --root \(shop.root)"), "\(command)")
    }
  }
}
