import Foundation
import Testing
import TestSupport

/// Command lines with mistakes in them: none may be taken for something else.
@Suite("The command line of omaha-pkg")
struct CommandLineTests {
  private static let app = "--app com.example.agent"

  /// A command as the program describes it to tools.
  struct Description: Decodable {
    let commandName: String
    let subcommands: [Description]?
    let arguments: [Argument]?

    struct Argument: Decodable {
      let kind: String
      let isRepeating: Bool
      let names: [Name]?
      var long: String? { names?.first { $0.kind == "long" }.map { "--" + $0.name } }
    }
    struct Name: Decodable {
      let kind: String
      let name: String
    }

    /// The commands that do something, with the words that call them.
    func leaves(_ words: [String] = []) -> [(words: [String], arguments: [Argument])] {
      let own = (subcommands ?? []).filter { $0.commandName != "help" }
      guard !own.isEmpty else { return [(words, arguments ?? [])] }
      return own.flatMap { $0.leaves(words + [$0.commandName]) }
    }
  }

  private static func commands() throws -> [(words: [String], arguments: [Description.Argument])] {
    struct Tool: Decodable { let command: Description }
    let dump = try Program.run(Program.omahaPkg, ["--experimental-dump-help"]).output
    return try JSONDecoder().decode(Tool.self, from: Data(dump.utf8)).command.leaves()
  }

  @Test("a --version that takes a value is never the program's own, whatever else is wrong")
  func version() throws {
    let shop = try Workshop()
    try shop.folder.write("hello", to: "f.gz")
    for line in [
      "add @f.gz --version 9", "add --version 9 --app a", "add @f.gz --app a --version",
      "add @f.gz --app a --version x",
      "add @f.gz --app a --version 9 --frobnicate", "add @f.gz --app a --version 9 --action x", "explain --version 9",
      "explain --app a --version 9 --target-version-prefix x", "serve --version 9",
      "serve @f.gz --version 9 --app ../x",
    ] {
      let run = try shop.expect(line, exit: 64)
      #expect(run.output == "" && run.errors.hasPrefix("omaha-pkg: error: "), "\(line)\n\(run.output)\(run.errors)")
    }
    let root = try Program.run(Program.omahaPkg, shop.arguments("add @f.gz --app a --version 9") + ["--root", ""])
    #expect(root.status == 64 && root.output == "" && root.errors.contains("--root is empty"))
    #expect(shop.folder.files() == ["f.gz"])
    #expect(try shop.expect("--version").output == "0.1.0\n")
    for (words, arguments) in try Self.commands() where arguments.contains(where: { $0.long == "--version" }) {
      #expect(arguments.count { $0.long == "--version" } == 1, "\(words)")
      // What may be left out is looked for in the repository.
      let run = try Program.run(Program.omahaPkg, words + ["--version", "9"])
      #expect([64, 66].contains(run.status) && run.output == "", "\(words)")
    }
  }

