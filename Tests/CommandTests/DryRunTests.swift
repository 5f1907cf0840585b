import Foundation
import Testing
import TestSupport

@Suite("A dry run says what the command itself says")
struct DryRunTests {
  private static let app = "--app com.example.agent"

  /// What is done first, then the command; each has something to say on standard error.
  static let cases: [(name: String, before: [String], command: String, warnings: [String])] = [
    (
      "add to a channel that lacks the rules of another",
      ["add @update.gz \(app) --version 1.0 --channel stable", "floor add 1.0 \(app)"],
      "add @update.gz \(app) --version 2.0 --channel edge", ["channel edge has no floors and blocks yet"]
    ),
    (
      "add to a paused channel with a group that is never reached",
      [
        "add @update.gz \(app) --version 1.0 --channel stable", "group add fleet \(app) --channel stable --over 3d",
        "pause \(app) --channel stable",
      ],
      "add @update.gz \(app) --version 2.0 --channel stable --channel beta",
      ["channel stable is paused", "channel \"beta\" is never reached"]
    ),
    (
      "add a release that is blocked",
      ["add @update.gz \(app) --version 1.0 --channel stable", "block add 2.0 \(app)"],
      "add @update.gz \(app) --version 2.0 --channel stable --backwards",
      ["points to 2.0 for amd64, which is blocked: 1.0 is offered instead"]
    ),
    (
      "add another build", ["add @update.gz \(app) --version 1.0+a --channel stable"],
      "add @update.gz \(app) --version 1.0+b --channel stable", ["is the same version as", "none that runs 1.0+a"]
    ),
    (
      "add the first release of an app", [], "add @update.gz \(app) --version 1.0 --arch arm64 --channel stable", []
    ),
    (
      "add the first release of an app that is there",
      ["EMPTY"],
      "add @update.gz \(app) --version 1.0 --arch arm64 --channel stable", []
    ),
    (
      "add a release for another architecture", ["add @update.gz \(app) --version 1.0 --channel stable"],
      "add @update.gz \(app) --version 1.0 --arch arm64 --channel edge", []
    ),
    (
      "add what was lost", ["add @update.gz \(app) --version 1.0 --channel stable", "LOSE"],
      "add @update.gz \(app) --version 1.0 --channel stable --channel beta", []
    ),
    (
      "add where a group has a time zone of the repository's own",
      ["add @update.gz \(app) --version 1.0 --channel stable", "ZONE"],
      "add @update.gz \(app) --version 2.0 --channel stable", []
    ),
    (
      "import with a promotion where a group has a time zone of the repository's own",
      ["add @update.gz \(app) --version 1.0 --channel stable", "ZONE", "EXPORT 2.0"],
      "import @in.tar --promote stable", ["the bundle is not signed"]
    ),
    (
      "add what nobody can unpack", [], "add @page.gz \(app) --version 1.0 --channel stable", ["is an HTML page"]
    ),
    (
      "add a release that was there before",
      [
        "add @update.gz \(app) --version 1.0 --channel stable", "add @update.gz \(app) --version 2.0 --channel stable",
        "group add fleet \(app) --channel stable --track stable --over 3d",
      ],
      "add @update.gz \(app) --version 1.0 --channel stable --backwards", ["its rollouts begin again"]
    ),
    (
      "promote to a channel that lacks the rules of another",
      ["add @update.gz \(app) --version 1.0 --channel stable", "block add 0.9 \(app)"],
      "promote 1.0 \(app) --channel edge", ["channel edge has no floors and blocks yet"]
    ),
    (
      "block", ["add @update.gz \(app) --version 1.0 --channel stable"], "block add 1.0 \(app)",
      ["nothing is offered instead", "a channel that is added later"]
    ),
    (
      "group add", ["add @update.gz \(app) --version 1.0 --channel stable", "group add all \(app) --channel stable"],
      "group add lab \(app) --channel stable --window 09:00-17:00", ["is never reached", "names no time zone"]
    ),
    (
      "pin set",
      [
        "add @update.gz \(app) --version 1.0 --channel stable", "group add lab \(app) --channel stable --track lab",
        "block add 1.0 \(app)", "pause \(app) --group lab",
      ],
      "pin set 1.0 \(app) --group lab", ["is pinned to 1.0 for amd64, which is blocked", "group lab is paused"]
    ),
    (
      "rollout set", ["add @update.gz \(app) --version 1.0 --channel stable", "group add lab \(app) --channel stable"],
      "rollout set \(app) --group lab --percent 0", ["reaches nobody"]
    ),
    (
      "remove what is not there", ["add @update.gz \(app) --version 1.0"], "remove --app com.exmaple.agent",
      ["did you mean that?"]
    ),
    ("prune", ["add @update.gz \(app) --version 1.0"], "prune --keep 0 \(app)", []),
    (
      "undo",
      [
        "add @update.gz \(app) --version 1.0 --channel stable", "add @update.gz \(app) --version 1.1",
        "floor add 1.0 \(app)", "remove 1.1 \(app)",
      ], "undo 1 \(app)", ["releases that were removed stay so"]
    ),
    (
      "import with a promotion",
      ["add @update.gz \(app) --version 1.0 --channel stable", "floor add 1.0 \(app)", "EXPORT 2.0"],
      "import @in.tar --promote edge", ["channel edge has no floors and blocks yet"]
    ),
    (
      "import of a new app with a promotion", ["EXPORT 2.0"], "import @in.tar --promote edge",
      ["the bundle is not signed"]
    ),
    (
      "import of what was lost, with a promotion",
      ["add @update.gz \(app) --version 2.0", "EXPORT 2.0", "LOSE"], "import @in.tar --promote edge",
      ["the bundle is not signed"]
    ),
    (
      "import of a policy",
      ["add @update.gz \(app) --version 1.0 --channel stable", "EXPORT 2.0 --policy"], "import @in.tar --policy",
      ["channel \"beta\" is never reached", "the bundle is not signed"]
    ),
    (
      "import without the policy", ["EXPORT 2.0 --policy"], "import @in.tar", ["which was not applied"]
    ),
  ]

