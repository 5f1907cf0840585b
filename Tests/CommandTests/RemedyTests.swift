import Foundation
import Testing
import TestSupport

/// What a command says when something is not there: what there is instead, and what to do.
@Suite("Remedies")
struct RemedyTests {
  let shop: Workshop

  init() throws {
    shop = try Workshop { shop in
      try shop.folder.write("hello", to: "update.gz")
      try shop.folder.write("delta", to: "delta.gz")
      for version in ["1.0", "2.0"] {
        try shop.expect("add @update.gz --app com.example.agent --version \(version) --arch amd64 --channel stable")
      }
    }
  }

  @Test(
    "A release of another architecture is named with the architectures that it has",
    arguments: [
      "promote 2.0 --channel stable --arch arm64", "promote 2.0 --channel stable --arch all", "show 2.0 --arch all",
      "export --version 2.0 --arch arm64 --output b",
    ])
  func architecture(words: String) throws {
    let errors = try shop.expect(words, exit: 66).errors
    #expect(errors.contains("there is no release 2.0 for ") && errors.contains(", only for amd64\n"), "\(errors)")
    #expect(!errors.contains("the nearest is"), "\(errors)")
  }

  @Test("Nothing is removed for an architecture that a release does not have, and those that it has are named")
  func removedArchitecture() throws {
    let run = try shop.expect("remove 1.0 --arch all")
    #expect(
      run.line == "there is no release 1.0 for all of com.example.agent, only for amd64: nothing to remove",
      "\(run.output)")
    func help(_ command: String) throws -> String {
      try shop.expect("\(command) --help").output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
    #expect(try help("remove").contains("all is the release for machines of every one"))
    #expect(try help("floor add").contains("all is for every one"))
  }

  @Test(
    "The nearest version is one next to it, by its numbers",
    arguments: [("0.5", "1.0"), ("9.9", "2.0"), ("1.9", "1.10"), ("1.2", "1.0"), ("2.1", "2.0"), ("1.1000", "1.10")])
  func nearest(version: String, nearest: String) throws {
    try shop.expect("add @update.gz --version 1.10 --arch amd64")
    let errors = try shop.expect("block add \(version)").errors
    #expect(errors.contains("there is no release \(version) of com.example.agent yet; the nearest is \(nearest)\n"))
  }

