import Testing
import TestSupport

@Suite("A moment of promotion that cannot be right")
struct UnlikelyTimeTests {
  let shop: Workshop
  let app = "--app com.example.agent"

  init() throws {
    shop = try Workshop()
    try shop.folder.write("hello", to: "update.gz")
    try shop.expect("add @update.gz \(app) --version 1.0 --channel stable")
    try shop.expect("group add fleet \(app) --channel stable --over P3D --track stable")
  }

  private func set(_ since: String) throws {
    try shop.folder.write(
      try shop.appXML().replacing(#/since="[^"]*"/#, with: "since=\"\(since)\""),
      to: "root/catalog/com.example.agent/app.xml")
  }

  @Test(
    "is warned of by check, and repaired by promoting or pinning again",
    arguments: [
      ("1970-01-01T00:04:00Z", "before this program was written: every rollout of it is complete"),
      ("2000-01-01T00:00:00Z", "before this program was written: every rollout of it is complete"),
      ("2999-01-01T00:00:00Z", "which is in the future: nothing but a rollout waits for it"),
    ])
  func repaired(since: String, consequence: String) throws {
    try set(since)
    let warning =
      "1.0 is since \(since), \(consequence); `omaha-pkg promote 1.0 --channel stable --arch amd64 --app com.example.agent` again makes it now"
    #expect(try shop.expect("check").output.contains(warning))
    #expect(
      try shop.expect("add @update.gz \(app) --version 1.0 --channel stable --dry-run").output.hasSuffix(
        "\nchannel stable amd64 would be at 1.0 since now, was since \(since)\n"))
    #expect(
      try shop.change("promote 1.0 \(app) --channel stable").output
        == "channel stable amd64 is at 1.0 since now, was since \(since)\n")
    #expect(try !shop.expect("check").output.contains("is since"))
    #expect(try shop.expect("rollout list \(app)").output.contains(" 0% of 100%"))
    try shop.expect("pin set 1.0 \(app) --group fleet")
    try set(since)
    #expect(
      try shop.expect("check").output.contains(
        "`omaha-pkg pin set 1.0 --group fleet --app com.example.agent` again makes it now"))
    try shop.change("pin set 1.0 \(app) --group fleet")
    try shop.expect("promote 1.0 \(app) --channel stable")
    #expect(try !shop.expect("check").output.contains("is since"))
  }

  @Test("is told from one that is only old")
  func old() throws {
    try set("2021-03-04T05:06:07Z")
    let text = try shop.appXML()
    #expect(try shop.expect("promote 1.0 \(app) --channel stable").output == "channel stable amd64 is at 1.0 already\n")
    #expect(try shop.appXML() == text)
    #expect(try !shop.expect("check").output.contains("is since"))
  }
}
