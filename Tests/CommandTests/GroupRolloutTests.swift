import Testing
import TestSupport

@Suite("omaha-pkg group add, careful from the start")
struct GroupRolloutTests {
  let shop: Workshop
  let app = "--app com.example.agent"

  init() throws {
    shop = try Workshop()
    try shop.folder.write("hello", to: "update.gz")
    try shop.expect("add @update.gz \(app) --version 1.0 --channel stable")
  }

  @Test(
    "a group begins with a rollout or paused, in one step",
    arguments: [
      ("--percent 25", "<rollout percent=\"25\"/>"), ("--rollout 25%", "<rollout percent=\"25\"/>"),
      ("--over 72h", "<rollout over=\"P3D\"/>"),
      ("--over 3d --steps 1%,25%,100%", "<rollout over=\"P3D\" steps=\"1,25,100\"/>"),
      ("--over P3D", "<rollout over=\"P3D\"/>"), ("--rollout P3D", "<rollout over=\"P3D\"/>"),
      ("--over P3D --steps 1,25,100", "<rollout over=\"P3D\" steps=\"1,25,100\"/>"),
      ("--rollout P3D --steps 1,25,100", "<rollout over=\"P3D\" steps=\"1,25,100\"/>"),
      ("--paused", "channel=\"stable\" updates=\"off\"/>"),
      ("--paused --percent 5", "updates=\"off\">\n    <rollout percent=\"5\"/>\n  </group>"),
    ])
  func begin(options: String, element: String) throws {
    try shop.change("group add fleet \(app) --channel stable \(options)")
    #expect(try shop.appXML().contains(element))
    let history = try shop.folder.text("root/catalog/com.example.agent/history.jsonl")
    #expect(history.split(separator: "\n").count == 2, "one change, one group that was never live")
  }

  @Test("a group that is there with another rollout is another one")
  func another() throws {
    try shop.expect("group add fleet \(app) --channel stable --percent 25")
    try shop.expect("group add fleet \(app) --channel stable --percent 25")
    try shop.expect("group add fleet \(app) --channel stable --percent 50", exit: 73)
    try shop.expect("group add fleet \(app) --channel stable --paused", exit: 73)
    try shop.expect("group add fleet \(app) --channel stable")
    #expect(try shop.appXML().contains("<rollout percent=\"25\"/>"))
  }

  @Test(
    "what does not go together is refused",
    arguments: [
      "--percent 25 --over P3D", "--rollout 25 --percent 25", "--steps 1,100", "--percent 5 --steps 1,100",
      "--rollout soon", "--paused --updates on", "--rollout 101%",
    ])
  func refused(options: String) throws {
    try shop.expect("group add fleet \(app) --channel stable \(options)", exit: 64)
  }

  @Test("a window or blackout without a time zone is said to be in UTC")
  func zones() throws {
    let group = "group add fleet \(app) --channel stable --window"
    let run = try shop.expect(group, ["mon-fri 09:00-17:00", "--blackout", "2026-12-24"])
    #expect(run.errors.contains("note: \"mon-fri 09:00-17:00\" names no time zone: it is in UTC\n"), "\(run.errors)")
    #expect(run.errors.contains("note: \"2026-12-24\" names no time zone: it is in UTC\n"))
    let named = try shop.expect("group set fleet \(app) --window", ["mon-fri 09:00-17:00 Europe/Berlin"])
    #expect(!named.errors.contains("time zone"))
  }
}
