import Testing
import TestSupport

@Suite("omaha-pkg pin, rollout, pause and resume")
struct PinTests {
  let shop: Workshop
  let app = "--app com.example.agent"

  init() throws {
    shop = try Workshop { [app] shop in
      try shop.folder.write("hello", to: "update.gz")
      for version in ["1.0", "2.0"] { try shop.expect("add @update.gz \(app) --version \(version)") }
      try shop.expect("promote 2.0 \(app) --channel stable")
      try shop.expect("group add fleet \(app) --channel stable")
    }
  }

  private func offered(_ words: String = "") throws -> String {
    let output = try shop.expect("explain \(app) --version 0.1 --board amd64-usr \(words)").output
    return output.firstMatch(of: #/<manifest version="([^"]*)"/#).map { String($0.1) } ?? "nothing"
  }

  @Test("a group is pinned to a version from now on, and follows its channel again")
  func pin() throws {
    let before = try shop.appXML()
    #expect(try shop.change("pin set 1.0 \(app) --group fleet").output == "group fleet is pinned to 1.0 now\n")
    #expect(try shop.appXML().firstMatch(of: #/    <pin version="1.0" since="20[^"]*Z"\/>\n/#) != nil)
    #expect(try offered() == "1.0")
    try shop.change("pin set 2.0 \(app) --group fleet")
    #expect(try offered() == "2.0")
    // One without an architecture stands alone.
    let beside = try shop.expect("pin set 1.0 \(app) --group fleet --arch amd64", exit: 1)
    #expect(beside.errors.contains("is pinned to 2.0 for every architecture, also for amd64\n"), "\(beside.errors)")
    #expect(beside.errors.contains("hint: `omaha-pkg pin remove --group fleet --app com.example.agent`"))
    let refused = try shop.expect("pin remove \(app) --group fleet --arch amd64", exit: 1)
    #expect(refused.errors.contains("is pinned for every architecture, also for amd64\n"))
    try shop.change("pin remove \(app) --group fleet")
    try shop.change("pin set 1.0 \(app) --group fleet --arch amd64")
    #expect(try shop.appXML().contains("<pin version=\"1.0\" arch=\"amd64\" since="))
    try shop.change("pin set 2.0 \(app) --group fleet")
    #expect(try shop.appXML().split(separator: "\n").count { $0.contains("<pin") } == 1)
    #expect(try shop.change("pin remove \(app) --group fleet").output == "group fleet follows its channel now\n")
    #expect(try shop.expect("pin remove \(app) --group fleet").output == "group fleet follows its channel already\n")
    #expect(try shop.appXML() == before)
  }

  @Test("a rollout is a share or a time, changes into the other, and goes again")
  func rollout() throws {
    let before = try shop.appXML()
    #expect(
      try shop.change("rollout set \(app) --group fleet --percent 12.50").output == "group fleet: rollout 12.5% now\n")
    #expect(try shop.appXML().contains("    <rollout percent=\"12.5\"/>\n"))
    let commented = try shop.appXML().replacing("\"12.5\"/>", with: "'12.50'/> <!-- careful -->")
    try shop.folder.write(commented, to: "root/catalog/com.example.agent/app.xml")
    #expect(try shop.expect("rollout set \(app) --group fleet --percent 12.5").output.hasSuffix("12.5% already\n"))
    try shop.change("rollout set \(app) --group fleet --over P3D --steps 1,5,25,100")
    #expect(try shop.appXML().contains("<rollout over=\"P3D\" steps=\"1,5,25,100\"/> <!-- careful -->"))
    try shop.change("rollout set \(app) --group fleet --over PT36H")
    #expect(try shop.appXML().contains("<rollout over=\"P1DT12H\"/> <!-- careful -->"))
    #expect(
      try shop.change("rollout remove \(app) --group fleet").output == "group fleet: no rollout now\n")
    #expect(try shop.appXML() == before)
  }

  @Test("a rollout over time needs to know since when")
  func rolloutWithoutBeginning() throws {
    let text = try shop.appXML().replacing(#/ since="[^"]*"/#, with: "")
    try shop.folder.write(text, to: "root/catalog/com.example.agent/app.xml")
    let run = try shop.expect("rollout set \(app) --group fleet --over P3D", exit: 78)
    #expect(run.errors.contains("counts from the promotion to 2.0 for amd64, which has no since"))
    #expect(try shop.appXML() == text)
  }

  /// Takes every since away, as a person does who writes `app.xml` from memory.
  private func forgetBeginnings() throws -> String {
    let text = try shop.appXML().replacing(#/ since="[^"]*"/#, with: "")
    try shop.folder.write(text, to: "root/catalog/com.example.agent/app.xml")
    return text
  }

  /// Runs the first command that another one names as the repair.
  private func repair(_ run: Run) throws {
    let command = try #require(run.errors.firstMatch(of: #/`omaha-pkg ([^`]*)` makes it now/#), "\(run.errors)")
    try shop.expect(String(command.1))
    try shop.expect("check")
  }

  private static let notValid =
    "omaha-pkg: warning: the catalog was not valid before and still is not: no server uses this change until it is\n"

  @Test("a rollout that does not know since when is repaired by the command that every other one names")
  func lostBeginning() throws {
    try shop.expect("add @update.gz \(app) --version 2.0 --arch arm64 --channel stable")
    try shop.expect("rollout set \(app) --group fleet --over P3D")
    _ = try forgetBeginnings()
    let fault =
      "for amd64, which has no since; `omaha-pkg promote 2.0 --channel stable --app com.example.agent` makes it now\n"
    #expect(try shop.expect("check", exit: 1).output.contains(fault))
    // What stops an update does not wait for the repair.
    for words in ["block add 0.1 \(app)", "pause \(app)", "group set fleet \(app) --oem azure", "undo \(app)"] {
      let text = try shop.appXML()
      for dry in [" --dry-run", ""] {
        let run = try shop.expect(words + dry)
        #expect(run.errors.contains(Self.notValid) && run.errors.contains(fault), "\(run.errors)")
        #expect((try shop.appXML() == text) == (dry != ""))
      }
      #expect(try shop.expect("check", exit: 1).output.contains(fault))
    }
    // One that changes nothing has nothing to say of it.
    #expect(try shop.expect("pause \(app)").errors == "")
    #expect(try shop.expect("pause \(app) --dry-run").errors == "no change\n")
    try repair(try shop.expect("resume \(app)"))
    // Of a pin, and by a rollout that counts from nothing.
    try shop.expect("pin set 1.0 \(app) --group fleet")
    _ = try forgetBeginnings()
    try repair(try shop.expect("pause \(app)"))
    _ = try forgetBeginnings()
    #expect(try !shop.expect("rollout set \(app) --group fleet --percent 50").errors.contains("not valid"))
    try shop.expect("check")
  }

  @Test("what needs several commands is repaired by one after the other, and what is wrong still is told")
  func severalBeginnings() throws {
    try shop.expect("add @update.gz \(app) --version 1.0 --arch arm64 --channel stable")
    try shop.expect("rollout set \(app) --group fleet --over P3D")
    _ = try forgetBeginnings()
    let failed = try shop.expect("block add 0.1 \(app)")
    let commands = failed.errors.matches(of: #/`omaha-pkg ([^`]*)` makes it now/#).map { String($0.1) }
    #expect(commands.count == 2)
    #expect(failed.errors.split(separator: "\n").count { $0.contains("not valid") } == 1)
    let first = try shop.expect(commands[0])
    #expect(first.errors.hasPrefix(Self.notValid + "omaha-pkg: warning: the rollout of group \"fleet\" counts"))
    #expect(first.errors.contains(commands[1]) && first.errors.split(separator: "\n").count == 2, "\(first.errors)")
    // What is wrong besides is refused, and told without what was wrong before.
    let before = try shop.appXML()
    let worse = try shop.expect("group add lab \(app) --channel stable --track lab --over 3d", exit: 78)
    #expect(worse.errors.contains("error: nothing was changed, because the catalog would not be valid\n"))
    #expect(worse.errors.contains("group \"lab\"") && !worse.errors.contains("group \"fleet\""), "\(worse.errors)")
    #expect(try shop.appXML() == before)
    #expect(try shop.expect(commands[1]).errors == "")
    try shop.expect("check")
  }

  @Test("one architecture is repaired, also when the command for the others is another one then")
  func beginningOfOneArchitecture() throws {
    try shop.expect("add @update.gz \(app) --version 2.0 --arch arm64 --channel stable")
    try shop.expect("rollout set \(app) --group fleet --over P3D")
    let text = try forgetBeginnings()
    let left =
      "for arm64, which has no since; `omaha-pkg promote 2.0 --channel stable --arch arm64 --app com.example.agent` makes it now\n"
    for words in ["add @update.gz --version 3.0 --channel stable", "promote 3.0 --channel stable"] {
      try shop.folder.write(text, to: "root/catalog/com.example.agent/app.xml")
      for dry in [" --dry-run", ""] {
        let run = try shop.expect("\(words) \(app) --arch amd64\(dry)")
        #expect(run.errors.hasPrefix(Self.notValid) && run.errors.hasSuffix(left), "\(run.errors)")
      }
      #expect(try shop.appXML().contains("version=\"3.0\""))
    }
    try shop.expect("promote 2.0 --channel stable --arch arm64 \(app)")
    try shop.expect("check")
  }

  @Test("a release whose channel cannot be pointed to it is not added either")
  func refusedWhole() throws {
    try shop.expect("floor add 3.0 \(app)")
    for words in ["--dry-run", ""] {
      let run = try shop.expect("add @update.gz \(app) --version 4.0 --channel stable \(words)", exit: 78)
      #expect(run.output == "")
      #expect(run.errors.contains("error: nothing was changed, because"), "\(run.errors)")
      #expect(run.errors.contains("there is no release of 3.0 for amd64, which the floor needs"), "\(run.errors)")
    }
    #expect(try !shop.expect("list \(app)").output.contains("4.0"))
  }

  @Test("a pin to a version that is older than what the group was to run says whom it does not concern")
  func olderPin() throws {
    let older = try shop.expect("pin set 1.0 \(app) --group fleet")
    #expect(
      older.errors
        == "omaha-pkg: warning: group fleet was to run 2.0, which is newer than 1.0: a machine that has it already keeps it\n"
    )
    #expect(try shop.expect("pin set 1.0 \(app) --group fleet").errors == "")
    #expect(try shop.expect("pin set 2.0 \(app) --group fleet").errors == "")
    try shop.expect("group set fleet \(app) --rollback allowed")
    let back = try shop.expect("pin set 1.0 \(app) --group fleet --dry-run").errors
    #expect(back.contains("keeps it, unless it allows the rollback\n"), "\(back)")
    try shop.expect("block add 1.0 \(app)")
    let blocked = try shop.expect("pin set 1.0 \(app) --group fleet").errors
    #expect(blocked.contains("is pinned to 1.0 for amd64, which is blocked"), "\(blocked)")
  }

  @Test("so does a group that follows an older channel, also for one architecture, or is not pinned any more")
  func olderChannel() throws {
    let older = "warning: group fleet was to run 2.0, which is newer than 1.0: a machine that has it already keeps it"
    try shop.expect("promote 1.0 \(app) --channel old")
    for dry in [" --dry-run", ""] {
      #expect(try shop.expect("group set fleet --channel old \(app)\(dry)").errors.contains("\(older)\n"))
    }
    #expect(!(try shop.expect("group set fleet --channel old \(app)").errors.contains("newer")))
    #expect(try shop.expect("pin set 2.0 --group fleet \(app)").errors == "")
    #expect(try shop.expect("pin remove --group fleet \(app)").errors.contains("\(older)\n"))
    #expect(!(try shop.expect("group set fleet --channel stable \(app)").errors.contains("newer")))
    for (version, channel) in [("1.0", "stable"), ("1.0", "old")] {
      try shop.expect("add @update.gz \(app) --version \(version) --arch arm64 --channel \(channel)")
    }
    let one = try shop.expect("group set fleet --channel old --rollback allowed \(app)").errors
    #expect(one.contains("group fleet amd64 was to run 2.0") && one.contains("unless it allows"), "\(one)")
    #expect(!one.contains("arm64"), "\(one)")
  }

  @Test("an app, a channel and a group are paused and resumed, each by itself")
  func pause() throws {
    let before = try shop.appXML()
    #expect(try shop.change("pause \(app)").output == "app com.example.agent: updates are off now\n")
    #expect(try shop.appXML().contains("<app appid=\"com.example.agent\" default-arch=\"amd64\" updates=\"off\">"))
    #expect(try offered() == "nothing")
    try shop.change("pause \(app) --channel stable")
    try shop.change("pause \(app) --group fleet")
    #expect(
      try shop.change("resume \(app) --group fleet").output == """
        group fleet: updates are on now
        the app is still paused
        channel stable is still paused

        """)
    #expect(
      try shop.change("resume \(app) --channel stable").output == """
        channel stable: updates are on now
        the app is still paused

        """)
    try shop.change("resume \(app)")
    #expect(try offered() == "2.0")
    #expect(try shop.appXML() == before)
    #expect(try shop.expect("resume \(app)").output == "app com.example.agent: updates are on already\n")
  }

  @Test(
    "what cannot be done is refused with a hint and changes nothing",
    arguments: [
      ("pin set 3.0 --group fleet", 66, "there is no release 3.0"),
      ("pin set 1.0 --group fleet --arch arm64", 66, "there is no release 1.0 for arm64"),
      ("pin set 1.0 --group stable", 66, "only a channel of that name"),
      ("pin set 1.0 --group lab", 66, "there is no group \"lab\""),
      ("pin set --group fleet", 64, "<version>"), ("pin remove 1.0 --group fleet", 64, "1.0"),
      ("rollout set --group lab --percent 5", 66, "there is no group \"lab\""),
      ("rollout set --group fleet", 64, "--percent"), ("rollout set --group fleet --percent 101", 64, "--percent"),
      ("rollout set --group fleet --percent 5 --over P1D", 64, "one of"),
      ("rollout set --group fleet --over 3x", 64, "--over"),
      ("rollout set --group fleet --over P1D --steps 5,1", 64, "--steps"),
      ("rollout set --group fleet --percent 5 --steps 1,2", 64, "--steps"),
      ("pause --group stable", 66, "hint: name it with --channel"),
      ("pause --group lab", 66, "there is no group \"lab\""),
      ("resume --channel lab", 66, "there is no channel \"lab\""),
      ("pause --group fleet --channel stable", 64, "exclude"),
    ])
  func refused(words: String, status: Int32, message: String) throws {
    let before = try shop.appXML()
    let run = try shop.expect("\(words) \(app)", exit: status)
    #expect(run.errors.contains(message), "\(run.errors)")
    #expect(run.output == "")
    #expect(try shop.appXML() == before)
  }
}
