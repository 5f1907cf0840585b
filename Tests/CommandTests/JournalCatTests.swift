import Foundation
@testable import Journal
import Testing
import TestSupport

@Suite("omaha-fleet journal cat")
struct JournalCatTests {
  private let folder: TemporaryFolder
  private var fleet: String { folder.path + "/fleet" }

  init() throws { folder = try TemporaryFolder() }

  private func run(_ words: String..., environment: [String: String] = [:]) throws -> Run {
    try Program.run(
      Program.directory + "/omaha-fleet", ["journal", "cat"] + words,
      environment: ["OMAHA_FLEET": ""].merging(environment) { $1 })
  }

  private func keep(_ checkIns: [CheckIn]) throws {
    let writer = try JournalWriter(fleet: fleet) { Issue.record("\($0)") }
    writer.record(checkIns)
    writer.finish()
  }

  @Test("Every check-in is a JSON object on a line, with what there is to say")
  func lines() throws {
    var full = CheckIn(time: 1_795_428_000_123, appID: "{a}")
    full.requestID = "r1"
    full.address = "192.0.2.7"
    full.machineID = "m"
    full.alias = "rack-7"
    full.version = "1.0"
    full.hasPing = true
    var event = CheckIn.Event(type: 3, result: 0)
    event.errorCode = -2_147_483_638
    event.previousVersion = "0.9"
    full.events = [event, CheckIn.Event(type: 0, result: 0)]
    full.group = "fleet"
    full.decision = "none"
    full.reason = "no-update-check"
    try keep([full, CheckIn(time: -1, appID: "")])
    let run = try run("--fleet", fleet)
    #expect(run.status == 0 && run.errors == "")
    #expect(
      run.lines == [
        #"{"time":"2026-11-23T10:00:00.123Z","request":"r1","address":"192.0.2.7","app":"{a}","machine":"m","#
          + #""alias":"rack-7","version":"1.0","updateCheck":false,"ping":true,"events":[{"type":3,"result":0,"#
          + #""errorCode":-2147483638,"previousVersion":"0.9"},{"type":0,"result":0}],"group":"fleet","#
          + #""decision":"none","reason":"no-update-check"}"#,
        #"{"time":"1969-12-31T23:59:59.999Z","updateCheck":false,"ping":false}"#,
      ])
    #expect(try self.run(environment: ["OMAHA_FLEET": fleet]).output == run.output)
  }

  @Test("Whatever a machine sends, a line is one line of ASCII, and says what was sent")
  func hostile() throws {
    let hostile = "a\"\\/\n\r\t\u{0}\u{1B}[31m\u{7F}\u{9B}é\u{202E}\u{2028}🙂"
    var checkIn = CheckIn(time: 0, appID: hostile)
    checkIn.alias = hostile
    checkIn.events = [CheckIn.Event(type: .min, result: .max)]
    checkIn.events[0].nextVersion = hostile
    try keep([checkIn])
    let output = try run("--fleet", fleet).output
    #expect(output.utf8.dropLast().allSatisfy { (0x20...0x7E).contains($0) } && output.hasSuffix("}\n"))
    let object = try #require(try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any])
    #expect(object["app"] as? String == hostile && object["alias"] as? String == hostile)
    let events = try #require(object["events"] as? [[String: Any]])
    #expect(events.first?["nextVersion"] as? String == hostile)
    #expect(events.first?["type"] as? Int == .min && events.first?["result"] as? Int == .max)
  }

  @Test("Damage is skipped with a warning")
  func damage() throws {
    // What no segment's name has in it, which is random.
    try keep((0..<3).map { CheckIn(time: $0, appID: "z\($0)") })
    let segment = try #require(try JournalFolder(fleet: fleet).segments().first)
    let file = URL(fileURLWithPath: "\(fleet)/journal/\(segment.text)")
    var bytes = [UInt8](try Data(contentsOf: file))
    let middle = try #require(bytes.firstRange(of: Array("z1".utf8)))
    bytes[middle.lowerBound] ^= 1
    try Data(bytes).write(to: file)
    let run = try run("--fleet", fleet)
    #expect(run.status == 0 && run.lines.count == 2)
    #expect(run.errors.hasPrefix("omaha-fleet: warning: \(segment.text): "))
    #expect(run.errors.contains(" bytes at ") && run.errors.hasSuffix(" are damaged and skipped\n"))
  }

  @Test("Without a journal it ends with 66 and says where it looked")
  func nothing() throws {
    let run = try run("--fleet", fleet)
    #expect(run.status == 66 && run.output == "")
    #expect(run.errors.hasPrefix("omaha-fleet: error: cannot open \(fleet)/journal: No such file or directory\n"))
    #expect(run.errors.contains("omaha-fleet: hint: "))
    #expect(try self.run("--fleet", "").status == 64)
    #expect(try self.run("--nothing").status == 64)
  }

  @Test("With --follow it prints check-ins as they come, from segments old and new")
  func follow() throws {
    let writer = try JournalWriter(fleet: fleet) { Issue.record("\($0)") }
    writer.record([CheckIn(time: 0, appID: "first")])
    let output = folder.path + "/output"
    let script = "exec '\(Program.directory)/omaha-fleet' journal cat --follow --fleet '\(fleet)' >'\(output)'"
    let follower = try Program.start("/bin/sh", ["-c", script])
    func lines() -> [Substring] {
      let text = (try? String(contentsOfFile: output, encoding: .utf8)) ?? ""
      return text.split(separator: "\n").compactMap { $0.split(separator: "\"app\":\"").last?.prefix { $0 != "\"" } }
    }
    func wait(for count: Int) {
      let deadline = Date() + 30
      while lines().count < count, Date() < deadline { usleep(10_000) }
    }
    wait(for: 1)
    writer.record([CheckIn(time: 0, appID: "second")])
    wait(for: 2)
    writer.finish()
    SharedJournal(fleet: fleet) { Issue.record("\($0)") }.record([CheckIn(time: 0, appID: "third")])
    wait(for: 3)
    _ = try SharedSegment.toEnd(in: JournalFolder(fleet: fleet))?.end()
    SharedJournal(fleet: fleet) { Issue.record("\($0)") }.record([CheckIn(time: 0, appID: "fourth")])
    wait(for: 4)
    #expect(lines() == ["first", "second", "third", "fourth"])
    follower.kill()
    _ = try follower.finish()
  }
}
