import Foundation
import Testing
import TestSupport

@Suite("omaha-pkg promote --first-to, for a hotfix")
struct HotfixTests {
  let shop: Workshop
  let app = "--app com.example.agent"

  /// A day after 1.3.0 was promoted, whose rollout takes three.
  init() throws {
    shop = try Workshop()
    try shop.folder.write("hello", to: "update.gz")
    for version in ["1.2.0", "1.3.0", "1.3.1"] { try shop.expect("add @update.gz \(app) --version \(version)") }
    try shop.expect("promote 1.3.0 \(app) --channel stable")
    try shop.expect(
      "group add fleet \(app) --channel stable --track stable --over P3D", ["--window", "0:00-24:00"])
    try shop.age(since: 24)
  }

  private func answer(_ version: String, _ more: String = "") throws -> String {
    let run = try shop.expect("explain \(app) --track stable --machine m-\(version) --version \(version) \(more)")
    return String(try #require(run.lines.first { $0.contains("offer") || $0.contains("no update") }))
  }

  @Test(
    "those who have the bad release get the fix at once, everybody else goes on with the rollout",
    arguments: ["min-version=1.3.0", "1.3.0"])
  func hotfix(machines: String) throws {
    let since = try #require(try shop.appXML().firstMatch(of: #/since="([^"]*)"/#)).1
    let run = try shop.change("promote 1.3.1 \(app) --channel stable --first-to \(machines)")
    #expect(
      run.output == """
        channel stable amd64 is at 1.3.1 now, was at 1.3.0; rollouts go on
        group fleet-first-1.3.1: machines of fleet that run 1.3.0 get 1.3.1 within its windows now

        """)
    let text = try shop.appXML()
    #expect(text.contains("<target arch=\"amd64\" version=\"1.3.1\" since=\"\(since)\"/>"))
    let groups = try shop.expect("explain \(app) --track stable --version 1.3.0 --format json").output
    #expect(groups.contains("\"decision\" : \"update\"") && groups.contains("\"version\" : \"1.3.1\""))
    #expect(groups.contains("\"group\" : \"fleet-first-1.3.1\""))
    // The others: a third of them.
    let fleet = ["version,track,machine"] + (0..<600).map { "1.2.0,stable,\($0 * 7_919)" }
    try shop.folder.write(fleet.joined(separator: "\n") + "\n", to: "fleet.csv")
    let report = try shop.expect("explain \(app) --fleet @fleet.csv --format json").output
    let offered = try #require(report.firstMatch(of: #/"decision" : "update",\s*"machines" : (\d+)/#)).1
    #expect((140...260).contains(Int(offered) ?? 0), "\(offered) of 600")
    // Who has it is one of the fleet again, and so are those who get a later release.
    let done = try shop.expect("explain \(app) --track stable --version 1.3.1 --format json").output
    #expect(done.contains("\"group\" : \"fleet\""))
    try shop.expect("add @update.gz \(app) --version 1.4.0 --channel stable")
    let late = try shop.expect("explain \(app) --track stable --version 1.3.0 --format json").output
    #expect(late.contains("\"version\" : \"1.3.1\"") && late.contains("\"decision\" : \"update\""))
    let next = try shop.expect("explain \(app) --track stable --version 1.3.1 --format json").output
    #expect(next.contains("rollout-pending"))
  }

