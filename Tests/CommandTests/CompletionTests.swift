import Foundation
import Testing
import TestSupport

/// Completion of values, typed at a terminal.
@Suite("A shell completes")
struct CompletionTests {
  enum Shell: String, CaseIterable {
    case bash, zsh, fish

    /// The name of the file that the shell wants.
    var file: String { self == .zsh ? "_omaha-pkg" : "omaha-pkg.\(rawValue)" }
  }

  let shop: Workshop
  private let other: Workshop

  init() throws {
    shop = try Workshop { shop in
      try shop.folder.write("hello", to: "update.gz")
      for version in ["1.0", "2.0", "3.4.5"] {
        try shop.expect("add @update.gz --app com.example.agent --version \(version) --channel stable")
      }
      try shop.expect("channel add --app com.example.agent", ["lts 2024"])
      try shop.expect("group add canary --app com.example.agent --channel stable --track canary")
      try shop.expect("floor add 1.0 --app com.example.agent --channel stable --reason", ["new layout"])
      try shop.expect("block add 2.0 --app com.example.agent --channel stable --reason", ["it's bad"])
      try shop.expect("add @update.gz --app org.example.tool --version 7.0 --channel nightly")
      for shell in Shell.allCases {
        try shop.folder.write(
          try shop.expect("--generate-completion-script \(shell.rawValue)").output, to: "completions/\(shell.file)")
      }
    }
    other = try Workshop(for: "CompletionTests.other") { shop in
      try shop.folder.write("hello", to: "update.gz")
      try shop.expect("add @update.gz --app net.example.other --version 9.0 --channel preview")
    }
  }

  /// What each line of keys comes to.
  private func type(_ keys: [String], in shell: Shell, environment: [String: String] = [:]) throws -> [String] {
    let path = "\(Program.directory):\(ProcessInfo.processInfo.environment["PATH"] ?? "")"
    let run = try Program.run(
      "\(Program.top)/Tests/CommandTests/Support/type-in-shell",
      [shell.rawValue, shop.folder.path(of: "completions")] + keys,
      environment: ["OMAHA_ROOT": shop.root, "PATH": path].merging(environment) { $1 })
    #expect(run.status == 0, "\(run.errors)")
    return run.lines
  }

  @Test("apps, channels, groups, versions and reasons of the repository", arguments: Shell.allCases)
  func values(shell: Shell) throws {
    let app = "--app com.example.agent"
    let words = "[--app][com.example.agent]"
    let cases = [
      ("omaha-pkg list --app com<TAB>", "[omaha-pkg][list]\(words)"),
      ("omaha-pkg digest --app org<TAB>", "[omaha-pkg][digest][--app][org.example.tool]"),
      ("omaha-pkg promote 3<TAB>", "[omaha-pkg][promote][3.4.5]"),
      ("omaha-pkg promote \(app) 3<TAB>", "[omaha-pkg][promote]\(words)[3.4.5]"),
      ("omaha-pkg promote 3.4.5 \(app) --channel st<TAB>", "[omaha-pkg][promote][3.4.5]\(words)[--channel][stable]"),
      ("omaha-pkg pause \(app) --channel lts<TAB>", "[omaha-pkg][pause]\(words)[--channel][lts 2024]"),
      ("omaha-pkg pause \(app) --group can<TAB>", "[omaha-pkg][pause]\(words)[--group][canary]"),
      ("omaha-pkg group set can<TAB>", "[omaha-pkg][group][set][canary]"),
      ("omaha-pkg channel remove ni<TAB>", "[omaha-pkg][channel][remove][nightly]"),
      ("omaha-pkg show 7<TAB>", "[omaha-pkg][show][7.0]"),
      (
        "omaha-pkg floor set 1.0 \(app) --reason new<TAB>", "[omaha-pkg][floor][set][1.0]\(words)[--reason][new layout]"
      ),
      ("omaha-pkg block remove <TAB>", "[omaha-pkg][block][remove][2.0]"),
      ("omaha-pkg floor remove <TAB>", "[omaha-pkg][floor][remove][1.0]"),
      ("omaha-pkg group set canary --rollback al<TAB>", "[omaha-pkg][group][set][canary][--rollback][allowed]"),
    ]
    let typed = try type(cases.map(\.0), in: shell)
    #expect(typed == cases.map(\.1))
  }

  @Test(
    "from the repository that the line names, else from OMAHA_ROOT, and for the app of OMAHA_APP",
    arguments: Shell.allCases)
  func repository(shell: Shell) throws {
    let root = "--root \(other.root)"
    let cases = [
      ("omaha-pkg list \(root) --app net<TAB>", "[omaha-pkg][list][--root][\(other.root)][--app][net.example.other]"),
      ("omaha-pkg promote \(root) 9<TAB>", "[omaha-pkg][promote][--root][\(other.root)][9.0]"),
      ("omaha-pkg promote 9<TAB>", "[omaha-pkg][promote][9]"),
      ("omaha-pkg promote 7<TAB>", "[omaha-pkg][promote][7]"),
      ("omaha-pkg promote 3<TAB>", "[omaha-pkg][promote][3.4.5]"),
    ]
    #expect(
      try type(cases.map(\.0), in: shell, environment: ["OMAHA_APP": "com.example.agent"]) == cases.map(\.1))
  }

  @Test("nothing, and prints nothing, where there is no repository or a broken one", arguments: Shell.allCases)
  func broken(shell: Shell) throws {
    try shop.folder.write("<app", to: "root/catalog/com.example.agent/app.xml")
    let keys = ["omaha-pkg pause --channel st<TAB>", "omaha-pkg list --root /nonexistent --app c<TAB>"]
    #expect(
      try type(keys, in: shell) == [
        "[omaha-pkg][pause][--channel][st]", "[omaha-pkg][list][--root][/nonexistent][--app][c]",
      ])
  }
}
