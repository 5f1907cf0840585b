import Catalog
import Omaha
import Testing

@Suite("The log of what failed on machines")
struct FailureLogTests {
  private static let failed = "<event eventtype=\"3\" eventresult=\"0\" errorcode=\"10\"/>"

  private func line(
    _ version: String = "3.0", _ content: String = failed, track: String = "stable", board: String = "amd64-usr",
    group: Group? = nil
  ) throws -> String {
    try LoggedMachine.line(
      app: "version=\"\(version)\" track=\"\(track)\" board=\"\(board)\"", content, group: group)
  }

  @Test("A failure is a warning, with the group of the machine and the release that it tried")
  func failure() throws {
    #expect(
      try line().hasSuffix(
        " level=warning request=r1 remote=192.0.2.7 app=os version=3.0 track=stable board=amd64-usr arch=amd64 "
          + "group=stable decision=none reason=no-update-check target=4.0 release=4.0 "
          + "events=\"3/0 update complete: error, payload hash mismatch (10)\""))
  }

  @Test(
    "The release is that which the catalog gives a machine of this version, unless the machine says it itself",
    arguments: [
      ("1.0", "", " target=4.0 release=2.0 "), ("3.0", "", " target=4.0 release=4.0 "), ("4.0", "", " target=4.0 "),
      ("5.0", "", " target=4.0 "), ("1.0", " nextversion=\"3.5\"", " target=4.0 release=3.5 "),
      ("1.0", " nextversion=\"\"", " target=4.0 release=2.0 "),
    ])
  func release(version: String, more: String, expected: String) throws {
    let found = try line(version, "<event eventtype=\"3\" eventresult=\"0\"\(more)/>")
    #expect(found.contains(" reason=no-update-check\(expected)events="), "\(found)")
  }

  @Test("A failure that is told with a check has what is offered now")
  func withCheck() throws {
    let found = try line("3.0", "<updatecheck/>" + Self.failed)
    #expect(found.contains(" level=warning "))
    #expect(
      found.contains(" group=stable decision=update reason=offered target=4.0 release=4.0 events="), "\(found)")
    let paused = Group(name: "lab", selector: Selector(track: "stable"), channelName: "stable", isPaused: true)
    let held = try line("3.0", "<updatecheck/>" + Self.failed, group: paused)
    #expect(held.contains(" group=lab decision=noupdate reason=updates-off target=4.0 release=4.0 "), "\(held)")
  }

  @Test(
    "What no group, architecture or app is for has no release",
    arguments: [
      ("other", "amd64-usr", "3.0", " arch=amd64 decision=none"),
      ("stable", "mips-usr", "3.0", " group=stable decision=none reason=no-update-check events="),
      ("stable", "amd64-usr", "x", " arch=amd64 decision=none reason=invalid-version events="),
    ])
  func unknown(track: String, board: String, version: String, expected: String) throws {
    let found = try line(version, track: track, board: board)
    #expect(found.contains(" level=warning ") && found.contains(expected), "\(found)")
    #expect(!found.contains(" release="))
  }

  @Test(
    "Every result that is an error is a failure, and no other",
    arguments: [
      (0, true), (1, false), (2, false), (4, false), (5, true), (6, true), (7, false), (8, true), (9, false),
      (10, true),
    ])
  func results(result: Int, isFailure: Bool) throws {
    let found = try line(
      "3.0", "<event eventtype=\"3\" eventresult=\"1\"/><event eventtype=\"3\" eventresult=\"\(result)\"/>")
    #expect(found.contains(isFailure ? " level=warning " : " level=info "), "\(found)")
    #expect(found.contains(" group=stable ") == isFailure)
  }
}
