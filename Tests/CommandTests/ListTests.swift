import Foundation
import Testing
import TestSupport

@Suite("omaha-pkg list and show, with policies")
struct ListTests {
  let shop: Workshop

  init() throws {
    shop = try Workshop { shop in
      try shop.folder.write("hello", to: "update.gz")
      for arch in ["amd64", "arm64"] {
        for version in ["1.0", "2.0"] {
          try shop.expect("add @update.gz --app com.example.agent --version \(version) --arch \(arch)")
        }
      }
      try shop.folder.write("m1\nm2\n", to: "root/catalog/com.example.agent/lab.txt")
      try shop.folder.write(
        """
        <app appid="com.example.agent" name="agent">
          <channel name="stable">
            <target arch="amd64" version="2.0" since="2026-11-20T00:00:00Z"/>
            <target arch="arm64" version="2.0" since="2026-11-20T00:00:00Z"/>
            <floor version="1.0" arch="amd64" reason="new layout"/>
            <block version="2.0" arch="arm64" reason="boot loop"/>
          </channel>
          <channel name="beta" updates="off"/>
          <group name="lab" channel="stable" arch="amd64"><machines file="lab.txt"/><pin version="1.0" arch="amd64"/></group>
          <group name="azure" channel="stable" oem="azure" min-version="1" alias-prefix="x-" updates="off">
            <rollout percent="12.5"/>
          </group>
          <group name="fleet" channel="stable" track="stable">
            <rollout over="P3D"/>
            <window days="mon-fri" from="09:00" to="17:00" timezone="Europe/Berlin"/>
            <blackout from="2026-12-20" to="2027-01-03"/>
          </group>
        </app>
        """, to: "root/catalog/com.example.agent/app.xml")
    }
  }

  private let friday = "--at 2026-11-20T08:30:00Z"

  /// What `show` says that happens to a group at a moment.
  private func now(_ group: String, at moment: String) throws -> String {
    let shown = try shop.expect("show --app com.example.agent --at \(moment)").lines
    let paragraph = shown.drop { !$0.hasPrefix("group ") || !($0 + ",").contains(" \(group),") }
    return try #require(paragraph.first { $0.hasPrefix("now ") }).dropFirst(3).trimmingCharacters(in: .whitespaces)
  }

  /// The rows of a table of `list`: those from a title on whose first word is not another title.
  private func rows(_ title: String, _ words: String) throws -> [String] {
    let lines = try shop.expect(words).lines
    let start = try #require(lines.firstIndex { $0.hasPrefix("  \(title) ") })
    let rest = lines[(start + 1)...].prefix { line in
      !["CHANNEL ", "FLOOR ", "BLOCK ", "GROUP ", "RELEASE "].contains { line.hasPrefix("  " + $0) }
    }
    return rest.map { $0.replacing(#/ {2,}/#, with: "|") }
  }

  @Test("what each group gets at a moment, a row for each, within a hundred columns")
  func groups() throws {
    let groups = """
        GROUP   MACHINES                       GETS                           NOW
        lab     arch amd64, 2 machines in      amd64: 1.0 pinned              everybody
                lab.txt
        azure   oem azure, version 1.., alias  amd64: 2.0 from stable;        paused, 12.5%
                x-*                            arm64: nothing, 2.0 is
                                               blocked
        fleet   track stable                   amd64: 2.0 from stable;        11.8% of 100%, done
                                               arm64: 1.0, 2.0 is blocked     2026-11-23T00:00:00Z, open
                                                                              until 2026-11-20T16:00:00Z
        stable  track stable                   amd64: 2.0 from stable;        never reached: fleet takes
                                               arm64: 1.0, 2.0 is blocked     its machines
        beta    track beta                     nothing                        paused (channel beta)

      """
    #expect(
      try shop.expect("list \(friday)").output == """
        com.example.agent  agent
          CHANNEL  ARCH          VERSION  SINCE
          stable   amd64, arm64  2.0      2026-11-20T00:00:00Z
          beta     -             -        -

        """ + groups + """
            RELEASE  ARCH          FROM  SIZE  PACKAGE    CHANNELS  RULES
            1.0      amd64, arm64  any   5     update.gz            floor of stable for amd64: new layout
            2.0      amd64, arm64  any   5     update.gz  stable    blocked by stable for arm64: boot loop
                                                                    (machines that run it get nothing newer)

          """)
    #expect(try shop.expect("group list --app com.example.agent \(friday)").output == groups)
    #expect(try now("fleet", at: "2026-12-18T18:00:00Z") == "closed until 2027-01-04T08:00:00Z, 100%")
    #expect(
      try now("fleet", at: "2026-11-21T12:00:00Z")
        == "closed until 2026-11-23T08:00:00Z, 50% of 100%, done 2026-11-23T00:00:00Z")
    #expect(try now("azure", at: "2026-11-19T12:00:00Z") == "paused, 0% of 12.5%")
    try shop.expect("pause --app com.example.agent")
    for name in ["lab", "fleet"] {
      #expect(try now(name, at: "2026-11-20T08:30:00Z").hasPrefix("paused (app)"))
    }
    #expect(try now("beta", at: "2026-11-20T08:30:00Z") == "paused (app, channel beta)")
    #expect(try shop.expect("list").lines.first == "com.example.agent  agent  updates are off")
  }