  private static let berlin = URL(fileURLWithPath: "/usr/share/zoneinfo/Europe/Berlin")

  /// A repository where the command is to be tried.
  private func shop(_ before: [String]) throws -> Workshop {
    let shop = try Workshop()
    try shop.folder.write("hello", to: "update.gz")
    try shop.folder.write("<!DOCTYPE html><title>404 Not Found</title>", to: "page.gz")
    for words in before {
      if words == "LOSE" {
        try FileManager.default.removeItem(atPath: "\(shop.root)/payloads/com.example.agent")
      } else if words == "ZONE" {
        // A name that no other folder of time zones has.
        try shop.folder.write([UInt8](Data(contentsOf: Self.berlin)), to: "root/zoneinfo/Factory2/Line1")
        let group = """
          <group name="plant" track="plant" channel="stable">
            <window days="mon-fri" from="09:00" to="17:00" timezone="Factory2/Line1"/>
          </group>
          </app>
          """
        try shop.folder.write(
          try shop.appXML().replacing("</app>", with: group), to: "root/catalog/com.example.agent/app.xml")
      } else if words == "EMPTY" {
        try shop.folder.write("<app appid=\"com.example.agent\"/>\n", to: "root/catalog/com.example.agent/app.xml")
      } else if words.hasPrefix("EXPORT ") {
        let parts = words.split(separator: " ")
        let source = try Workshop()
        try source.folder.write("hello", to: "update.gz")
        try source.expect("add @update.gz \(Self.app) --version \(parts[1]) --channel stable")
        try source.expect("group add all \(Self.app) --channel stable")
        try source.expect("group add lab \(Self.app) --channel stable --oem azure")
        try source.expect("channel add beta \(Self.app)")
        try source.expect(
          "export \(parts.dropFirst(2).joined(separator: " ")) --output \(shop.folder.path(of: "in.tar"))")
      } else {
        try shop.expect(words)
      }
    }
    return shop
  }

  /// The warnings and notes of a run.
  private func remarks(_ run: Run) -> [String] {
    run.errors.split(separator: "\n").map(String.init)
      .filter { $0.hasPrefix("omaha-pkg: warning: ") || $0.hasPrefix("omaha-pkg: note: ") }
  }

  @Test("in warnings and notes, changes nothing, and leaves no temporary file", arguments: cases.indices)
  func same(index: Int) throws {
    let (name, before, command, warnings) = Self.cases[index]
    let shop = try shop(before)
    let files = try Snapshot(shop).files
    // Only an import keeps a part of payloads for a while.
    let scratch = command.hasPrefix("import") ? "scratch" : "none"
    try shop.folder.makeFolder("scratch")
    let dry = try Program.run(
      Program.omahaPkg, shop.arguments(command + " --dry-run"),
      environment: ["OMAHA_ROOT": shop.root, "TMPDIR": shop.folder.path(of: scratch)])
    #expect(try Snapshot(shop).files == files, "\(name)")
    #expect(shop.folder.names("scratch") == [], "\(name)")
    let real = try shop.expect(command)
    #expect(dry.status == real.status, "\(name)\n\(dry.errors)")
    // A time in a text may be a second later.
    let times = #/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/#
    #expect(
      remarks(dry).map { $0.replacing(times, with: "T") } == remarks(real).map { $0.replacing(times, with: "T") },
      "\(name)")
    for warning in warnings { #expect(real.errors.contains(warning), "\(name)\n\(real.errors)") }
    if warnings.isEmpty { #expect(remarks(real) == [], "\(name)") }
  }

  @Test("in refusals, and both change nothing and say nothing of what would be done")
  func refusals() throws {
    let shop = try shop(["add @update.gz \(Self.app) --version 1.0 --channel stable", "EXPORT 2.0"])
    try shop.expect("floor add 1.0 \(Self.app) --channel stable")
    let before = try Snapshot(shop).files
    for command in [
      "add @update.gz --app org.other --version 1.0 --channel stable --expect-current 0.9",
      "add @update.gz --app org.other --version 1.0 --channel a,b",
      "add @update.gz \(Self.app) --version 0.9 --channel stable",
      // No machine that needs the floor could have it.
      "add @update.gz \(Self.app) --version 2.0 --arch arm64 --channel stable",
      // The payload is copied to another folder.
      "add @update.gz \(Self.app) --version 2.0 --codebase /packages/other/ --channel stable",
      "import @in.tar --promote stable --expect-current 0.9",
    ] {
      let runs = try ["", " --dry-run"].map { try shop.run(command + $0) }
      #expect(runs[0].status != 0 && runs[0].status == runs[1].status && runs[0].errors == runs[1].errors, "\(command)")
      #expect(runs.allSatisfy { $0.output == "" }, "\(runs.map(\.output))")
      #expect(try Snapshot(shop).files == before, "\(command)")
    }
  }

  @Test("where the payload is to be put into another folder first")
  func otherFolder() throws {
    let shop = try shop([])
    let command = "add @update.gz \(Self.app) --version 1.0 --codebase /packages/other/ --channel stable"
    let refused = try shop.expect(command, exit: 1)
    #expect(
      refused.errors.contains("hint: its codebase is another folder than `add` copies to: put the payload there first"),
      "\(refused.errors)")
    try shop.folder.write("hello", to: "root/payloads/other/update.gz")
    try shop.expect(command + " --dry-run")
    try shop.expect(command)
  }
}