  @Test("what tells the group's machines tells those of the new group, and windows hold")
  func selectors() throws {
    try shop.expect("group set fleet \(app) --oem azure --min-version 1.0 --alias-prefix web- --poll-interval 3600")
    try shop.expect("promote 1.3.1 \(app) --channel stable --first-to min-version=1.3.0,arch=amd64")
    #expect(
      try shop.appXML().contains(
        """
          <group name="fleet-first-1.3.1" track="stable" channel="stable" arch="amd64" oem="azure" min-version="1.3.0" \
        max-version="1.3.0" alias-prefix="web-" poll-interval="3600"
        """))
    #expect(try shop.appXML().components(separatedBy: "<window ").count == 3)
  }

  @Test(
    "only the rollout of a release that the hotfix is for goes on, while it runs; a pause stops it",
    arguments: [
      (
        [("promote 1.2.0 --channel stable --backwards", 720)],
        "1.2.0; rollouts begin anew: --first-to does not select 1.2.0"
      ),
      (
        [("promote 1.2.0 --channel stable --backwards", 24)],
        "1.2.0; rollouts begin anew: --first-to does not select 1.2.0"
      ),
      ([("rollout set --group fleet --over PT1H", 24)], "1.3.0; rollouts begin anew: that of 1.3.0 was complete"),
      ([("rollout set --group fleet --percent 100", 24)], "1.3.0"), ([("rollout remove --group fleet", 24)], "1.3.0"),
      ([("rollout set --group fleet --percent 5", 24)], "1.3.0; rollouts go on"),
      ([("pause --group fleet", 96)], "1.3.0; rollouts go on"),
      ([("poll", 96), ("pause", 120)], "1.3.0; rollouts begin anew: that of 1.3.0 was complete"),
      (
        [("rollout set --group fleet --over PT1H", 24), ("group add late --channel stable --oem late --over 9d", 24)],
        "1.3.0; rollouts go on"
      ),
    ] as [([(String, Double)], String)])
  func course(before: [(line: String, hours: Double)], state: String) throws {
    for (line, hours) in before {
      if line != "poll" { try shop.expect("\(line) \(app)") }
      try shop.age(since: hours)
      if line.hasPrefix("pause") { try shop.age(lastChange: line == "pause" ? 24 : 72) }
    }
    let since = try #require(try shop.appXML().firstMatch(of: #/since="([^"]*)"/#)).1
    let run = try shop.change("promote 1.3.1 \(app) --channel stable --first-to 1.3.0")
    #expect(run.lines.first == "channel stable amd64 is at 1.3.1 now, was at \(state)", "\(run.output)")
    #expect(try shop.appXML().contains("1.3.1\" since=\"\(since)\"") == state.hasSuffix("go on"))
    // Nobody who runs an older release is offered the hotfix for that reason.
    if state.contains("anew"), !before.contains(where: { $0.line == "pause" }) {
      #expect(try shop.expect("explain \(app) --track stable --version 1.2.0").output.contains("rollout-pending"))
      #expect(run.output.contains("group fleet-first-1.3.1: machines of fleet that run 1.3.0 get 1.3.1"))
    }
  }

  @Test(
    "a group that is pinned to what the hotfix mends is named",
    arguments: [
      ("1.3.0", "1.3.0", ""), ("1.3.0", "min-version=1.3.0", " --arch amd64"), ("1.3.0", "max-version=1.3.0", ""),
      ("1.3.0", "oem=azure", ""), ("1.2.0", "1.3.0", nil), ("1.2.0", "oem=azure", nil), ("1.3.0", "oem=gce", nil),
    ] as [(String, String, String?)])
  func pinned(version: String, machines: String, arch: String?) throws {
    try shop.expect("group add shop \(app) --channel stable --track shop --oem azure")
    try shop.expect("pin set \(version) \(app) --group shop\(arch ?? "")")
    let run = try shop.change("promote 1.3.1 \(app) --channel stable --first-to \(machines)")
    let warning =
      "warning: group shop is pinned to 1.3.0, and its machines do not get 1.3.1: `omaha-pkg pin set 1.3.1 --group shop\(arch ?? "") \(app)` takes them to it\n"
    #expect(run.errors.contains("group shop") == (arch != nil), "\(run.errors)")
    if arch != nil { #expect(run.errors.contains(warning), "\(run.errors)") }
  }

  @Test("a group without such machines, or without a rollout, needs none")
  func needless() throws {
    try shop.expect("group set fleet \(app) --oem azure")
    let run = try shop.expect("promote 1.3.1 \(app) --channel stable --first-to oem=gce --dry-run")
    #expect(run.errors.contains("no rollout of channel stable holds 1.3.1 back from these machines"), "\(run.errors)")
    try shop.expect("rollout remove \(app) --group fleet")
    let complete = try shop.expect("promote 1.3.1 \(app) --channel stable --first-to 1.3.0 --dry-run")
    #expect(complete.errors.contains("no rollout of channel stable"), "\(complete.errors)")
  }

  @Test(
    "machines that are told by nothing are refused",
    arguments: [
      ("", "\"\" is neither a version nor a selector"), ("1.3.0,oem=x", "\"1.3.0\" is neither"),
      ("min-version", "\"min-version\" is neither"), ("min-version=", "min-version cannot be \"\"."),
      ("oem=a,oem=b", "oem is given twice."), ("arch=z80", "arch cannot be \"z80\"."),
      ("updates=off", "Selectors: track, arch, board, oem, platform, min-version, max-version, alias-prefix, "),
    ])
  func refused(machines: String, reason: String) throws {
    let run = try shop.expect("promote 1.3.1 \(app) --channel stable --first-to", [machines], exit: 64)
    #expect(run.errors.contains(reason), "\(run.errors)")
  }

  @Test("a block of the hotfix does not say that its group is offered what its machines are past already")
  func blocked() throws {
    try shop.expect("promote 1.3.1 \(app) --channel stable --first-to 1.3.0")
    let run = try shop.expect("block add 1.3.1 \(app)")
    let blocked = "1.3.1 for amd64, which is blocked:"
    #expect(run.errors.contains("-1.3.1\" is pinned to \(blocked) nothing is offered instead"), "\(run.errors)")
    #expect(run.errors.contains("channel \"stable\" points to \(blocked) 1.3.0 is offered instead"), "\(run.errors)")
    let list = try shop.expect("list").output
    #expect(list.contains("amd64: nothing, 1.3.1 is   nothing\n"), "\(list)")
    #expect(try shop.expect("explain \(app) --track stable --version 1.3.0").output.contains("decision  noupdate\n"))
  }
}
