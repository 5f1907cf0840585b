import Foundation
import Testing
import TestSupport

@Suite("What list and JSON say of blocks, groups and warnings")
struct ListedStateTests {
  let shop: Workshop
  let app = "--app com.example.agent"

  init() throws {
    shop = try Workshop()
    try shop.folder.write("hello", to: "update.gz")
    for version in ["1.0", "1.2", "1.3"] {
      for arch in version == "1.0" ? ["amd64", "arm64"] : ["amd64"] {
        try shop.expect("add @update.gz \(app) --version \(version) --arch \(arch)")
      }
    }
  }

  /// The table of releases without its line breaks.
  private func rules() throws -> String {
    let lines = try shop.expect("list").lines.drop { !$0.contains("RELEASE") }
    return lines.joined(separator: " ").split(separator: " ").joined(separator: " ")
  }

  @Test("machines of a blocked version that get nothing newer are named by channel, group and architecture")
  func stuck() throws {
    for channel in ["alpha", "beta"] { try shop.expect("promote 1.0 \(app) --channel \(channel)") }
    try shop.expect("promote 1.3 \(app) --channel alpha --arch amd64")
    try shop.expect("block add 1.2 \(app) --reason bad")
    let text = try rules()
    #expect(
      text.contains("blocked by alpha: bad (machines of alpha for arm64 that run it get nothing newer)"), "\(text)")
    #expect(text.contains("blocked by beta: bad (machines that run it get nothing newer)"), "\(text)")
    // As the decision has it.
    let machine = "explain \(app) --version 1.2 --track alpha --arch"
    #expect(try shop.expect("\(machine) amd64").output.contains("offer     1.3 amd64"))
    #expect(!(try shop.expect("\(machine) arm64").output.contains("offer     ")))
    try shop.expect("promote 1.3 \(app) --channel beta --arch amd64")
    try shop.expect("group add lab \(app) --channel beta --track lab")
    try shop.expect("pin set 1.0 \(app) --group lab")
    let both = try rules()
    #expect(both.contains("(machines of lab and of beta for arm64 that run it get nothing newer)"), "\(both)")
    // A group that no such machine is in does not count.
    try shop.expect("group set lab \(app) --min-version 1.3")
    let one = try rules()
    #expect(one.contains("(machines of beta for arm64 that"), "\(one)")
  }

  @Test("a group that no machine comes to gets nothing now, whatever its channel says")
  func neverReached() throws {
    try shop.expect("promote 1.0 \(app) --channel stable")
    try shop.expect("group add fleet \(app) --channel stable --track stable --over 72h --paused")
    let lines = try shop.expect("list").lines
    let row = try #require(lines.first { $0.hasPrefix("  stable  track stable") }).split(separator: " ").joined(
      separator: " ")
    #expect(row.hasSuffix("never reached: fleet takes its machines"), "\(lines)")
    #expect(!lines.contains { $0.contains("everybody") })
    let json = try shop.expect("group list \(app) --format json").output
    #expect(json.contains("\"coveredBy\" : \"fleet\""))
    try shop.expect("group set fleet \(app) --oem azure")
    #expect(try shop.expect("list").lines.contains { $0.contains("everybody") })
  }

  private struct Outcome: Decodable {
    let changed: Bool
    let messages: [String]?
    let warnings: [Warning]
    let notes: [String]?

    struct Warning: Decodable {
      let message: String
    }
  }

  private func outcome(_ words: String) throws -> Outcome {
    try JSONDecoder().decode(Outcome.self, from: Data(try shop.expect("\(words) --format json").output.utf8))
  }

  @Test("programs are told what people are told: warnings, notes, and what becomes of a list of machines")
  func remarks() throws {
    try shop.expect("promote 1.0 \(app) --channel stable")
    let block = try outcome("block add 1.0 \(app)")
    #expect(
      block.warnings.map(\.message) == [
        "channel \"stable\" points to 1.0 for amd64, which is blocked: nothing is offered instead",
        "channel \"stable\" points to 1.0 for arm64, which is blocked: nothing is offered instead",
      ])
    #expect(block.notes == ["a channel that is added later will not have this block"])
    #expect(try outcome("block add 1.0 \(app)").warnings.isEmpty)
    try shop.folder.write("m1\nm2\n", to: "list")
    let list = try outcome("group add lab \(app) --channel stable --machines @list --dry-run")
    #expect(list.changed && list.messages == ["would copy list beside app.xml as lab.txt: +2 −0 machines"])
    try shop.folder.write("hello", to: "other.gz")
    #expect(try outcome("add @other.gz \(app) --version 1.2+b --arch amd64").warnings.count == 1)
  }

  @Test("an export that makes the bundle that is there has changed nothing")
  func export() throws {
    let export = "export \(app) --output @bundle.tar"
    #expect(try outcome(export).changed)
    #expect(!(try outcome(export).changed))
    try shop.expect("add @update.gz \(app) --version 2.0 --arch amd64")
    #expect(try outcome(export).changed)
    #expect(!shop.folder.files().contains { $0.hasSuffix(".part") })
  }

  @Test("a rollout is said in the same words everywhere")
  func rollout() throws {
    try shop.expect("promote 1.0 \(app) --channel stable")
    try shop.expect("group add fleet \(app) --channel stable --track stable --over P3D")
    #expect(try shop.expect("rollout list \(app)").output.contains("  over 3 days  "))
    #expect(try shop.expect("show \(app)").output.contains("rollout   over 3 days\n"))
    #expect(
      try shop.expect("rollout set \(app) --group fleet --over 3d").output
        == "group fleet: rollout over 3 days already\n")
    #expect(try shop.expect("rollout list \(app) --format json").output.contains("\"rollout\" : \"over P3D\""))
  }
}
