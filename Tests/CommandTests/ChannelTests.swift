import Testing
import TestSupport

@Suite("omaha-pkg channel, floor and block")
struct ChannelTests {
  let shop: Workshop
  let app = "--app com.example.agent"

  init() throws {
    shop = try Workshop { [app] shop in
      try shop.folder.write("hello", to: "update.gz")
      for version in ["1.0", "2.0", "3.0"] { try shop.expect("add @update.gz \(app) --version \(version)") }
    }
  }

  @Test("channels come and go, but not while a group follows them")
  func channels() throws {
    #expect(try shop.change("channel add stable \(app)").output == "channel stable is there now\n")
    try shop.change("channel add beta \(app)")
    #expect(try shop.appXML().contains("  <channel name=\"stable\"/>\n  <channel name=\"beta\"/>\n"))
    #expect(try shop.expect("channel list \(app)").lines.count == 3)
    try shop.change("group add lab \(app) --channel beta")
    let refused = try shop.expect("channel remove beta \(app)", exit: 1)
    #expect(refused.errors.contains("group \"lab\" of com.example.agent follows channel \"beta\"\n"))
    #expect(refused.errors.contains("omaha-pkg: hint: "))
    try shop.change("group set lab \(app) --channel stable")
    #expect(try shop.change("channel remove beta \(app)").output == "channel beta is removed now\n")
    #expect(try shop.expect("channel remove beta \(app)").output == "channel beta is removed already\n")
    try shop.expect("channel add", ["", "--app", "com.example.agent"], exit: 64)
    try shop.expect("channel add x --app com.example.other", exit: 66)
    try shop.expect("channel list --app com.example.other", exit: 66)
  }

  @Test("a floor is set in one channel or in all, with a reason, and goes again")
  func floors() throws {
    try shop.change("promote 3.0 \(app) --channel stable")
    try shop.change("promote 2.0 \(app) --channel beta")
    let before = try shop.appXML()
    #expect(
      try shop.change("floor add 1.0 \(app)", ["--reason", "new <layout>"]).output == """
        channel stable: 1.0 is a floor now
        channel beta: 1.0 is a floor now

        """)
    #expect(
      try shop.appXML().split(separator: "\n").count {
        $0 == "    <floor version=\"1.0\" reason=\"new &lt;layout&gt;\"/>"
      } == 2)
    let refused = try shop.expect("floor remove 1.0 \(app) --arch amd64", exit: 1)
    #expect(refused.errors.contains("for every architecture, also for amd64\n"))
    try shop.change("floor add 1.0 \(app) --channel beta", ["--reason", ""])
    try shop.change("floor add 2.0 \(app) --channel stable --arch amd64")
    #expect(try shop.appXML().contains("<floor version=\"2.0\" arch=\"amd64\"/>"))
    try shop.change("floor remove 2.0 \(app)")
    try shop.change("floor remove 1.0 \(app)")
    #expect(try shop.appXML() == before)
  }

  @Test("a floor that has no release is refused, and the nearest release is named")
  func floorWithoutRelease() throws {
    try shop.change("promote 3.0 \(app) --channel stable")
    let before = try shop.appXML()
    for dry in ["", " --dry-run"] {
      let run = try shop.expect("floor add 2.5 \(app)\(dry)", exit: 78)
      #expect(run.errors.contains("error: there is no release 2.5 of com.example.agent\n"), "\(run.errors)")
      #expect(run.errors.contains("hint: the nearest is 2.0; "))
    }
    #expect(try shop.appXML() == before)
    // A promotion above a floor without a release, likewise.
    try shop.expect("add @update.gz \(app) --version 3.0 --arch arm64")
    try shop.change("floor add 2.0 \(app) --channel stable")
    let promotion = try shop.expect("promote 3.0 \(app) --channel stable", exit: 78)
    #expect(promotion.errors.contains("there is no release of 2.0 for arm64, which the floor needs"))
    try shop.expect("check")
  }

  @Test("a block comes and goes, for one architecture or for all")
  func blocks() throws {
    try shop.change("promote 3.0 \(app) --channel stable")
    let before = try shop.appXML()
    let block = try shop.change("block add 3.0 \(app) --channel stable", ["--reason", "boot loop"])
    #expect(block.output == "channel stable: 3.0 is blocked now\n")
    #expect(try shop.appXML().contains("    <block version=\"3.0\" reason=\"boot loop\"/>\n"))
    let answer = try shop.expect("explain \(app) --version 1.0 --track stable").output
    #expect(answer.contains("version=\"2.0\"") && !answer.contains("version=\"3.0\""))
    let refused = try shop.expect("block remove 3.0 \(app) --arch amd64", exit: 1)
    #expect(refused.errors.contains("blocks 3.0 for every architecture"))
    try shop.change("block add 3.0 \(app) --arch arm64")
    #expect(try shop.change("block remove 3.0 \(app)").output == "channel stable: 3.0 is not blocked now\n")
    #expect(try shop.expect("block remove 3.0 \(app)").output == "channel stable: 3.0 is unblocked already\n")
    #expect(try shop.expect("floor remove 3.0 \(app)").output == "channel stable: floor 3.0 is removed already\n")
    #expect(try shop.appXML() == before)
    // A version that is not there yet can be blocked.
    try shop.change("block add 4.0 \(app)")
  }

  @Test(
    "what cannot be done is refused",
    arguments: [
      ("floor add 1.0", 66), ("block add 1.0 --channel beta", 66),
      ("floor add one", 64),
      ("floor remove 1.0 --reason x", 64), ("block add 1.0 --arch vax", 64),
      ("block add 1.0 --reason a\u{1}", 64), ("floor add 1.0 --reason a\u{1b}", 64),
    ])
  func refused(words: String, status: Int32) throws {
    let before = try shop.appXML()
    #expect(try shop.expect("\(words) \(app)", exit: status).errors.hasPrefix("omaha-pkg: error: "))
    #expect(try shop.appXML() == before)
  }

  @Test("an app.xml that is not valid is told, with its lines, and stays")
  func invalid() throws {
    let text = "<app appid=\"com.example.agent\">\n<floor/>\n</app>"
    try shop.folder.write(text, to: "root/catalog/com.example.agent/app.xml")
    let run = try shop.expect("channel add x \(app)", exit: 78)
    #expect(run.errors.contains("app.xml:2: <floor> does not belong in <app>"))
    #expect(try shop.appXML() == text)
  }
}