  @Test("A floor below a target needs its release, and the nearest is named")
  func floor() throws {
    let run = try shop.expect("floor add 1.1", exit: 78)
    #expect(run.errors.contains("error: there is no release 1.1 of com.example.agent\n"), "\(run.errors)")
    #expect(run.errors.contains("hint: the nearest is 1.0; "), "\(run.errors)")
    #expect(try shop.expect("floor add 3.0").errors.contains("there is no release 3.0 of com.example.agent yet"))
    #expect(try shop.expect("block set 3.0 --reason x", exit: 66).output == "")
    #expect(
      try shop.expect("floor set 3.0 --reason x").output == "channel stable: the reason of floor 3.0 is set now\n")
  }

  @Test("A rule that is not there is made where it was meant, and one for another architecture is named")
  func rule() throws {
    try shop.expect("channel add beta")
    let floor = try shop.expect("floor set 1.0 --channel stable --arch amd64 --reason x", exit: 66)
    #expect(
      floor.errors == """
        omaha-pkg: error: there is no floor 1.0 in channel "stable" of com.example.agent
        omaha-pkg: hint: `omaha-pkg floor add 1.0 --channel stable --arch amd64 --reason x --app com.example.agent` makes one; \
        `omaha-pkg floor list --app com.example.agent` shows what there is

        """)
    #expect(try shop.expect(hint(floor)).output == "channel stable amd64: 1.0 is a floor now\n")
    let all = try shop.expect("floor set 1.0 --channel stable --reason y", exit: 66)
    #expect(
      all.errors.contains(
        "there is no floor 1.0 for every architecture in channel \"stable\" of com.example.agent, only for amd64\n"))
    #expect(try shop.expect(hint(all)).output == "channel stable amd64: the reason of floor 1.0 is set now\n")
    try shop.expect("block add 0.5 --channel stable")
    let one = try shop.expect("block set 0.5 --channel stable --arch arm64 --reason x", exit: 66)
    #expect(
      one.errors.contains("0.5 for arm64 in channel \"stable\" of com.example.agent, only for every architecture\n"))
    #expect(try shop.expect(hint(one)).output == "channel stable: the reason of block 0.5 is set now\n")
    // In the channel only that lacks it; in all where all were meant.
    let several = try shop.expect("block set 0.5 --channel stable --channel beta --reason x", exit: 66)
    #expect(try hint(several) == "block add 0.5 --channel beta --reason x --app com.example.agent")
    let everywhere = try shop.expect("block set 0.6 --reason x", exit: 66)
    #expect(try hint(everywhere) == "block add 0.6 --reason x --app com.example.agent")
    #expect(
      try hint(shop.expect("block set 0.6", ["--reason", ""], exit: 66)) == "block add 0.6 --app com.example.agent")
  }

  @Test(
    "A rule that is there and is added with another reason gets that, and was there before",
    arguments: ["floor", "block"])
  func reason(noun: String) throws {
    let add = "\(noun) add 1.0 --reason"
    try shop.expect("\(add) a")
    let other = try shop.expect("\(add) b")
    #expect(other.output == "channel stable: the reason of \(noun) 1.0 is set now\n" && other.errors == "")
    let state = noun == "floor" ? "a floor" : "blocked"
    for words in ["\(add) b", "\(noun) add 1.0"] {
      #expect(try shop.expect(words).output == "channel stable: 1.0 is \(state) already\n")
    }
  }

  @Test(
    "What changes nothing warns of nothing", arguments: ["block add 1.4", "floor add 3.0", "pin set 2.0 --group lab"])
  func again(words: String) throws {
    try shop.expect("add @update.gz --version 1.0 --arch arm64 --channel stable")
    try shop.expect("group add lab --channel stable --track lab")
    #expect(try shop.expect(words).errors.hasPrefix("omaha-pkg: warning: "))
    #expect(try shop.expect(words).errors == "")
    #expect(try shop.expect("\(words) --dry-run").errors == "no change\n")
  }

  @Test("Of versions that are the same only those that there are are named")
  func same() throws {
    try shop.expect("block add 1.0")
    #expect(try shop.expect("block remove 1.0.0").errors == "")
  }

  @Test("A group that is there with another rollout is changed by what the hint says")
  func rollout() throws {
    try shop.expect("group add h --channel stable --over 3d")
    let errors = try shop.expect("group add h --channel stable --over 1d12h --steps 5,100", exit: 73).errors
    let hint = try #require(errors.firstMatch(of: #/hint: `omaha-pkg (rollout set [^`]*)` changes it/#)).1
    #expect(try shop.expect(String(hint)).output.hasSuffix(" now\n"), "\(hint)")
    #expect(try shop.appXML().contains("<rollout over=\"P1DT12H\" steps=\"5,100\"/>"))
  }

  @Test(
    "A group that is there with other settings is changed by what the hint says",
    arguments: [
      ["--oem", "azure"], ["--track=-lab", "--board", "x y", "--arch", "x86_64"], ["--paused"],
      ["--poll-interval", "3600", "--poll-jitter", "60", "--rollback", "allowed", "--updates", "off"],
      ["--window", "sat 1:00-2:00 UTC", "--window", "sun 1:00-2:00 UTC", "--blackout", "2027-01-01..2027-01-03 UTC"],
      ["--machines", "LIST", "--min-version", "1.0", "--max-version", "2.0"], ["--before", "g"], ["--first"],
      ["--alias-prefix", "a", "--machine-prefix", "m", "--platform", "CoreOS", "--track", "t"],
    ])
  func settings(options: [String]) throws {
    let list = try shop.folder.write("m1\n", to: "list of machines")
    let options = options.map { $0 == "LIST" ? list : $0 }
    for name in ["g", "h"] { try shop.expect("group add \(name) --channel stable --track t") }
    let refused = try shop.expect("group add h --channel stable", options, exit: 73)
    #expect(refused.errors.contains("there is another group \"h\""))
    let hint = try #require(refused.errors.firstMatch(of: #/hint: `omaha-pkg (group set h [^`]*)` changes it/#)).1
    let set = try Program.run(
      "/bin/sh", ["-c", "'\(Program.omahaPkg)' \(hint)"], environment: ["OMAHA_ROOT": shop.root])
    #expect(set.status == 0 && set.output.hasSuffix("group h is set now\n"), "\(hint)\n\(set.errors)")
    let again = try shop.expect("group add h --channel stable", options)
    #expect(again.output == "group h is there already\n", "\(again.output)")
  }

  @Test("A group that is there already is not all that was asked for where it has more")
  func moreThanAsked() throws {
    let add = "group add lab --channel stable --track lab"
    try shop.expect(add)
    #expect(try shop.expect(add).errors == "")
    try shop.expect("rollout set --group lab --over 3d")
    try shop.expect("group set lab --oem azure --min-version 1.0")
    let again = try shop.expect(add)
    #expect(again.output == "group lab is there already\n")
    #expect(
      again.errors
        == "omaha-pkg: note: group lab has besides what the command names: min-version 1.0, oem azure, a rollout over 3 days\n"
    )
    #expect(try shop.expect("\(add) --oem azure --min-version 1.0 --over 3d").errors == "")
  }

  @Test("An app that OMAHA_APP names and that is not there is told also where all apps are listed")
  func environment() throws {
    func list(_ app: String, _ words: String...) throws -> Run {
      try Program.run(
        Program.omahaPkg, ["list"] + words, environment: ["OMAHA_ROOT": shop.root, "OMAHA_APP": app])
    }
    let run = try list("nosuch")
    #expect(run.status == 0 && run.output.contains("com.example.agent"))
    #expect(run.errors == "omaha-pkg: warning: there is no app nosuch, which OMAHA_APP in the environment names\n")
    #expect(try list("com.example.agent").errors == "")
    #expect(try list("nosuch", "--app", "com.example.agent").errors == "")
  }

  @Test(
    "An error begins with a small letter, whoever has written it",
    arguments: [
      "promote", "promote 1.0", "promote 1.0 --channel", "add", "list --no-such", "list x y", "nosuch",
      "group set lab", "group add lab", "rollout set --group lab", "mirror http://x/ --channel stable",
      "explain x --track y", "block set 1.0", "floor add x", "prune --keep x", "remove", "explain --fleet x --track y",
      "probe http://x/",
    ])
  func small(words: String) throws {
    let run = try shop.expect(words, exit: 64)
    let message = run.errors.split(separator: "\n").first?.dropFirst("omaha-pkg: error: ".count).first
    #expect(message?.isUppercase == false, "\(run.errors)")
  }

  @Test("A delta is from a version as its release writes it")
  func delta() throws {
    let add = "add @delta.gz --version 2.0 --previous"
    let added = try shop.expect("\(add) 1.0.0")
    #expect(added.output.contains("added 2.0 amd64 from 1.0 of ") && added.errors == "", "\(added.errors)")
    #expect(try shop.expect("\(add) 1.0").output.contains("is there already"))
    let unknown = try shop.expect("\(add) 1.1")
    #expect(
      unknown.errors.contains(
        "warning: there is no release 1.1 of com.example.agent yet; the nearest is 1.0; the delta is for machines that run exactly 1.1"
      ), "\(unknown.errors)")
    #expect(try shop.expect("remove 2.0 --previous 1.1.0").output.contains("removed 2.0 amd64 from 1.1 of "))
    #expect(try shop.expect("remove 2.0 --previous 1.0.0").output.contains("removed 2.0 amd64 from 1.0 of "))
    #expect(try shop.expect("remove 2.0 --previous 1.0.0").output.contains("nothing to remove"))
  }

  /// What stands in backquotes in a hint, without the program's name.
  private func hint(_ run: Run) throws -> String {
    String(try #require(run.errors.firstMatch(of: #/hint: .*?`omaha-pkg ([^`]*)`/#), "\(run.errors)").1)
  }

  @Test("What a hint removes is for one architecture where the others have something of their own")
  func removal() throws {
    let other = shop.folder.path(of: "delta.gz")
    for version in ["1.0", "2.0"] { try shop.expect("add @update.gz --version \(version) --arch arm64 --channel beta") }
    // Another payload under the version of a release.
    try shop.expect("promote 2.0 --channel stable --arch amd64")
    for words in ["add @delta.gz --version 2.0 --arch amd64", "add @delta.gz --version 2.0 --arch arm64"] {
      let used = try shop.expect(words, exit: 73).errors
      let channel = words.hasSuffix("arm64") ? "beta" : "stable"
      #expect(used.hasSuffix("a new version; channel \"\(channel)\" points to the one that is there\n"), "\(used)")
    }
    let taken = try shop.expect("add @delta.gz --version 1.0 --arch amd64", exit: 73)
    #expect(try hint(taken) == "remove 1.0 --arch amd64 --app com.example.agent")
    try shop.expect("add @delta.gz --version 2.0 --previous 1.0 --arch arm64")
    let delta = try shop.expect("add @update.gz --version 2.0 --previous 1.0 --arch arm64", exit: 73)
    #expect(try hint(delta) == "remove 2.0 --previous 1.0 --arch arm64 --app com.example.agent")
    try shop.expect(hint(delta))
    #expect(!shop.folder.has("root/catalog/com.example.agent/releases/2.0_arm64_from_1.0.xml"))
    // The same in a bundle.
    let source = try Workshop()
    try source.expect("add \(other) --app com.example.agent --version 1.0 --arch amd64")
    try source.expect("export --output \(shop.folder.path(of: "in.tar"))")
    let bundle = try shop.expect("import @in.tar", exit: 73)
    #expect(try hint(bundle) == "remove 1.0 --arch amd64 --app com.example.agent")
    try shop.expect(hint(bundle))
    try shop.expect("import @in.tar")
    #expect(shop.folder.has("root/catalog/com.example.agent/releases/1.0_arm64.xml"))
  }

  @Test("What is in the way of a removal is taken away for its architecture only")
  func inTheWay() throws {
    try shop.expect("add @update.gz --version 1.0 --arch arm64")
    try shop.expect("group add lab --channel stable --track lab")
    for arch in ["amd64", "arm64"] {
      try shop.expect("floor add 1.0 --channel stable --arch \(arch)")
      try shop.expect("pin set 1.0 --group lab --arch \(arch)")
    }
    for words in ["floor remove 1.0 --channel stable", "pin remove --group lab"] {
      let refused = try shop.expect("remove 1.0 --arch amd64", exit: 1)
      let hint = "\(words) --arch amd64 --app com.example.agent"
      #expect(refused.errors.contains("`omaha-pkg \(hint)`"), "\(refused.errors)")
      try shop.expect(hint)
    }
    try shop.expect("remove 1.0 --arch amd64")
    #expect(try shop.appXML().contains("<floor version=\"1.0\" arch=\"arm64\"/>"))
    #expect(try shop.appXML().contains("<pin version=\"1.0\" arch=\"arm64\""))
    // A block of one architecture is removed for that.
    try shop.expect("add @update.gz --version 3.0 --arch amd64")
    for arch in ["amd64", "arm64"] { try shop.expect("block add 3.0 --channel stable --arch \(arch)") }
    let blocked = try shop.expect("promote 3.0 --channel stable --arch amd64", exit: 1)
    #expect(try hint(blocked) == "block remove 3.0 --channel stable --arch amd64 --app com.example.agent")
    try shop.expect(hint(blocked))
    try shop.expect("promote 3.0 --channel stable --arch amd64")
  }

  @Test("A second undo says how to go one further back")
  func undo() throws {
    try shop.expect("floor add 1.0")
    try shop.expect("pause")
    try shop.expect("undo")
    let again = try shop.expect("undo")
    #expect(again.output.contains("is undone already"))
    let hint = try #require(again.errors.firstMatch(of: /`omaha-pkg (undo [0-9]+ --app [a-z.]+)` takes back/))
    #expect(try shop.expect("\(hint.1)").output.contains("is undone now: floor add 1.0"))
  }

  @Test("A second undo says nothing of going further back where that is refused")
  func undoByHand() throws {
    for words in ["floor add 1.0", "pause", "undo"] { try shop.expect(words) }
    let file = "root/catalog/com.example.agent/app.xml"
    try shop.folder.write(try shop.appXML().replacing("<channel", with: "<!-- by hand --><channel"), to: file)
    let again = try shop.expect("undo")
    #expect(again.output.contains("is undone already") && again.errors == "", "\(again.errors)")
  }

  @Test(
    "An option that is like no other suggests none",
    arguments: ["promote 1.0 --c stable", "channel add x --x", "list --oh", "export --x"])
  func option(words: String) throws {
    let errors = try shop.expect(words, exit: 64).errors
    #expect(!errors.contains("did you mean") && errors.contains("--help` shows what it has"), "\(errors)")
  }

  @Test("What may not be read is there", .enabled(if: getuid() == 0))
  func unreadable() throws {
    func asNobody(_ words: String) throws -> Run {
      try Program.run(
        "setpriv",
        ["--reuid=65534", "--regid=65534", "--clear-groups", Program.omahaPkg] + shop.arguments(words),
        environment: ["OMAHA_ROOT": shop.root])
    }
    try Program.output(of: "chmod", ["755", shop.folder.path])
    try Program.output(of: "chmod", ["700", "\(shop.root)/catalog/com.example.agent"])
    let app = try asNobody("history --app com.example.agent")
    #expect(app.status == 74 && !app.errors.contains("there is no app"), "\(app.errors)")
    #expect(app.errors.contains("belongs to root"), "\(app.errors)")
    let list = try asNobody("list")
    #expect(list.errors.contains("belongs to root") && !list.errors.contains("correct it"), "\(list.errors)")
    try Program.output(of: "chmod", ["700", shop.root])
    for words in ["list", "history --app com.example.agent", "promote 2.0 --channel stable"] {
      let run = try asNobody(words)
      #expect(run.status == 74 && !run.errors.contains("init"), "\(words)\n\(run.errors)")
      #expect(run.errors.contains("belongs to root"), "\(run.errors)")
    }
  }

  @Test("mirror and probe take the app that is meant")
  func meant() throws {
    let mirror = "mirror http://127.0.0.1:1/ --channel stable --unsigned --retry 0"
    for words in [mirror, "probe http://127.0.0.1:1/ --version 1.0"] {
      #expect(try shop.expect(words, exit: 69).errors.contains("127.0.0.1"))
    }
    let nowhere = try Program.run(
      Program.omahaPkg, ["probe", "http://127.0.0.1:1/", "--version", "1.0"],
      environment: ["OMAHA_ROOT": "/nonexistent", "OMAHA_APP": ""])
    #expect(nowhere.status == 64 && nowhere.errors.contains("which app? name it with --app, or in OMAHA_APP"))
  }
}
