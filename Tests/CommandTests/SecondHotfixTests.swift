import Foundation
import Testing
import TestSupport

@Suite("A second hotfix while the first one's group is still there")
struct SecondHotfixTests {
  let shop: Workshop
  let app = "--app com.example.agent"

  /// 1.3.1 was to mend 1.3.0, is bad itself and blocked; 1.3.2 mends both.
  init() throws {
    shop = try Workshop()
    try shop.folder.write("hello", to: "update.gz")
    for version in ["1.0", "1.3.0", "1.3.1", "1.3.2"] { try add(version) }
    try shop.expect("promote 1.0 \(app) --channel stable")
    try shop.expect("group add fleet \(app) --channel stable --track stable --over 3d")
    try shop.expect("promote 1.3.0 \(app) --channel stable")
    try shop.expect("promote 1.3.1 \(app) --channel stable --first-to 1.3.0")
    try shop.expect("block add 1.3.1 \(app) --channel stable")
  }

  private func add(_ version: String, _ more: String = "") throws {
    try shop.expect("add @update.gz \(app) --version \(version) \(more)")
  }

  private func offer(_ version: String, _ more: String = "--arch amd64") throws -> String? {
    let lines = try shop.expect("explain \(app) --track stable --version \(version) \(more)").lines
    return lines.first { $0.hasPrefix("offer ") }?.split(separator: " ").dropFirst().joined(separator: " ")
  }

