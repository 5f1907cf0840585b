import Testing
import TestSupport

@Suite("omaha-pkg group")
struct GroupTests {
  let shop: Workshop
  let app = "--app com.example.agent"

  init() throws {
    shop = try Workshop { [app] shop in
      try shop.folder.write("hello", to: "update.gz")
      try shop.expect("add @update.gz \(app) --version 1.0 --channel stable")
    }
  }

  @Test("a group is added with selectors and settings, behind the others or where it is to stand")
  func add() throws {
    #expect(
      try shop.change("group add fleet \(app) --channel stable").output == "group fleet is there now\n")
    try shop.change(
      """
      group add lab \(app) --channel stable --track stable --arch x64 --board amd64-usr --oem azure --platform CoreOS \
      --min-version 0.5 --max-version 2 --alias-prefix lab- --machine-prefix ab --updates off --rollback allowed \
      --poll-interval 3600 --poll-jitter 60 --before fleet
      """.replacing("\n", with: " "),
      [
        "--window", "mon-fri 9:00-17:00 Europe/Berlin", "--window", "22:00-06:00", "--blackout",
        "2026-12-20..2027-01-03 Europe/Berlin",
      ])
    try shop.change("group add first \(app) --channel stable --track x --first")
    let groups = try shop.appXML().split(separator: "\n").drop { !$0.contains("<group") }
    #expect(
      groups.joined(separator: "\n") == """
          <group name="first" track="x" channel="stable"/>
          <group name="lab" track="stable" channel="stable" arch="amd64" board="amd64-usr" oem="azure" platform="CoreOS" \
        min-version="0.5" max-version="2" alias-prefix="lab-" machine-prefix="ab" updates="off" rollback="allowed" \
        poll-interval="3600" poll-jitter="60">
            <window days="mon-fri" from="09:00" to="17:00" timezone="Europe/Berlin"/>
            <window days="daily" from="22:00" to="06:00" timezone="UTC"/>
            <blackout from="2026-12-20" to="2027-01-03" timezone="Europe/Berlin"/>
          </group>
          <group name="fleet" channel="stable"/>
        </app>
        """)
    // A cell that is too wide goes on in the next line, where the first column is blank.
    let rows = try shop.expect("group list \(app)").lines.filter { !$0.hasPrefix("   ") }
    #expect(rows.map { $0.split(separator: " ")[0] } == ["GROUP", "first", "lab", "fleet", "stable"])
  }

  @Test("a group changes in what is named, and an empty value takes away")
  func set() throws {
    try shop.change("group add lab \(app) --channel stable --track lab --board b --poll-interval 3600")
    let commented = try shop.appXML().replacing("  <group", with: "  <!-- ask Kim -->\n  <group")
    try shop.folder.write(commented, to: "root/catalog/com.example.agent/app.xml")
    #expect(try shop.change("group set lab \(app) --oem azure").output == "group lab is set now\n")
    try shop.change("group set lab \(app)", ["--track", "", "--poll-interval", "", "--window", "sat 0:00-24:00"])
    #expect(
      try shop.appXML().contains(
        """
          <!-- ask Kim -->
          <group name="lab" channel="stable" board="b" oem="azure">
            <window days="sat" from="00:00" to="24:00" timezone="UTC"/>
          </group>
        """))
    try shop.change("group set lab \(app)", ["--window", ""])
    #expect(try shop.appXML().contains("  <group name=\"lab\" channel=\"stable\" board=\"b\" oem=\"azure\"/>\n"))
    #expect(try shop.expect("group set lab \(app) --updates on").output == "group lab is set already\n")
  }

  @Test("a group that loses what tells its machines is for more of them, which is said")
  func wider() throws {
    try shop.folder.write("m1\n", to: "list")
    try shop.change("group add lab \(app) --channel stable --track lab --machines @list")
    let run = try shop.expect("group set lab \(app)", ["--machines", "", "--track", "", "--oem", ""])
    #expect(
      run.errors == "omaha-pkg: warning: group lab is for more machines now: it has lost its --track, --machines\n")
    #expect(try shop.expect("group set lab \(app)", ["--machines", ""]).errors == "")
    for option in ["--track", "--machines", "--arch", "--min-version"] {
      let refused = try shop.expect("group add canary \(app) --channel stable", [option, ""], exit: 64)
      #expect(refused.errors.contains("\(option) is empty"), "\(refused.errors)")
    }
  }

  @Test("a window that stays keeps its place and its comment when others come and go")
  func windows() throws {
    try shop.change(
      "group add lab \(app) --channel stable", ["--window", "mon 1:00-2:00", "--window", "tue 1:00-2:00"])
    let text = try shop.appXML().replacing(
      "<window days=\"tue\" from=\"01:00\" to=\"02:00\" timezone=\"UTC\"/>",
      with: "<window to='2:00' from='1:00' days='Tue'/> <!-- night -->")
    try shop.folder.write(text, to: "root/catalog/com.example.agent/app.xml")
    try shop.change("group set lab \(app)", ["--window", "wed 1:00-2:00", "--window", "tue 01:00-02:00"])
    #expect(
      try shop.appXML().contains(
        """
            <window to='2:00' from='1:00' days='Tue'/> <!-- night -->
            <window days="wed" from="01:00" to="02:00" timezone="UTC"/>
          </group>
        """))
  }

  @Test(
    "a window is typed as app.xml has it: days, hours or both, and a zone",
    arguments: [
      ("sat-mon", "days=\"sat-mon\" timezone=\"UTC\""), ("mon,wed", "days=\"mon,wed\" timezone=\"UTC\""),
      ("daily Europe/Berlin", "days=\"daily\" timezone=\"Europe/Berlin\""),
      ("sat, sun Europe/Berlin", "days=\"sat,sun\" timezone=\"Europe/Berlin\""),
      ("Saturday", "days=\"Saturday\" timezone=\"UTC\""),
      ("22:00-06:00", "days=\"daily\" from=\"22:00\" to=\"06:00\" timezone=\"UTC\""),
      ("9:00 - 17:00 Etc/GMT-3", "days=\"daily\" from=\"09:00\" to=\"17:00\" timezone=\"Etc/GMT-3\""),
      (
        "sat-mon 10:00-12:00 Europe/Berlin",
        "days=\"sat-mon\" from=\"10:00\" to=\"12:00\" timezone=\"Europe/Berlin\""
      ),
    ])
  func windowText(text: String, attributes: String) throws {
    try shop.change("group add lab \(app) --channel stable --track lab", ["--window", text])
    #expect(try shop.appXML().contains("<window \(attributes)/>"))
    // What is shown can be typed.
    let lines = try shop.expect("show \(app) --format json").lines.drop { !$0.contains("\"windows\"") }
    let shown = try #require(lines.dropFirst().first?.split(separator: "\"").dropFirst().first)
    #expect(
      try shop.expect("group set lab \(app)", ["--window", String(shown)]).output == "group lab is set already\n")
  }

  @Test(
    "a window that says neither days nor hours, or more than that, is refused",
    arguments: [
      "Europe/Berlin", "mon-fry", "mon 9-17", "sat-mon sun", "mon 9:00-17:00 UTC UTC", "-", ",", "09:00",
      "9:00-17:00-18:00",
    ])
  func brokenWindow(text: String) throws {
    let run = try shop.expect("group add lab \(app) --channel stable", ["--window", text], exit: 64)
    #expect(run.errors.contains("is not days, hours or both, then a time zone"), "\(run.errors)")
  }

  @Test("a list that was exported from a table is refused with its lines, before anything is written")
  func exportedMachines() throws {
    try shop.folder.write("\u{FEFF}m1\r\n\"m2\"\r\nm3,x\r\nm4;\r\n", to: "canary.csv")
    let before = shop.folder.files()
    let run = try shop.expect("group add canary \(app) --channel stable --machines @canary.csv", exit: 78)
    for line in 2...4 { #expect(run.errors.contains("canary.csv:\(line): an ID has a comma"), "\(run.errors)") }
    #expect(shop.folder.files() == before)
  }

  @Test("a list of machines is copied beside app.xml")
  func machines() throws {
    try shop.folder.write("m1\nm2 # two\n", to: "canary.txt")
    let run = try shop.expect("group add canary \(app) --channel stable --machines @canary.txt")
    let copied = "copied \(shop.folder.path)/canary.txt beside app.xml: +2 −0 machines\n"
    #expect(run.output == copied + "group canary is there now\n")
    #expect(try shop.folder.text("root/catalog/com.example.agent/canary.txt") == "m1\nm2 # two\n")
    #expect(try shop.expect("group set canary \(app) --machines @canary.txt").output == "group canary is set already\n")
    #expect(try shop.appXML().contains("<machines file=\"canary.txt\"/>"))
    // A list that changes is copied again, also when the group stays.
    try shop.folder.write("m3\n", to: "old.txt")
    #expect(
      try shop.expect("group set canary \(app) --machines @old.txt --dry-run").errors.contains("would copy old.txt"))
    #expect(try shop.folder.text("root/catalog/com.example.agent/canary.txt") == "m1\nm2 # two\n")
    try shop.expect("group set canary \(app) --machines @old.txt")
    #expect(try shop.folder.text("root/catalog/com.example.agent/canary.txt") == "m3\n")
    try shop.change("group set canary \(app)", ["--machines", ""])
    #expect(!(try shop.appXML().contains("<machines")))
  }

  @Test("a list that cannot be one is refused before anything is written")
  func brokenMachines() throws {
    try shop.folder.write("m 1\n", to: "bad.txt")
    let before = shop.folder.files()
    let run = try shop.expect("group add canary \(app) --channel stable --machines @bad.txt", exit: 78)
    #expect(run.errors.contains("bad.txt:1: an ID has a space"))
    try shop.expect("group add canary \(app) --channel stable --machines @missing.txt", exit: 66)
    // Without an end.
    try shop.expect("group add canary \(app) --channel stable --machines /dev/zero", exit: 73)
    try shop.expect("group add canary \(app) --channel stable --machines /dev", exit: 66)
    #expect(shop.folder.files() == before)
  }

  @Test("a group moves with its comment")
  func move() throws {
    for name in ["one", "two", "three"] { try shop.change("group add \(name) \(app) --channel stable") }
    let text = try shop.appXML().replacing("  <group name=\"three\"", with: "  <!-- third -->\n  <group name=\"three\"")
    try shop.folder.write(text, to: "root/catalog/com.example.agent/app.xml")
    try shop.change("group set three \(app) --before two")
    try shop.change("group set two \(app) --first")
    let groups = try shop.appXML().split(separator: "\n").filter { $0.contains("group") || $0.contains("third") }
    #expect(
      groups.joined(separator: "\n") == """
          <group name="two" channel="stable"/>
          <group name="one" channel="stable"/>
          <!-- third -->
          <group name="three" channel="stable"/>
        """)
  }

  @Test("removing a group leaves the text as it was before it was added")
  func remove() throws {
    let before = try shop.appXML()
    try shop.change("group add lab \(app) --channel stable", ["--window", "1:00-2:00"])
    #expect(try shop.change("group remove lab \(app)").output == "group lab is removed now\n")
    #expect(try shop.appXML() == before)
    #expect(try shop.expect("group remove lab \(app)").output == "group lab is removed already\n")
  }

  @Test(
    "what cannot be done is refused with a hint and changes nothing",
    arguments: [
      ("group add lab --app com.example.other --channel stable", 66, "omaha-pkg: hint: "),
      ("group add lab --channel beta", 66, "there is no channel \"beta\" in com.example.agent"),
      ("group add lab --channel stable --before x", 66, "there is no group \"x\" in com.example.agent"),
      ("group add lab", 64, "--channel"),
      ("group add lab --channel stable --first --before x", 64, "exclude"),
      ("group add lab --channel stable --arch vax", 64, "--arch"),
      ("group add lab --channel stable --oem a\u{1}", 64, "--oem"),
      ("group add lab --channel stable --min-version one", 64, "--min-version"),
      ("group add lab --channel stable --min-version 2 --max-version 1", 78, "min-version 2 is above max-version 1"),
      ("group add lab --channel stable --updates maybe", 64, "--updates"),
      ("group add lab --channel stable --rollback yes", 64, "--rollback"),
      ("group add lab --channel stable --poll-interval 60", 64, "--poll-interval"),
      ("group add lab --channel stable --poll-jitter 60", 78, "poll-jitter without poll-interval"),
      ("group add lab --channel stable --window 9-17", 64, "--window"),
      ("group add lab --channel stable --window 24:00-1:00", 64, "--window"),
      ("group add lab --channel stable --blackout 2026-12-20..2026-12-19", 64, "--blackout"),
      ("group set stable --track x", 66, "only a channel of that name"),
      ("group set lab --track x", 66, "there is no group \"lab\""),
      ("group set lab", 64, "omaha-pkg: error: nothing to change"),
      ("group remove stable", 66, "only a channel of that name"),
    ])
  func refused(words: String, status: Int32, message: String) throws {
    let before = try shop.appXML()
    let run = try shop.expect(words.contains("--app") ? words : "\(words) \(app)", exit: status)
    #expect(run.errors.contains(message), "\(run.errors)")
    #expect(run.output == "")
    #expect(try shop.appXML() == before)
  }

  @Test("a group that is there with other settings is not added over")
  func other() throws {
    try shop.change("group add lab \(app) --channel stable --track lab")
    let run = try shop.expect("group add lab \(app) --channel stable --track other", exit: 73)
    let hint = "`omaha-pkg group set lab --track other --channel stable --app com.example.agent` changes it"
    #expect(run.errors.contains("omaha-pkg: hint: \(hint)\n"))
    let zone = try shop.expect(
      "group set lab \(app)", ["--window", "1:00-2:00 Mars/Olympus"], exit: 78)
    #expect(zone.errors.contains("timezone \"Mars/Olympus\" is unknown"))
  }
}
