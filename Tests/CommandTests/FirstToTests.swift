import Foundation
import Testing
import TestSupport

@Suite("omaha-pkg promote --first-to, and what its selector means")
struct FirstToTests {
  let shop: Workshop
  let app = "--app com.example.agent"

  init() throws {
    shop = try Workshop()
    try shop.folder.write("hello", to: "update.gz")
    for version in ["1.1", "1.2", "1.2.1"] { try shop.expect("add @update.gz \(app) --version \(version)") }
    try shop.expect("promote 1.2 \(app) --channel stable")
    try shop.expect("group add eu \(app) --channel stable --track stable --oem azure --over 4d")
  }

  @Test("versions are written as their releases write them, here and in a group")
  func written() throws {
    try shop.expect("group set eu \(app) --min-version 1.1.0.0 --max-version 1.2.0")
    #expect(try shop.appXML().contains("min-version=\"1.1\" max-version=\"1.2\""))
    for _ in 1...2 { _ = try first("1.2.0") }
    #expect(try shop.appXML().contains("min-version=\"1.2\" max-version=\"1.2\""))
    #expect(try shop.expect("group set eu \(app) --min-version 1.1.0").output == "group eu is set already\n")
  }

  private func addFleet() throws {
    try shop.expect("group add fleet \(app) --channel stable --track stable --percent 0.0001")
  }

  private func first(_ machines: String) throws -> Run {
    try shop.expect("promote 1.2.1 \(app) --channel stable --first-to \(machines)")
  }

  @Test(
    "warns of a version that no release has, and names the nearest",
    arguments: [
      ("1.1.9", ["there is no release 1.1.9 of com.example.agent yet; the nearest is 1.1"]),
      ("min-version=1.1.9,oem=azure", ["there is no release 1.1.9 of com.example.agent yet; the nearest is 1.1"]),
      (
        "min-version=1.0,max-version=1.3",
        [
          "there is no release 1.0 of com.example.agent yet; the nearest is 1.1",
          "there is no release 1.3 of com.example.agent yet; the nearest is 1.2.1",
        ]
      ),
      ("1.2.0", []), ("min-version=1.1,max-version=1.2", []),
    ])
  func missing(machines: String, warnings: [String]) throws {
    let run = try first(machines)
    let lines = run.errors.split(separator: "\n").map { String($0) }.filter { $0.contains("there is no release") }
    #expect(lines == warnings.map { "omaha-pkg: warning: \($0)" }, "\(run.errors)")
  }

  @Test(
    "says why no group has such machines",
    arguments: [
      ("min-version=1.2,oem=azur", "group eu is for oem azure, not azur"),
      ("oem=gce,track=stable", "group eu is for oem azure, not gce"),
      ("min-version=1.2.1", "machines that run 1.2.1 or newer do not need 1.2.1"),
    ])
  func noGroup(machines: String, reason: String) throws {
    let run = try first(machines)
    #expect(run.errors.contains("omaha-pkg: warning: \(reason)\n"), "\(run.errors)")
    #expect(run.errors.contains("note: no rollout of channel stable holds 1.2.1 back from these machines\n"))
    #expect(!(try shop.appXML().contains("-first-")))
  }

  @Test("says so of versions and architectures too")
  func otherReasons() throws {
    try shop.expect("group set eu \(app) --max-version 1.1 --arch arm64")
    let version = try first("1.2")
    #expect(version.errors.contains("warning: group eu is for machines that run 1.1 or older, not 1.2\n"))
    let architecture = try first("1.1")
    #expect(architecture.errors.contains("warning: there is no release 1.2.1 for arm64\n"), "\(architecture.errors)")
  }

  @Test("names the group that is probably meant when another one has such machines")
  func misspelled() throws {
    try addFleet()
    let run = try first("min-version=1.2,oem=azur")
    #expect(run.errors.contains("omaha-pkg: warning: group eu is for oem azure, not azur\n"), "\(run.errors)")
    let other = try first("min-version=1.2,oem=gce")
    #expect(!other.errors.contains("warning: "), "\(other.errors)")
  }

  @Test("makes no group for machines that an earlier one takes, and does not say that they miss the release")
  func covered() throws {
    try addFleet()
    let run = try shop.change("promote 1.2.1 \(app) --channel stable --first-to min-version=1.2,oem=azure")
    #expect(
      run.output == """
        channel stable amd64 is at 1.2.1 now, was at 1.2; rollouts go on
        group eu-first-1.2.1: machines of eu that run 1.2 get 1.2.1 at once now

        """)
    #expect(!run.errors.contains("warning: "), "\(run.errors)")
    #expect(!(try shop.appXML().contains("fleet-first")))
    let machine = "explain \(app) --track stable --version 1.2 --arch amd64 --oem"
    #expect(try shop.expect("\(machine) azure").output.contains("group     eu-first-1.2.1\n"))
    #expect(!(try shop.expect("check").output.contains("never reached")))
    // All machines: those of both groups.
    let all = try first("1.2")
    #expect(all.output.contains("group fleet-first-1.2.1: machines of fleet that run 1.2 get 1.2.1 at once now"))
    #expect(!all.errors.contains("warning: "), "\(all.errors)")
  }

  @Test("says that an earlier group takes the machines, where that is held back")
  func coveredAndHeldBack() throws {
    try addFleet()
    try shop.expect("group add early \(app) --channel stable --track stable --oem gce --paused --first")
    let run = try first("min-version=1.2,oem=gce")
    #expect(run.errors.contains("warning: machines that run 1.2 do not get 1.2.1: group early takes them before\n"))
    #expect(!(try shop.appXML().contains("fleet-first")))
  }

  @Test(
    "says that machines of a list get it, also where another group of the same track would take others",
    arguments: ["", "--machine-prefix b", "--track stable", "--alias-prefix rack"])
  func list(options: String) throws {
    try shop.folder.write("a1\nb2\n00000000000000000000000000000007\n", to: "list.txt")
    try shop.expect("group add canary \(app) --channel stable --machines @list.txt --over 1d \(options)")
    try shop.expect("group add fleet \(app) --channel stable --track stable --over 3d")
    for dry in ["--dry-run", "", ""] {
      let run = try first("1.2 \(dry)")
      let isTold = run.output.contains("group canary-first-1.2.1: machines of canary that run 1.2 get 1.2.1 at once")
      #expect(isTold == dry.isEmpty, "\(run.output)")
      #expect(!run.errors.contains("do not get"), "\(run.errors)")
    }
  }
}
