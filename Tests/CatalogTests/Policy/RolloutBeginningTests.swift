import Testing
import TestSupport

@testable import Catalog

/// A rollout that grows with time is refused unless each thing that it counts from says since when.
@Suite("Beginnings of rollouts")
struct RolloutBeginningTests {
  private static let since = " since=\"2026-11-23T10:00:00Z\""
  private static let ofThePin = "counts from the moment of its pin to 1.0, which has no since"
  private static let targets = "<target arch=\"amd64\" version=\"1.0\"/><target arch=\"arm64\" version=\"1.0\"/>"
  private static let dated = targets.replacing("\"1.0\"", with: "\"1.0\"\(since)")

  private static func promotion(_ architecture: String) -> String {
    "counts from the promotion to 1.0 for \(architecture), which has no since"
  }

  @Test(
    "what a pinned group's rollout counts from is told",
    arguments: [
      // One pin for every architecture: the targets do not matter.
      (dated, "<pin version=\"1.0\"/>", [ofThePin]), (targets, "<pin version=\"1.0\"/>", [ofThePin]),
      (targets, "<pin version=\"1.0\"\(since)/>", []), (dated, "<pin version=\"1.0\"\(since)/>", []),
      // Pins for some: the targets of the others matter.
      (dated, "<pin version=\"1.0\" arch=\"amd64\"/>", [ofThePin]),
      (dated, "<pin version=\"1.0\" arch=\"amd64\"\(since)/>", []),
      (targets, "<pin version=\"1.0\" arch=\"amd64\"\(since)/>", [promotion("arm64")]),
      (targets, "<pin version=\"1.0\" arch=\"amd64\"/>", [ofThePin, promotion("arm64")]),
      (dated, "<pin version=\"1.0\" arch=\"amd64\"\(since)/><pin version=\"1.0\" arch=\"arm64\"/>", [ofThePin]),
      (targets, "<pin version=\"1.0\" arch=\"amd64\"\(since)/><pin version=\"1.0\" arch=\"arm64\"\(since)/>", []),
      (targets, "", [promotion("amd64"), promotion("arm64")]), (dated, "", []),
    ], ["over=\"P1D\"", "over=\"P1D\" steps=\"1,100\""])
  func pinned(_ content: (targets: String, pins: String, faults: [String]), rollout: String) throws {
    #expect(try errors(content.targets, "<rollout \(rollout)/>\(content.pins)") == content.faults)
    #expect(try errors(content.targets, "\(content.pins)<rollout \(rollout)/>") == content.faults)
  }

  @Test("a fixed share, or no rollout, counts from nothing", arguments: ["<rollout percent=\"5\"/>", ""])
  func fixed(rollout: String) throws {
    #expect(try errors(Self.targets, rollout + "<pin version=\"1.0\"/>") == [])
    #expect(try errors(Self.targets, rollout) == [])
  }

  /// What is wrong with a group of a channel, without file, line, the group's name and the command that repairs it.
  private func errors(_ targets: String, _ group: String) throws -> [String] {
    let test = try TestRepository()
    for arch in ["amd64", "arm64"] { try test.writeRelease("1.0", arch) }
    try test.writeApp(
      "<channel name=\"x\">\(targets)</channel>\n<group name=\"g\" channel=\"x\">\(group)</group>")
    let prefix = "\(TestRepository.app)/app.xml:3: the rollout of group \"g\" "
    return test.errors().map { error in
      let fault = error.firstRange(of: "; `omaha-pkg ").map { String(error[..<$0.lowerBound]) } ?? error
      return fault.hasPrefix(prefix) ? String(fault.dropFirst(prefix.count)) : fault
    }
  }
}