  @Test("an option that has one value is not given twice, in any command")
  func twice() throws {
    var count = 0
    for (words, arguments) in try Self.commands() {
      let options = arguments.filter { $0.kind != "positional" && !$0.isRepeating && $0.long != "--help" }
      for option in [options.first, options.last] {
        guard let option, let name = option.long else { continue }
        let value = option.kind == "flag" ? [] : ["1"]
        let joined = option.kind == "flag" ? [name] : [name + "=2"]
        let run = try Program.run(Program.omahaPkg, words + [name] + value + joined)
        #expect(run.status == 64, "\(words) \(name)\n\(run.output)\(run.errors)")
        #expect(
          run.output == "" && run.errors == "omaha-pkg: error: \(name) is given twice\n", "\(words) \(run.errors)")
        count += 1
      }
    }
    #expect(count > 30)
  }

  @Test("an option that may be repeated applies to all that it names, in one change")
  func repeated() throws {
    let shop = try Workshop()
    let app = Self.app
    try shop.folder.write("hello", to: "f.gz")
    for version in ["1.4", "1.5"] { try shop.expect("add @f.gz \(app) --version \(version)") }
    let new = try shop.expect("promote 1.4 \(app) --channel stable --channel beta --channel=stable")
    #expect(
      new.output == """
        new channel stable
        channel stable amd64 is at 1.4 now
        new channel beta
        channel beta amd64 is at 1.4 now

        """)
    try shop.expect("promote 1.4 \(app) --channel edge")
    #expect(
      try shop.change("block add 1.5 \(app) --channel stable --channel beta").output
        == "channel stable: 1.5 is blocked now\nchannel beta: 1.5 is blocked now\n")
    #expect(try shop.appXML().split(separator: "\n").count { $0.contains("<block") } == 2)
    try shop.change("floor add 1.4 \(app) --channel stable --channel beta")
    try shop.change("block remove 1.5 \(app) --channel beta --channel stable")
    #expect(!(try shop.appXML().contains("<block")))
    for group in ["one", "two"] { try shop.expect("group add \(group) \(app) --channel stable --track \(group)") }
    try shop.change("pause \(app) --channel stable --channel beta")
    try shop.change("resume \(app) --channel beta --channel stable")
    try shop.change("pause \(app) --group one --group two")
    #expect(try shop.appXML().split(separator: "\n").count { $0.contains("updates=\"off\"") } == 2)
    try shop.change("rollout set \(app) --group one --group two --percent 5")
    try shop.change("pin set 1.5 \(app) --group one --group two")
    #expect(try shop.appXML().split(separator: "\n").count { $0.contains("<pin") || $0.contains("<rollout") } == 4)
    // All or nothing.
    let before = try shop.appXML()
    try shop.expect("block add 1.4 \(app) --channel stable --channel nowhere", exit: 66)
    try shop.expect("pause \(app) --group one --group nowhere", exit: 66)
    try shop.expect("pin set 1.4 \(app) --group one --group nowhere", exit: 66)
    #expect(try shop.appXML() == before)
    for id in ["com.example.b", "com.example.c"] { try shop.expect("add @f.gz --app \(id) --version 1") }
    let list = try shop.expect("list --app com.example.agent --app com.example.c").lines
    #expect(list.filter { $0.hasPrefix("com.example.") } == ["com.example.agent", "com.example.c"])
    try shop.expect("list --app com.example.agent --app com.example.missing", exit: 66)
  }

  @Test(
    "a command that there is not is named, with the one that was meant",
    arguments: [
      ("promot 1.0", "promot", "did you mean `omaha-pkg promote`?"),
      ("Promote 1.0", "Promote", "did you mean `omaha-pkg promote`?"),
      ("lst", "lst", "did you mean `omaha-pkg list`?"),
      ("help nosuch", "nosuch", "`omaha-pkg --help` shows what there is"),
      ("help promot", "promot", "did you mean `omaha-pkg promote`?"),
      ("group ad x", "group ad", "did you mean `omaha-pkg group add`?"),
      ("help group ad", "group ad", "did you mean `omaha-pkg group add`?"),
      ("frobnicate --help", "frobnicate", "`omaha-pkg --help` shows what there is"),
      ("group frobnicate", "group frobnicate", "`omaha-pkg group --help` shows what there is"),
    ])
  func unknownCommand(line: String, name: String, hint: String) throws {
    let run = try Workshop(initialized: false).expect(line, exit: 64)
    #expect(run.errors == "omaha-pkg: error: there is no command \"\(name)\"\nomaha-pkg: hint: \(hint)\n")
    #expect(run.output == "")
  }

  @Test(
    "an option that a command has not is named before anything that is missing, with the one that was meant",
    arguments: [
      ("promote 1.0 \(app) --chanel x", "promote", "--chanel", "did you mean `--channel`?"),
      ("promote 1.0 \(app) --channel x --dryrun", "promote", "--dryrun", "did you mean `--dry-run`?"),
      ("promote 1.0 \(app) --channel x --arhc amd64", "promote", "--arhc", "did you mean `--arch`?"),
      ("promote 1.0 \(app) -channel x", "promote", "-channel", "did you mean `--channel`?"),
      ("promote 1.0 \(app) -c x", "promote", "-c", "`omaha-pkg promote --help` shows what it has"),
      ("undo -1", "undo", "-1", "`omaha-pkg undo --help` shows what it has"),
      ("add f --app a --vers 9", "add", "--vers", "did you mean `--version`?"),
      ("list --frob", "list", "--frob", "`omaha-pkg list --help` shows what it has"),
      ("list --now=1", "list", "--now", "`omaha-pkg list --help` shows what it has"),
      ("group add x \(app) --channel c --tracks t", "group add", "--tracks", "did you mean `--track`?"),
      ("list --version", "list", "--version", "`omaha-pkg list --help` shows what it has"),
    ])
  func unknownOption(line: String, command: String, option: String, hint: String) throws {
    let run = try Workshop(initialized: false).expect(line, exit: 64)
    #expect(
      run.errors
        == "omaha-pkg: error: `omaha-pkg \(command)` has no option \(option)\nomaha-pkg: hint: \(hint)\n",
      "\(run.errors)")
    #expect(run.output == "")
  }

  @Test("the program's own --version is meant by -version")
  func oneDash() throws {
    #expect(
      try Workshop(initialized: false).expect("-version", exit: 64).errors
        == "omaha-pkg: error: `omaha-pkg` has no option -version\nomaha-pkg: hint: did you mean `--version`?\n")
  }

  @Test("a value that begins with a dash is not taken for an option of the command", arguments: ["-bad", "--bad"])
  func dashedValue(value: String) throws {
    let shop = try Workshop()
    try shop.folder.write("hello", to: "f.gz")
    try shop.expect("add @f.gz \(Self.app) --version 1.0 --channel stable")
    let run = try shop.expect("block add 1.0 \(Self.app) --reason \(value)", exit: 64)
    #expect(
      run.errors == """
        omaha-pkg: error: --reason lacks its value: \(value) looks like an option
        omaha-pkg: hint: a value that begins with a dash is joined: `--reason=\(value)`

        """)
    try shop.expect("block add 1.0 \(Self.app) --reason=\(value)")
    #expect(try shop.appXML().contains("reason=\"\(value)\""))
    // Of numbers the parser says which there may be.
    #expect(try shop.expect("prune --keep -1", exit: 64).errors.contains("hint: --keep <n>  How many versions"))
  }

  @Test(
    "what a name is that stands alone has to be said",
    arguments: [
      ("pause lab", "name an app by --app, a channel by --channel, a group by --group"),
      ("pause \(app) lab fleet", "name a channel by --channel, a group by --group"),
      ("block add 1.0 stable", "name an app by --app, a channel by --channel"),
      ("list com.example.os", "name an app by --app"),
    ])
  func unexpected(line: String, hint: String) throws {
    let run = try Workshop(initialized: false).expect(line, exit: 64)
    #expect(
      run.errors.contains("nexpected argument") && run.errors.hasSuffix("omaha-pkg: hint: \(hint)\n"), "\(run.errors)")
  }

  @Test(
    "what a command needs is not in brackets in its usage",
    arguments: [
      ("floor set", "--reason <text>"), ("block set", "--reason <text>"), ("group add", "--channel <name>"),
      ("probe", "--version <v>"), ("rollout set", "--percent <p>"), ("rollout set", "--over <period>"),
      ("promote", "--channel <name> ..."), ("mirror", "--channel <name,…> ..."),
    ])
  func usage(words: String, option: String) throws {
    let help = try Workshop(initialized: false).expect("\(words) --help").output
    let usage = try #require(help.firstMatch(of: #/USAGE: ((?s).*?)\n\n/#)).1
    #expect(usage.contains(option) && !usage.contains("[\(option)"), "\(usage)")
  }

  @Test(
    "one option under two of its names is given twice",
    arguments: [
      ("export -o a.tar --output b.tar", "-o and --output"),
      ("serve f --version 1 --package-version 2", "--version and"),
      ("serve f --version 1 --listen :1 --listen-address :2", "--listen and --listen-address"),
    ])
  func twoNames(line: String, names: String) throws {
    let run = try Workshop(initialized: false).expect(line, exit: 64)
    #expect(run.errors.contains("error: \(names)") && run.errors.contains(" are the same option\n"), "\(run.errors)")
  }

  @Test("the version is the program's, and help is of what there is")
  func versionAndHelp() throws {
    let shop = try Workshop(initialized: false)
    for group in ["channel", "floor", "group"] {
      let help = try shop.expect(group).output
      #expect(try help == shop.expect("help \(group)").output && !help.contains("--version"))
    }
    #expect(try shop.expect("--version list", exit: 64).errors.contains("error: --version stands alone\n"))
    #expect(try shop.expect("help list nosuch", exit: 64).errors.contains("there is no command \"list nosuch\""))
    #expect(try shop.expect("group set h --over 3d", exit: 64).errors.contains("has no option --over"))
    #expect(!(try shop.expect("group set h --over 3d", exit: 64).errors.contains("did you mean")))
  }

  @Test("what is no value of an option is said with what the option is for")
  func invalidValue() throws {
    let shop = try Workshop(initialized: false)
    let list = try shop.expect("list --at soon", exit: 64)
    #expect(
      list.errors.hasPrefix(
        "omaha-pkg: error: the value 'soon' is invalid for '--at <time>'\nomaha-pkg: hint: --at <time>  The moment "),
      "\(list.errors)")
    let help = try shop.expect("list --help").output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    let hint = try #require(list.errors.firstMatch(of: #/hint: (.*)\n/#)).1
    #expect(help.contains(hint.split(whereSeparator: \.isWhitespace).joined(separator: " ")), "\(hint)")
    // What was typed is never taken for what the program says.
    let hostile = try shop.expect("list --at", ["x\nHelp:  \u{1B}[31m\nUsage: \u{1B}[31m"], exit: 64)
    #expect(!hostile.errors.contains("\u{1B}") && hostile.errors.contains("\nUsage: omaha-pkg list "))
  }

  @Test("help is help")
  func help() throws {
    let shop = try Workshop(initialized: false)
    let root = try shop.expect("--help").output
    #expect(root.contains("  --version               Show the version.\n"))
    for words in ["", "help", "-h"] { #expect(try shop.expect(words).output == root) }
    #expect(try shop.expect("help add").output == shop.expect("add --help").output)
    #expect(try shop.expect("help group add").output == shop.expect("group add -h").output)
    #expect(!(try shop.expect("list --help").output.contains("--version")))
    #expect(try shop.expect("group").output.contains("USAGE: omaha-pkg group <subcommand>"))
  }
}
