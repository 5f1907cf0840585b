import Foundation
import Testing
import TestSupport

/// Completion of values, typed at a terminal.
@Suite("A shell completes")
struct CompletionTests {
  let shop: ShellWorkshop
  private let other: Workshop

  init() throws {
    shop = try ShellWorkshop { shop in
      try shop.folder.write("hello", to: "update.gz")
      for version in ["1.0", "2.0", "3.4.5"] {
        try shop.expect("add @update.gz --app com.example.agent --version \(version) --channel stable")
      }
      try shop.expect("channel add --app com.example.agent", ["lts 2024"])
      try shop.expect("group add canary --app com.example.agent --channel stable --track canary")
      try shop.expect("floor add 1.0 --app com.example.agent --channel stable --reason", ["new layout"])
      try shop.expect("block add 2.0 --app com.example.agent --channel stable --reason", ["it's bad"])
      try shop.expect("add @update.gz --app org.example.tool --version 7.0 --channel nightly")
    }
    other = try Workshop(for: "CompletionTests.other") { shop in
      try shop.folder.write("hello", to: "update.gz")
      try shop.expect("add @update.gz --app net.example.other --version 9.0 --channel preview")
    }
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
      ("omaha-pkg pin add 3<TAB>", "[omaha-pkg][pin][add][3.4.5]"),
      ("omaha-pkg pin a<TAB>", "[omaha-pkg][pin][add]"),
      ("omaha-pkg pin add 1.0 --group can<TAB>", "[omaha-pkg][pin][add][1.0][--group][canary]"),
      ("omaha-pkg rollout add --group can<TAB>", "[omaha-pkg][rollout][add][--group][canary]"),
      ("omaha-pkg rollout add --perc<TAB>", "[omaha-pkg][rollout][add][--percent]"),
      ("omaha-pkg group set canary --rollback al<TAB>", "[omaha-pkg][group][set][canary][--rollback][allowed]"),
      ("omaha-pkg export --app org<TAB>", "[omaha-pkg][export][--app][org.example.tool]"),
      ("omaha-pkg export \(app) --channel lts<TAB>", "[omaha-pkg][export]\(words)[--channel][lts 2024]"),
      ("omaha-pkg export --version 3<TAB>", "[omaha-pkg][export][--version][3.4.5]"),
      ("omaha-pkg import bundle --promote ni<TAB>", "[omaha-pkg][import][bundle][--promote][nightly]"),
      ("omaha-pkg mirror url --app org<TAB>", "[omaha-pkg][mirror][url][--app][org.example.tool]"),
      ("omaha-pkg mirror url --channel ni<TAB>", "[omaha-pkg][mirror][url][--channel][nightly]"),
      ("omaha-pkg explain --arch am<TAB>", "[omaha-pkg][explain][--arch][amd64]"),
      ("omaha-pkg probe url --app org<TAB>", "[omaha-pkg][probe][url][--app][org.example.tool]"),
      ("omaha-pkg undo --app org.example.tool <TAB>", "[omaha-pkg][undo][--app][org.example.tool][1]"),
      ("omaha-fleet machines --sort las<TAB>", "[omaha-fleet][machines][--sort][last-seen]"),
      ("omaha-fleet machines --state=fail<TAB>", "[omaha-fleet][machines][--state=failed]"),
    ]
    let typed = try shop.type(cases.map(\.0), in: shell)
    #expect(typed == cases.map(\.1))
  }

  @Test("what machines have reported", arguments: Shell.allCases)
  func fleet(shell: Shell) async throws {
    let fleet = shop.shop.folder.path + "/fleet"
    let request = """
      <request protocol="3.0"><app appid="com.example.agent" version="1.0" track="stable" board="amd64-usr" oem="azure" \
      machineid="m1"><updatecheck/></app></request>
      """
    #expect(try CGI.run(shop.shop, request, environment: ["OMAHA_FLEET": fleet]).status == 0)
    let words = ["--fleet", fleet]
    let process = try ChildProcess(Program.omahaFleet, ["serve", "--root", shop.shop.root] + words)
    defer { process.signal(SIGKILL) }
    try await wait(until: "it is loaded") {
      try Program.run(Program.omahaFleet, ["versions"] + words).output.contains("1.0")
    }
    let options = ["app", "group", "version", "target", "offered", "track", "arch", "oem"]
    let values = ["com.example.agent", "stable", "1.0", "3.4.5", "3.4.5", "stable", "amd64", "azure"]
    var cases = zip(options, values).map { option, value in
      (
        "omaha-fleet machines --\(option) \(value.prefix(1))<TAB>",
        "[omaha-fleet][machines][--\(option)][\(value)]"
      )
    }
    for command in ["status", "versions", "errors"] {
      cases.append(
        ("omaha-fleet \(command) --app com<TAB>", "[omaha-fleet][\(command)][--app][com.example.agent]"))
    }
    cases.append(
      (
        "omaha-fleet export --app=org.example.none --group st<TAB>",
        "[omaha-fleet][export][--app=org.example.none][--group][st]"
      ))
    #expect(try shop.type(cases.map(\.0), in: shell, environment: ["OMAHA_FLEET": fleet]) == cases.map(\.1))
  }

  @Test("commands and options that there are, also those that help is asked about", arguments: Shell.allCases)
  func commands(shell: Shell) throws {
    let cases = [
      ("omaha-pkg verify --ver<TAB>", "[omaha-pkg][verify][--ver]"),
      ("omaha-pkg add --ver<TAB>", "[omaha-pkg][add][--version]"),
      ("omaha-pkg group add --tr<TAB>", "[omaha-pkg][group][add][--track]"),
      ("omaha-pkg probe --cac<TAB>", "[omaha-pkg][probe][--cacert]"),
      ("omaha-fleet machine --fl<TAB>", "[omaha-fleet][machine][--fleet]"),
      ("omaha-fleet status --ver<TAB>", "[omaha-fleet][status][--ver]"),
      ("omaha-fleet machines --ver<TAB>", "[omaha-fleet][machines][--version]"),
      ("omaha-pkg grou<TAB>", "[omaha-pkg][group]"), ("omaha-pkg help grou<TAB>", "[omaha-pkg][help][group]"),
      ("omaha-pkg help group ad<TAB>", "[omaha-pkg][help][group][add]"),
      ("omaha-fleet help journal ca<TAB>", "[omaha-fleet][help][journal][cat]"),
    ]
    #expect(try shop.type(cases.map(\.0), in: shell) == cases.map(\.1))
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
      try shop.type(cases.map(\.0), in: shell, environment: ["OMAHA_APP": "com.example.agent"]) == cases.map(\.1))
  }

  @Test("nothing, and prints nothing, where there is no repository or a broken one", arguments: Shell.allCases)
  func broken(shell: Shell) throws {
    try shop.shop.folder.write("<app", to: "root/catalog/com.example.agent/app.xml")
    let keys = ["omaha-pkg pause --channel st<TAB>", "omaha-pkg list --root /nonexistent --app c<TAB>"]
    #expect(
      try shop.type(keys, in: shell) == [
        "[omaha-pkg][pause][--channel][st]", "[omaha-pkg][list][--root][/nonexistent][--app][c]",
      ])
  }
}
