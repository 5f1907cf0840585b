import Testing
import TestSupport

@Suite("A change of the share that gets a release at once is said")
struct MovedShareTests {
  let shop: Workshop
  let app = "--app com.example.agent"

  /// Two days after 1.1 was promoted, whose rollout in the group takes eight.
  init() throws {
    shop = try Workshop { [app] shop in
      try shop.folder.write("hello", to: "update.gz")
      for version in ["1.0", "1.1", "1.2"] { try shop.expect("add @update.gz \(app) --version \(version)") }
      try shop.expect("promote 1.0 \(app) --channel beta")
      try shop.expect("promote 1.1 \(app) --channel stable")
      try shop.expect("group add fleet \(app) --channel stable --track stable --over 8d")
      try shop.age(since: 48)
    }
  }

  /// The notes about shares.
  private func notes(_ line: String) throws -> [String] {
    try shop.expect("\(line) \(app)").errors.split(separator: "\n").map(String.init)
      .filter { $0.contains(" is for ") || $0.contains(" already: it counts ") }
  }

  private static let toStable =
    "machines of group fleet belong to channel stable now: 1.1 amd64 is for 100% of them, was for 25%"

  @Test(
    "whichever command moves it, and in a dry run",
    arguments: [
      (
        [], "rollout set --group fleet --over 2d", "group fleet: 1.1 amd64 is for 100% of its machines now, was for 25%"
      ),
      (
        [], "rollout set --group fleet --over 8d --steps 90,100",
        "group fleet: 1.1 amd64 is for 90% of its machines now"
      ),
      (
        [], "rollout set --group fleet --over 16d",
        "group fleet: 1.1 amd64 is for 12.5% of its machines now, was for 25%"
      ),
      ([], "rollout remove --group fleet", "group fleet: 1.1 amd64 is for 100% of its machines now, was for 25%"),
      (["rollout remove --group fleet"], "undo", "group fleet: 1.1 amd64 is for 25% of its machines now, was for 100%"),
      ([], "pin set 1.1 --group fleet", "group fleet: 1.1 amd64 is for 0% of its machines now, was for 25%"),
      ([], "group remove fleet", toStable), ([], "group set fleet --track other", toStable),
      ([], "group set fleet --min-version 0.5", toStable),
      (["pause --group fleet"], "group remove fleet", String(toStable.dropLast(3)) + "0%"),
      (
        ["group remove fleet"], "undo",
        "machines of channel stable belong to group fleet now: 1.1 amd64 is for 25% of them, was for 100%"
      ),
      (
        [], "group add lab --channel stable --track stable --oem azure --first",
        "machines of group fleet belong to group lab now: 1.1 amd64 is for 100% of them, was for 25%"
      ),
      (
        ["group add lab --channel stable --oem azure"], "group set lab --first",
        "machines of group fleet belong to group lab now: 1.1 amd64 is for 100% of them, was for 25%"
      ),
      (
        [
          "group add lab --channel stable --track stable --oem azure --first", "rollout set --group fleet --percent 5",
        ], "group remove lab",
        "machines of group lab belong to group fleet now: 1.1 amd64 is for 5% of them, was for 100%"
      ),
      (
        [], "group add slow --channel stable --track slow --over 1d",
        "group slow: the rollout of 1.1 amd64 is at 100% already: it counts from the promotion at 20"
      ),
      (
        [], "group add slow --channel stable --track slow --over 4d --paused",
        "group slow: the rollout of 1.1 amd64 is at 50% already: it counts from the promotion at 20"
      ),
      (
        ["group add all --channel stable --track all"], "rollout set --group all --over 1d",
        "group all: the rollout of 1.1 amd64 is at 100% already: it counts from the promotion at 20"
      ),
      (
        [], "group set fleet --channel beta",
        "group fleet: the rollout of 1.0 amd64 is at 25% already: it counts from the promotion at 20"
      ),
      (
        ["pin set 1.0 --group fleet"], "pin remove --group fleet",
        "group fleet: the rollout of 1.1 amd64 is at 25% already: it counts from the promotion at 20"
      ),
      (
        [
          "channel add edge", "group set fleet --track edge",
          "group add more --channel stable --track stable --percent 5",
        ],
        "group remove more",
        "machines of group more belong to channel stable now: 1.1 amd64 is for 100% of them, was for 5%"
      ),
    ] as [([String], String, String)])
  func moved(before: [String], line: String, note: String) throws {
    for line in before { try shop.expect("\(line) \(app)") }
    for dry in [" --dry-run", ""] {
      let notes = try notes(line + dry)
      #expect(notes.count == 1 && notes.first?.hasPrefix("omaha-pkg: note: \(note)") == true, "\(notes)")
    }
  }

  @Test(
    "nothing is said of what the command says itself, and of what moves nothing",
    arguments: [
      ([], "rollout set --group fleet --percent 10"), ([], "rollout set --group fleet --over 8d"),
      ([], "promote 1.2 --channel stable"), (["promote 1.2 --channel stable"], "undo"),
      ([], "promote 1.2 --channel stable --first-to 1.1"),
      (["promote 1.2 --channel stable --first-to 1.1"], "promote 1.2 --channel stable --first-to min-version=1.0"),
      ([], "block add 1.1"), ([], "floor add 1.0"), ([], "pause"), ([], "pause --group fleet"),
      (["pause --group fleet"], "resume --group fleet"), ([], "channel remove beta"), ([], "channel add edge"),
      ([], "group add lab --channel stable --track lab"),
      ([], "group add lab --channel stable --track lab --percent 5"),
      ([], "group add lab --channel stable --track stable --oem azure"),
      ([], "group set fleet --poll-interval 3600"), (["pause"], "group remove fleet"),
    ] as [([String], String)])
  func still(before: [String], line: String) throws {
    for line in before { try shop.expect("\(line) \(app)") }
    #expect(try notes(line) == [])
  }

  @Test("architectures are named together where they move alike, and programs get it as a note")
  func architectures() throws {
    try shop.expect("add @update.gz \(app) --version 1.1 --arch arm64 --channel stable")
    try shop.age(since: 48)
    let json = try shop.expect("rollout remove \(app) --group fleet --dry-run --format json").output
    #expect(json.contains("\"group fleet: 1.1 amd64, arm64 is for 100% of its machines now, was for 25%\""), "\(json)")
  }

  @Test("a group that was added paused is not said to have begun when it was added")
  func addedPaused() throws {
    try shop.expect("group add slow \(app) --channel stable --track slow --over 1d --paused")
    #expect(try shop.expect("resume \(app) --group slow").errors == "")
    try shop.expect("group add lab \(app) --channel stable --track lab --over 4d --paused")
    try shop.age(since: 72)
    try shop.age(lastChange: 24)
    let run = try shop.expect("resume \(app) --group lab")
    #expect(run.errors.contains("it was at 50% at ") && run.errors.contains(" and is at 75% now"), "\(run.errors)")
  }
}
