import Foundation
import Testing
import TestSupport

/// What stands in a catalog may be text of strangers, of a mirrored server or an imported app.xml. A shell that completes it inserts it,
/// and runs nothing of it.
@Suite("A shell completes text of strangers")
struct HostileCompletionTests {
  let shop: ShellWorkshop

  /// Each begins with a letter of its own, which is typed.
  private let reasons: [String]
  private let channels: [String]
  private let groups: [String]
  /// In the folder where the shell runs.
  private static let touch = "touch ran"

  init() throws {
    let touch = Self.touch
    let reasons = [
      "a$(\(touch))", "b`\(touch)`", "c\"d'e\\f", "d  ~h *i ?j [k]", "e: loop, see #12", "f{o,p}$HOME", "g;r&s|t<u>v",
      "hw#x!!y", "j\u{301}'\u{301}$(\(touch))", "k\\n\\t\\\\z", "l=m=n", "'m$(\(touch))", "\"n$(\(touch))", "\\o",
      "~/p", "$(\(touch))",
    ]
    let names = ["a$(\(touch))", "b`\(touch)`", "c:d", "e'f\"g", "h=i"]
    (self.reasons, channels, groups) = (reasons, names, names)
    shop = try ShellWorkshop { shop in
      try shop.folder.write("hello", to: "update.gz")
      try shop.expect("add @update.gz --app com.example.agent --version 1.0 --channel stable")
      for (index, reason) in reasons.enumerated() {
        try shop.expect("block add 9.\(index) --channel stable --reason", [reason])
      }
      for name in names {
        try shop.expect("channel add", [name])
        try shop.expect("group add --channel stable --track", [name, name])
      }
    }
  }

  @Test("every value as it is, also in quotes", arguments: Shell.allCases)
  func values(shell: Shell) throws {
    var cases: [(keys: String, words: String)] = []
    for reason in reasons where reason.first?.isLetter == true {
      let words = "[omaha-pkg][floor][set][1.0][--reason][\(reason)]"
      for quote in ["", "'", "\""] {
        cases.append(("omaha-pkg floor set 1.0 --reason \(quote)\(reason.prefix(1))<TAB>", words))
      }
    }
    for (option, names) in [("channel", channels), ("group", groups)] {
      for name in names {
        cases.append(
          ("omaha-pkg pause --\(option) \(name.prefix(1))<TAB>", "[omaha-pkg][pause][--\(option)][\(name)]"))
      }
    }
    let typed = try shop.type(cases.map(\.keys), in: shell)
    #expect(typed == cases.map(\.words))
    // Whatever their first characters do to a shell, they are not run.
    _ = try shop.type(["omaha-pkg floor set 1.0 --reason <TAB><TAB>", "omaha-pkg pause --group <TAB><TAB>"], in: shell)
    #expect(!FileManager.default.fileExists(atPath: shop.shop.folder.path(of: "ran")))
  }

  @Test("values that bash takes for several words", arguments: Shell.allCases)
  func broken(shell: Shell) throws {
    let cases = [
      ("omaha-pkg pause --channel=st<TAB>", "[omaha-pkg][pause][--channel=stable]"),
      ("omaha-pkg pause --channel=c<TAB>", "[omaha-pkg][pause][--channel=c:d]"),
      ("omaha-pkg pause --channel=\"st<TAB>", "[omaha-pkg][pause][--channel=stable]"),
      ("omaha-pkg floor set 1.0 --reason='d <TAB>", "[omaha-pkg][floor][set][1.0][--reason=d  ~h *i ?j [k]]"),
      ("omaha-pkg pause --channel c:<TAB>", "[omaha-pkg][pause][--channel][c:d]"),
      ("omaha-pkg pause --channel h=<TAB>", "[omaha-pkg][pause][--channel][h=i]"),
      (
        "omaha-pkg pause --app=com.example.agent --group c\\:<TAB>",
        "[omaha-pkg][pause][--app=com.example.agent][--group][c:d]"
      ),
      ("omaha-pkg floor set 1.0 --reason 'e: <TAB>", "[omaha-pkg][floor][set][1.0][--reason][e: loop, see #12]"),
    ]
    #expect(try shop.type(cases.map(\.0), in: shell) == cases.map(\.1))
  }

  @Test("in a folder whose subfolders have the names of commands and values", arguments: Shell.allCases)
  func folders(shell: Shell) throws {
    let folder = try TemporaryFolder()
    for name in ["stable", "promote", "rollout"] { try folder.write("", to: "\(name)/file") }
    let cases = [
      ("omaha-pkg pause --channel st<TAB>", "[omaha-pkg][pause][--channel][stable]"),
      ("omaha-pkg prom<TAB>", "[omaha-pkg][promote]"),
      // zsh takes the slash away again.
      ("omaha-pkg inspect ro<TAB>", "[omaha-pkg][inspect][rollout\(shell == .zsh ? "" : "/")]"),
    ]
    #expect(try shop.type(cases.map(\.0), in: shell, from: folder.path) == cases.map(\.1))
  }
}