  @Test("reaches the machines on the first bad release and on the first fix, and takes the place of the first group")
  func both() throws {
    #expect(try offer("1.3.0") == nil)
    let run = try shop.change("promote 1.3.2 \(app) --channel stable --first-to min-version=1.3.0")
    #expect(
      run.output == """
        channel stable amd64 is at 1.3.2 now, was at 1.3.1; rollouts go on
        group fleet-first-1.3.2: machines of fleet that run 1.3.0..1.3.1 get 1.3.2 at once now
        group fleet-first-1.3.1 is removed now: its machines are in fleet-first-1.3.2

        """)
    #expect(try offer("1.3.0") == "1.3.2 amd64")
    #expect(try offer("1.3.1") == "1.3.2 amd64")
    try shop.expect("undo \(app)")
    #expect(try shop.appXML().contains("fleet-first-1.3.1"))
  }

  @Test("stands before an earlier group that has other machines too, and says that it is there")
  func partly() throws {
    let run = try shop.change("promote 1.3.2 \(app) --channel stable --first-to min-version=1.3.0,oem=azure")
    #expect(run.errors.contains("group fleet-first-1.3.1 of an earlier hotfix still has machines"), "\(run.errors)")
    #expect(try offer("1.3.0", "--oem azure") == "1.3.2 amd64")
    #expect(try offer("1.3.0", "--oem gce") == nil)
    try shop.expect("group remove fleet-first-1.3.1 \(app)")
    try shop.expect("rollout set \(app) --group fleet --percent 100")
    #expect(try offer("1.3.0", "--oem gce") == "1.3.2 amd64")
  }

  @Test("says which machines do not get it, because a group stands before, or because it is blocked")
  func missed() throws {
    try shop.expect("group add early \(app) --channel stable --track stable --max-version 1.3.0 --paused --first")
    let run = try shop.expect("promote 1.3.2 \(app) --channel stable --first-to min-version=1.3.0")
    #expect(!run.output.contains(" get 1.3.2 at once"), "\(run.output)")
    #expect(
      run.errors.contains("machines that run 1.3.0 do not get 1.3.2: group early takes them before\n"), "\(run.errors)")
    #expect(try offer("1.3.1") == "1.3.2 amd64")
    try shop.expect("undo \(app)")
    try shop.expect("group remove early \(app)")
    try shop.expect("block add 1.3.2 \(app) --channel stable")
    let blocked = try shop.expect("promote 1.3.2 \(app) --channel stable --first-to 1.3.1 --backwards")
    #expect(blocked.errors.contains("machines that run 1.3.1 do not get 1.3.2: the release is blocked"))
  }

  @Test("leaves the machines of other architectures in their rollout")
  func architecture() throws {
    try add("1.3.0", "--arch arm64")
    try add("1.3.1", "--arch arm64")
    try shop.expect("promote 1.3.1 \(app) --channel stable --arch arm64 --backwards")
    try shop.expect("block remove 1.3.1 \(app)")
    let run = try shop.expect("promote 1.3.2 \(app) --channel stable --first-to min-version=1.3.0")
    #expect(run.errors.contains("channel stable arm64 stays at 1.3.1: there is no release 1.3.2 for arm64"))
    try shop.expect("group remove fleet-first-1.3.1 \(app)")
    #expect(try offer("1.3.0") == "1.3.2 amd64")
    let arm = try shop.expect("explain \(app) --track stable --version 1.3.0 --arch arm64").output
    #expect(arm.contains("rollout-pending"), "\(arm)")
  }

  @Test("a hotfix's group keeps the list of the group that it was made of, and the last of them takes it along")
  func list() throws {
    try shop.folder.write("m1\n", to: "list")
    try shop.expect("group set fleet \(app)", ["--machines", shop.folder.path + "/list"])
    try shop.expect("promote 1.3.2 \(app) --channel stable --first-to min-version=1.3.0")
    let machine = "--arch amd64 --machine m2"
    #expect(try offer("1.3.0", machine) == nil)
    try shop.folder.write("m1\nm2\n", to: "list")
    try shop.expect("group set fleet \(app)", ["--machines", shop.folder.path + "/list"])
    #expect(try offer("1.3.0", machine) == "1.3.2 amd64")
    // In a change of more than the list it gets another name, for both.
    try shop.folder.write("m1\nm2\nm3\n", to: "list")
    try shop.expect("group set fleet \(app) --poll-interval 3600", ["--machines", shop.folder.path + "/list"])
    #expect(try offer("1.3.0", "--arch amd64 --machine m3") == "1.3.2 amd64")
    let lists = { shop.folder.files().filter { $0.hasPrefix("root/catalog/") && $0.hasSuffix(".txt") } }
    #expect(lists().count == 1, "\(lists())")
    try shop.expect("group remove fleet \(app)")
    #expect(lists().count == 1)
    try shop.expect("group remove fleet-first-1.3.2 \(app)")
    #expect(lists() == [])
  }

  @discardableResult
  private func first(_ machines: String, _ more: String = "", of version: String = "1.3.2") throws -> Run {
    try shop.expect("promote \(version) \(app) --channel stable --first-to \(machines) \(more)")
  }

  /// The same again changes nothing, and says so.
  private func again(_ machines: String, _ more: String = "", of version: String = "1.3.2") throws {
    let before = try shop.appXML()
    let run = try first(machines, more, of: version)
    #expect(try shop.appXML() == before)
    #expect(!run.output.contains(" now"), "\(run.output)")
  }

  @Test("a selection with all machines of the group that is there makes that group wider")
  func wider() throws {
    let one = try first("min-version=1.3.0,oem=azure")
    #expect(one.output.contains("machines of fleet that run 1.3.0..1.3.1 with oem=azure get 1.3.2 at once now\n"))
    try again("min-version=1.3.0,oem=azure")
    #expect(try offer("1.3.0", "--oem gce") == nil)
    let two = try first("min-version=1.3.0")
    #expect(
      two.output.contains("group fleet-first-1.3.2: machines of fleet that run 1.3.0..1.3.1 get 1.3.2 at once now\n"),
      "\(two.output)")
    #expect(try offer("1.3.0", "--oem gce") == "1.3.2 amd64")
    #expect(try shop.appXML().components(separatedBy: "-first-").count == 2)
    try again("min-version=1.3.0")
    // These are in it.
    try again("min-version=1.3.1,oem=gce")
  }

  @Test("a selection of other machines gets a group of its own, and both get the release")
  func others() throws {
    try first("min-version=1.3.0,oem=azure")
    let two = try first("min-version=1.3.0,oem=gce")
    #expect(two.output.contains("group fleet-first-1.3.2-2: machines of fleet that run"), "\(two.output)")
    for oem in ["azure", "gce"] {
      #expect(try offer("1.3.0", "--oem \(oem)") == "1.3.2 amd64")
      try again("min-version=1.3.0,oem=\(oem)")
    }
    #expect(try offer("1.3.0", "--oem other") == nil)
    let all = try first("min-version=1.3.0")
    #expect(all.output.contains("group fleet-first-1.3.2-2 is removed now: its machines are in fleet-first-1.3.2\n"))
    #expect(try offer("1.3.0", "--oem other") == "1.3.2 amd64")
    try first("1.0")
    #expect(try offer("1.0") == "1.3.2 amd64")
    #expect(try offer("1.3.1") == "1.3.2 amd64")
  }

  @Test("an architecture after another one gets a group of its own, and both at once are one group")
  func architectures() throws {
    try shop.expect("group remove fleet-first-1.3.1 \(app)")
    for version in ["1.0", "1.3.2"] { try add(version, "--arch arm64") }
    try shop.expect("promote 1.0 \(app) --channel stable --arch arm64")
    try first("1.3.0", "--arch amd64")
    try again("1.3.0", "--arch amd64")
    #expect(try offer("1.3.0", "--arch arm64") == nil)
    try first("1.3.0", "--arch arm64")
    try again("1.3.0", "--arch arm64")
    try again("1.3.0", "--arch amd64")
    for architecture in ["amd64", "arm64"] {
      #expect(try offer("1.3.0", "--arch \(architecture)") == "1.3.2 \(architecture)")
    }
    try first("1.3.0")
    #expect(try shop.appXML().components(separatedBy: "-first-").count == 2)
    for architecture in ["amd64", "arm64"] {
      #expect(try offer("1.3.0", "--arch \(architecture)") == "1.3.2 \(architecture)")
    }
  }

  @Test(
    "what a person has set for the first group holds its machines, and is named",
    arguments: [
      ("pause --group", "", "paused"), ("group set", "--blackout 2020-01-01..2090-01-01", "windows"),
      ("rollout set --percent 0 --group", "", "a rollout"),
    ])
  func settings(command: String, options: String, name: String) throws {
    try shop.expect("\(command) fleet-first-1.3.1 \(options) \(app)")
    let run = try first("min-version=1.3.0")
    #expect(
      run.errors.contains("group fleet-first-1.3.1 stays in front, because it has settings of its own (\(name))"),
      "\(run.errors)")
    #expect(
      run.errors.contains("machines that run 1.3.0 do not get 1.3.2: group fleet-first-1.3.1 takes them before\n"))
    #expect(try offer("1.3.0") == nil)
    #expect(try offer("1.3.1") == "1.3.2 amd64")
    try again("min-version=1.3.0")
    try shop.expect("group remove fleet-first-1.3.1 \(app)")
    #expect(try offer("1.3.0") == "1.3.2 amd64")
  }

  @Test("a group of a paused one is paused, and who resumes that one is told")
  func paused() throws {
    try shop.expect("pause --group fleet \(app)")
    let run = try first("1.3.1")
    #expect(run.output.contains("group fleet-first-1.3.2 is there, paused, for machines of fleet that run 1.3.1,"))
    #expect(run.errors.contains("resume --group fleet-first-1.3.2"), "\(run.errors)")
    let resumed = try shop.expect("resume --group fleet \(app)")
    #expect(resumed.errors.contains("group fleet-first-1.3.2 is still paused: "), "\(resumed.errors)")
    #expect(resumed.errors.contains("resume --group fleet-first-1.3.2"))
    try shop.expect("resume --group fleet-first-1.3.2 \(app)")
    #expect(try offer("1.3.1") == "1.3.2 amd64")
    #expect(try shop.expect("pause --group fleet \(app)").errors.contains("fleet-first-1.3.2 is not paused: "))
  }

  @Test("says that a floor comes first, where the group does not take machines at the floor")
  func floor() throws {
    try shop.expect("floor add 1.3.0 \(app) --channel stable")
    let run = try first("1.0")
    #expect(!run.output.contains("at once"), "\(run.output)")
    #expect(
      run.errors.contains(
        "machines that run 1.0 do not get 1.3.2: they get 1.3.0 first, and group fleet-first-1.3.2 does not take"),
      "\(run.errors)")
    #expect(try offer("1.0") == "1.3.0 amd64")
    let all = try first("oem=azure")
    #expect(all.output.contains("that run 1.3.1 or older with oem=azure get 1.3.2 at once now\n"), "\(all.output)")
  }
}