  @Test("show says more of an app than list: every setting, and every file of a release")
  func details() throws {
    let shown = try shop.expect("show --app com.example.agent \(friday)").output
    #expect(
      shown.contains(
        """
        group     fleet
        machines  track stable
        channel   stable
        updates   on
        rollback  forbidden
        rollout   over 3 days
        window    mon-fri 09:00-17:00 Europe/Berlin
        blackout  2026-12-20 to 2027-01-03 UTC
        open      until 2026-11-20T16:00:00Z
        gets      amd64: 2.0 from stable
                  since 2026-11-20T00:00:00Z
                  first 1.0
                  to 11.8% of 100%, done 2026-11-23T00:00:00Z
        gets      arm64: 1.0, 2.0 is blocked
                  since 2026-11-20T00:00:00Z
                  to 11.8% of 100%, done 2026-11-23T00:00:00Z
                  machines on 2.0 run a blocked version, and are offered nothing newer
        now       11.8% of 100%, done 2026-11-23T00:00:00Z, open until 2026-11-20T16:00:00Z

        """), "\(shown)")
    #expect(shown.contains("floor    1.0 amd64: new layout\nblock    2.0 arm64: boot loop\n"), "\(shown)")
    #expect(shown.contains("\nsha256 "), "\(shown)")
  }

  @Test("show of a release says which floors it is, what blocks it, and who is pinned to it")
  func rules() throws {
    func rules(_ words: String) throws -> [String] {
      let lines = try shop.expect("show \(words) --app com.example.agent").lines
      return lines.map { $0.replacing(#/ {2,}/#, with: " ") }
        .filter { line in ["floor ", "blocked ", "pinned "].contains { line.hasPrefix($0) } }
    }
    #expect(try rules("1.0 --arch amd64") == ["floor of stable for amd64: new layout", "pinned by lab"])
    #expect(try rules("1.0 --arch arm64") == [])
    #expect(try rules("2.0") == ["blocked by stable for arm64: boot loop"])
    let text = try shop.expect("show 2.0 --arch arm64 --app com.example.agent --format json").output
    let json = try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]])
    #expect((json[0]["blocks"] as? [[String: String]])?.map { $0["reason"] } == ["boot loop"])
    for key in ["floors", "pins"] { #expect((json[0][key] as? [Any])?.isEmpty == true) }
  }

  @Test("tables count characters that are two columns wide as two, and a version range of one is that version")
  func columns() throws {
    let name = "東京フリート本番環境"
    try shop.expect("group add --app com.example.agent --channel stable --min-version 1.0 --max-version 1.0", [name])
    let row = try #require(try rows("GROUP", "group list --app com.example.agent").first { $0.contains(name) })
    #expect(row.hasPrefix("|\(name)|version 1.0|"), "\(row)")
    let lines = try shop.expect("list \(friday)").lines
    let wide = try #require(lines.first { $0.contains(name) }).replacing(name, with: String(repeating: "x", count: 20))
    let title = try #require(lines.first { $0.hasPrefix("  GROUP ") })
    func column(_ word: String, of line: String) -> Int? {
      line.ranges(of: word).first.map { line.distance(from: line.startIndex, to: $0.lowerBound) }
    }
    #expect(wide.count <= 100 && column("MACHINES", of: title) == column("version", of: wide), "\(lines)")
  }

  @Test("who runs a blocked version is not called up to date")
  func runningBlocked() throws {
    let machine = "explain --app com.example.agent --track stable --version 2.0 \(friday)"
    let blocked = try shop.expect("\(machine) --arch arm64").output
    #expect(blocked.contains("version   2.0, which is blocked: boot loop\n"), "\(blocked)")
    #expect(
      blocked.contains("reason    up-to-date: the machine runs a blocked version, and nothing newer is there for it"))
    let fine = try shop.expect("\(machine) --arch amd64").output
    #expect(fine.contains("reason    up-to-date: the machine already runs this release") && !fine.contains("blocked\n"))
    let json = try shop.expect("\(machine) --arch arm64 --format json").output
    let apps = (try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])?["apps"] as? [[String: Any]]
    #expect(
      apps?.first?["runningBlock"] as? [String: String] == [
        "channel": "stable", "version": "2.0", "arch": "arm64", "reason": "boot loop",
      ])
    try shop.folder.write(
      "version,arch,track\n2.0,arm64,stable\n2.0,amd64,stable\n2.0,amd64,stable\n3.0,arm64,stable\n", to: "fleet.csv")
    let fleet = try shop.expect("explain --app com.example.agent --fleet @fleet.csv \(friday)").output
    #expect(fleet.contains("  3         75.00%  noupdate  up-to-date\n"), "\(fleet)")
    #expect(fleet.contains("  1         25.00%  noupdate  runs a blocked version\n"), "\(fleet)")
    let counts = try shop.expect("explain --app com.example.agent --fleet @fleet.csv \(friday) --format json").output
    #expect(counts.contains("\"machines\" : 4,\n") && counts.contains("\"runningBlocked\" : 1\n"), "\(counts)")
  }

  @Test("channels are shown with their floors and blocks, and why")
  func channels() throws {
    let words = "channel list --app com.example.agent"
    #expect(try rows("FLOOR", words) == ["|1.0|stable|amd64|new layout"])
    #expect(try rows("BLOCK", words) == ["|2.0|stable|arm64|boot loop"])
    #expect(try rows("CHANNEL", words) == ["|stable|amd64, arm64|2.0|2026-11-20T00:00:00Z", "|beta|-|-|-"])
  }

  @Test("JSON says all of it")
  func json() throws {
    let output = try shop.expect(
      "show --app com.example.agent --format json --at 2026-11-21T12:00:00Z"
    ).output
    let app = try #require(JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any])
    let groups = try #require(app["groups"] as? [[String: Any]])
    #expect(groups.compactMap { $0["group"] as? String } == ["lab", "azure", "fleet", "stable", "beta"])
    let fleet = groups[2]
    let ways = try #require(fleet["ways"] as? [[String: Any]])
    #expect(ways.compactMap { $0["release"] as? String } == ["2.0", "1.0"])
    #expect((ways[0]["floors"] as? [[String: String]])?.map { $0["version"] } == ["1.0"])
    #expect(ways.compactMap { $0["state"] as? String } == ["closed", "closed"])
    #expect(ways.map { $0["stuck"] as? [String] } == [[], ["2.0"]])
    let rollout = try #require(ways[0]["progress"] as? [String: Any])
    #expect(rollout["percent"] as? Double == 50)
    #expect(rollout["done"] as? String == "2026-11-23T00:00:00Z")
    let schedule = try #require(fleet["schedule"] as? [String: Any])
    #expect(schedule["isOpen"] as? Bool == false)
    #expect(schedule["opens"] as? String == "2026-11-23T08:00:00Z")
    let channels = try #require(app["channels"] as? [[String: Any]])
    let floors = try #require(channels[0]["floors"] as? [[String: Any]])
    #expect(floors[0]["reason"] as? String == "new layout")
    #expect(channels[1]["updates"] as? String == "off")
    try shop.expect("list --at tomorrow", exit: 64)
  }

  @Test("an app without policies is shown without them")
  func plain() throws {
    try shop.folder.write(
      "<app appid=\"com.example.agent\"><channel name=\"stable\"><target arch=\"amd64\" version=\"2.0\"/></channel></app>",
      to: "root/catalog/com.example.agent/app.xml")
    let output = try shop.expect("list").output
    #expect(!output.contains("GROUP") && !output.contains("FLOOR") && !output.contains("BLOCK"))
    #expect(
      try rows("GROUP", "group list --app com.example.agent") == [
        "|stable|track stable|amd64: 2.0 from stable|everybody"
      ])
  }
}
