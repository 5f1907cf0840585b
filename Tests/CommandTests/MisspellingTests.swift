import Testing
import TestSupport

@Suite("A name that looks like a misspelling")
struct MisspellingTests {
  let shop: Workshop

  init() throws {
    shop = try Workshop()
    try shop.folder.write("hello", to: "update.gz")
    try shop.expect("add @update.gz --app com.example.a --version 1.0 --channel stable")
  }

  @Test(
    "makes no app without --create",
    arguments: [
      "com.exmaple.a", "com.example-a", "com.exampel.a", "con.example.a", "ocm.example.a", "com.example.aa",
    ])
  func app(name: String) throws {
    let files = shop.folder.files()
    let run = try shop.expect("add @update.gz --app \(name) --version 1.0", exit: 66)
    #expect(
      run.errors == """
        omaha-pkg: error: there is no app "\(name)"
        omaha-pkg: hint: did you mean "com.example.a"? with --create a new app is made

        """)
    try shop.expect("add @update.gz --app \(name) --version 1.0 --dry-run", exit: 66)
    #expect(shop.folder.files() == files)
    try shop.expect("add @update.gz --app \(name) --version 1.0 --create")
    // There is the app now.
    try shop.expect("add @update.gz --app \(name) --version 1.1")
  }

  @Test("makes no app of a GUID that differs in a digit or two")
  func guid() throws {
    try shop.expect("add @update.gz --app e96281a6-d1af-4bde-9a0a-97b76e56dc57 --version 1.0")
    try shop.expect("add @update.gz --app e96281a6-d1af-4bde-9a0a-97b76e56dc75 --version 1.0", exit: 66)
    try shop.expect("add @update.gz --app {E96281A6-D1AF-4BDE-9A0A-97B76E56DC57} --version 1.1")
  }

  @Test(
    "makes no app of a GUID that lacks digits, or has one too many",
    arguments: [
      "e96281a6-d1af-4bde-9a0a-97b76e56dc5", "e96281a6-d1af-4bde-9a0a-97b76e56dc577",
      "e96281a-d1af-4bde-9a0a-97b76e56dc57", "e96281a6-d1af-4bde", "e96281a6d1af4bde9a0a97b76e56dc57",
    ])
  func brokenGUID(name: String) throws {
    try shop.expect("add @update.gz --app e96281a6-d1af-4bde-9a0a-97b76e56dc57 --version 1.0")
    let run = try shop.expect("add @update.gz --app \(name) --version 1.0", exit: 66)
    #expect(run.errors.contains("did you mean \"e96281a6-d1af-4bde-9a0a-97b76e56dc57\"?"), "\(run.errors)")
    try shop.expect("add @update.gz --app \(name) --version 1.0 --create")
  }

  @Test("is no GUID that is another one")
  func otherGUIDs() throws {
    for name in [
      "e96281a6-d1af-4bde-9a0a-97b76e56dc57", "90f229ce-83e2-4faf-8479-e368a34938b1",
      "87efface-864d-49a5-9bb3-4b050a7c227a", "e96281a6-83e2-4bde-8479-97b76e56dc57",
    ] {
      try shop.expect("add @update.gz --app \(name) --version 1.0")
    }
  }

  @Test("makes no channel without --create", arguments: ["stabel", "Stable", "sta-ble", "stbale", "stab", "stble"])
  func channel(name: String) throws {
    let app = "--app com.example.a"
    let text = try shop.folder.text("root/catalog/com.example.a/app.xml")
    let run = try shop.expect("promote 1.0 \(app) --channel \(name)", exit: 66)
    #expect(
      run.errors == """
        omaha-pkg: error: there is no channel "\(name)"
        omaha-pkg: hint: did you mean "stable"? with --create a new channel is made

        """)
    try shop.expect("add @update.gz \(app) --version 1.1 --channel stable --channel \(name)", exit: 66)
    #expect(try shop.folder.text("root/catalog/com.example.a/app.xml") == text)
    #expect(!shop.folder.has("root/payloads/com.example.a/1.1"))
    try shop.expect("promote 1.0 \(app) --channel \(name) --create")
    try shop.expect("promote 1.0 \(app) --channel \(name)")
  }

  @Test(
    "is told from one that is meant",
    arguments: ["com.example.b", "com.example.a2", "com.example.agent", "org.other.a", "org.example.a"])
  func meantApp(name: String) throws {
    try shop.expect("add @update.gz --app \(name) --version 1.0")
  }

  @Test(
    "in a short part is one when letters are swapped, doubled, left out, one too many or look alike",
    arguments: ["so", "oss", "0s", "o", "sos", "ops", "osd"])
  func short(name: String) throws {
    try shop.expect("add @update.gz --app com.example.os --version 1.0")
    let add = "add @update.gz --app com.example.\(name) --version 1.0"
    #expect(try shop.expect(add, exit: 66).errors.contains("did you mean \"com.example.os\"?"))
    try shop.expect("\(add) --create")
  }

  @Test("is a name that was cut off in its last part, and not a longer one")
  func cutOff() throws {
    try shop.expect("add @update.gz --app com.example.agent --version 1.0")
    for name in ["com.example.ag", "com.example.agen"] {
      let run = try shop.expect("add @update.gz --app \(name) --version 1.0", exit: 66)
      #expect(run.errors.contains("did you mean \"com.example.agent\"?"), "\(run.errors)")
    }
    for name in ["com.example", "com.example.agent.beta", "com.example.agentlib", "com.example.agent2"] {
      try shop.expect("add @update.gz --app \(name) --version 1.0")
    }
  }

  @Test("is none in names that a number or another word tells apart")
  func toldApart() throws {
    for name in ["os", "os2", "os10", "app1", "app2", "api", "db", "ui"] {
      try shop.expect("add @update.gz --app com.example.\(name) --version 1.0")
    }
  }

  @Test("makes no two channels of one command")
  func pair() throws {
    let files = shop.folder.files()
    for line in [
      "promote 1.0 --channel edge --channel edgee", "add @update.gz --version 1.1 --channel edgee --channel edge",
    ] {
      for dry in line.hasPrefix("add") ? ["", " --dry-run"] : [""] {
        let run = try shop.expect(line + dry, exit: 66)
        #expect(run.errors.contains("did you mean \"edge") && run.errors.contains("--create"), "\(run.errors)")
      }
    }
    #expect(shop.folder.files().filter { !$0.hasSuffix(".lock") } == files.filter { !$0.hasSuffix(".lock") })
    try shop.expect("promote 1.0 --channel edge --channel edgee --create")
    try shop.expect("promote 1.0 --channel edgee --channel edge")
  }

  @Test(
    "of an app is told wherever it is not there",
    arguments: [
      "promote 1.0 --channel stable", "list", "show", "show 1.0", "prune --keep 1", "history", "digest", "verify",
      "export --output x", "pause", "group list",
    ])
  func missing(words: String) throws {
    let run = try shop.expect("\(words) --app com.exmaple.a", exit: 66)
    #expect(
      run.errors.hasSuffix(
        """
        there is no app com.exmaple.a
        omaha-pkg: hint: did you mean "com.example.a"? `omaha-pkg list` shows what there is

        """), "\(run.errors)")
    #expect(try shop.expect("\(words) --app net.other", exit: 66).errors.contains("hint: `omaha-pkg list` shows"))
  }

  @Test("of an app in the environment, or of one that is to be removed, is told")
  func told() throws {
    let list = try Program.run(
      Program.omahaPkg, ["list"], environment: ["OMAHA_ROOT": shop.root, "OMAHA_APP": "com.exmaple.a"])
    #expect(
      list.errors
        == "omaha-pkg: warning: there is no app com.exmaple.a, which OMAHA_APP in the environment names: did you mean \"com.example.a\"?\n"
    )
    let removed = try shop.expect("remove --app com.example.o")
    #expect(removed.errors == "omaha-pkg: note: there is \"com.example.a\": did you mean that?\n")
  }

  @Test(
    "makes no channel of several names, and says how to type them",
    arguments: [
      ("stable,beta", "--channel stable --channel beta"), ("stable beta", "--channel stable --channel beta"),
      ("stable; beta", "--channel stable --channel beta"), ("a|b", "--channel a --channel b"),
      ("stable/other", "--channel stable --channel other"), ("other:stable", "--channel other --channel stable"),
      ("lts & stable", "--channel lts --channel stable"),
    ])
  func several(name: String, options: String) throws {
    let text = try shop.folder.text("root/catalog/com.example.a/app.xml")
    for words in ["promote 1.0", "promote 1.0 --dry-run", "add @update.gz --version 1.1"] {
      let run = try shop.expect(words, ["--channel", name], exit: 66)
      #expect(
        run.errors == """
          omaha-pkg: error: there is no channel "\(name)"
          omaha-pkg: hint: several channels are named by several --channel: `\(options)`; \
          with --create a channel of this very name is made

          """)
    }
    let added = try shop.expect("channel add", [name], exit: 66)
    let commands = options.split(separator: " ").filter { $0 != "--channel" }.map {
      "`omaha-pkg channel add \($0) --app com.example.a`"
    }
    #expect(added.errors.contains("hint: every channel is added by itself: \(commands[0])"), "\(added.errors)")
    #expect(added.errors.contains(" and \(commands.last ?? ""); with --create"), "\(added.errors)")
    #expect(try shop.folder.text("root/catalog/com.example.a/app.xml") == text)
    // One that is there goes on working.
    try shop.expect("channel add --create", [name])
    try shop.expect("promote 1.0", ["--channel", name])
  }

  @Test(
    "is told from a channel with a sign that divides no other",
    arguments: ["x/y", "arm64:edge", "a+b", "{x}", "café", "lts 2024", "it's one"])
  func oneName(name: String) throws { try shop.expect("promote 1.0", ["--channel", name]) }

  @Test("of a group's track or board is told when it is given, and once")
  func selectors() throws {
    try shop.expect("group add lab --channel stable --track lab-machines --board arm64-usr")
    func warning(_ kind: String, _ name: String, _ meant: String) -> String {
      let nobody = kind == "track" ? "neither a channel nor another group has" : "no other group has"
      return "omaha-pkg: warning: \(nobody) the \(kind) \"\(name)\": did you mean \"\(meant)\"?\n"
    }
    for (kind, name, meant) in [
      ("track", "stabel", "stable"), ("track", "Stable", "stable"), ("track", "lab-machine", "lab-machines"),
      ("track", "beta stable", "stable"), ("board", "amd46-usr", "amd64-usr"), ("board", "AMD64-usr", "amd64-usr"),
    ] {
      for words in ["group add x --channel stable --\(kind)", "group set lab --\(kind)"] {
        let shop = try Workshop(copying: self.shop)
        // What is changed away from itself is like nothing else.
        if words.contains("set lab"), name.hasPrefix("lab") { continue }
        #expect(try shop.expect(words, [name]).errors.contains(warning(kind, name, meant)), "\(words) \(name)")
        #expect(!(try shop.expect(words, [name]).errors.contains("did you mean")), "\(words) \(name)")
      }
    }
    for (kind, name) in [
      ("track", "stable"), ("track", "lab-machines"), ("track", "beta"), ("track", "my lab"), ("track", "stable-2"),
      ("track", "e641708d-fb48-4260-8bdf-ba2074a1147a"), ("board", "amd64-usr"), ("board", "x86-generic"),
      ("board", "kukui"),
    ] {
      let run = try Workshop(copying: shop).expect("group add x --channel stable --\(kind)", [name])
      #expect(!run.errors.contains("did you mean"), "\(run.errors)")
    }
  }

  @Test("is named when a command needs what there is, or removes what there is not")
  func meant() throws {
    try shop.expect("group add fleet --channel stable")
    for line in ["block add 1.0 --channel stabel", "group add x --channel stabel", "pause --channel stabel"] {
      #expect(try shop.expect(line, exit: 66).errors.contains("did you mean \"stable\"? `omaha-pkg channel list"))
    }
    #expect(try shop.expect("pin set 1.0 --group flete", exit: 66).errors.contains("did you mean \"fleet\"?"))
    for line in [
      "group remove flete", "channel remove stabel", "remove --app com.exmaple.a", "pin remove --group flete",
      "rollout remove --group flete", "floor remove 1.0 --channel stabel", "block remove 1.0 --channel stabel",
      "remove 1.0 --app com.exmaple.a", "group remove fleet --app com.exmaple.a", "unblock 1.0 --app com.exmaple.a",
    ] {
      let run = try shop.expect(line)
      let isSaid = run.output.contains("is removed already\n") || run.output.contains(": nothing to remove\n")
      #expect(isSaid && run.errors.contains("did you mean that?"), "\(run.output)\(run.errors)")
    }
  }

  @Test(
    "is told from a channel that is meant",
    arguments: ["stable-2", "beta", "alpha", "lts-2024", "lts", "unstable-edge", "edge", "dev"])
  func meantChannel(name: String) throws {
    try shop.expect("promote 1.0 --app com.example.a --channel lts-2023")
    try shop.expect("promote 1.0 --app com.example.a --channel \(name)")
  }
}
