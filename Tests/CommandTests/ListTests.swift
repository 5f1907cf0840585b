import Foundation
import Testing
import TestSupport

@Suite("omaha-pkg list and show, with policies")
struct ListTests {
  let shop: Workshop

  init() throws {
    shop = try Workshop()
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

  /// The rows of a table of `list`: those from a title on whose first word is not another title.
  private func rows(_ title: String, _ words: String) throws -> [String] {
    let lines = try shop.expect(words).lines
    let start = try #require(lines.firstIndex { $0.hasPrefix("  \(title) ") })
    let rest = lines[(start + 1)...].prefix { line in
      !["CHANNEL ", "FLOORS ", "BLOCKS ", "GROUP ", "RELEASE "].contains { line.hasPrefix("  " + $0) }
    }
    return rest.map { $0.replacing(#/ {2,}/#, with: "|") }
  }

  @Test("what each group and architecture gets at a moment, and how far each rollout is")
  func groups() throws {
    let friday = "--at 2026-11-20T08:30:00Z"
    let expected = [
      "|lab|arch amd64, 2 machines in lab.txt|amd64|1.0 pinned|-|-|on",
      "|lab|arch amd64, 2 machines in lab.txt|arm64|1.0, 2.0 is blocked|-|-|on",
      "|azure|oem azure, version 1.., alias x-*|amd64|2.0 from stable|12.5%|-|off",
      "|azure|oem azure, version 1.., alias x-*|arm64|1.0, 2.0 is blocked|12.5%|-|off",
      "|fleet|track stable|amd64|2.0 from stable|11.8% of 100%, done 2026-11-23T00:00:00Z|open until 2026-11-20T16:00:00Z|on",
      "|fleet|track stable|arm64|1.0, 2.0 is blocked|11.8% of 100%, done 2026-11-23T00:00:00Z|open until 2026-11-20T16:00:00Z|on",
      "|stable|track stable|amd64|2.0 from stable|-|-|on",
      "|stable|track stable|arm64|1.0, 2.0 is blocked|-|-|on",
      "|beta|track beta|-|nothing|-|-|off (channel beta)",
    ]
    #expect(try rows("GROUP", "list \(friday)") == expected)
    #expect(try rows("GROUP", "show --app com.example.agent \(friday)") == expected)
    #expect(try rows("GROUP", "group list --app com.example.agent \(friday)") == expected)
    let later = try rows("GROUP", "list --at 2026-12-18T18:00:00Z")
    #expect(later[4] == "|fleet|track stable|amd64|2.0 from stable|100%|opens 2027-01-04T08:00:00Z|on")
    let ahead = try rows("GROUP", "list --at 2026-11-19T12:00:00Z")
    #expect(
      ahead[2]
        == "|azure|oem azure, version 1.., alias x-*|amd64|2.0 from stable|0% of 12.5%, done 2026-11-20T00:00:00Z|-|off"
    )
    try shop.expect("pause --app com.example.agent")
    #expect(try rows("GROUP", "list").allSatisfy { $0.hasSuffix("|off (app)") || $0.hasSuffix("|off") })
    #expect(try shop.expect("list").lines.first == "com.example.agent  agent  updates are off")
  }

  @Test("channels are shown with their floors and blocks, and why")
  func channels() throws {
    for words in ["list", "channel list --app com.example.agent"] {
      #expect(try rows("FLOORS", words) == ["|stable|amd64|1.0|new layout"])
      #expect(try rows("BLOCKS", words) == ["|stable|arm64|2.0|boot loop"])
      #expect(try rows("CHANNEL", words).count == 3)
    }
  }

  @Test("JSON says all of it")
  func json() throws {
    let output = try shop.expect(
      "show --app com.example.agent --format json --at 2026-11-21T12:00:00Z"
    ).output
    let app = try #require(JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any])
    let groups = try #require(app["groups"] as? [[String: Any]])
    #expect(groups.compactMap { $0["name"] as? String } == ["lab", "azure", "fleet", "stable", "beta"])
    let fleet = groups[2]
    let ways = try #require(fleet["ways"] as? [[String: Any]])
    #expect(ways.compactMap { $0["offers"] as? String } == ["2.0", "1.0"])
    #expect(ways[0]["floors"] as? [String] == ["1.0"])
    let rollout = try #require(ways[0]["rollout"] as? [String: Any])
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
    #expect(!output.contains("GROUP") && !output.contains("FLOORS") && !output.contains("BLOCKS"))
    #expect(
      try rows("GROUP", "group list --app com.example.agent") == ["|stable|track stable|amd64|2.0 from stable|-|-|on"])
  }
}
