import Foundation
import Testing
import TestSupport

/// What commands print of one repository that has something of everything, byte by byte: scripts read the JSON, people the tables.
///
/// The files beside `root` in `Fixtures/printed` are the outputs; FOLDER stands for the repository's place.
@Suite("What commands print")
struct PrintedValuesTests {
  private static let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appending(path: "Fixtures/printed").path

  struct Printing: CustomTestStringConvertible, Sendable {
    /// The name of the file; what ends in `.json` is printed with `--format json`.
    let file: String
    let command: String
    var status: Int32 = 0
    var testDescription: String { file }

    init(_ file: String, _ command: String, exit status: Int32 = 0) {
      self.file = file
      self.command = command
      self.status = status
    }
  }

  private static let app = "--app com.example.agent"
  /// A tenth of an hour after the promotions, a Friday: 603 of the 10,000 seconds of one rollout have gone.
  private static let early = "--at 2026-11-20T00:10:03Z"
  /// The last second of that rollout.
  private static let late = "--at 2026-11-20T02:46:39Z"
  private static let machine = "\(app) --board amd64-usr --machine machine-6043 --oem qemu --alias rack-7"

  @Test(
    "is what it was, to the last byte",
    arguments: [
      Printing("list.txt", "list \(early)"), Printing("list.json", "list \(early)"),
      Printing("groups-late.txt", "group list \(app) \(late)"),
      Printing("groups-late.json", "group list \(app) \(late)"),
      Printing("channels.txt", "channel list \(app)"), Printing("channels.json", "channel list \(app)"),
      Printing("release.txt", "show 3.0 \(app)"), Printing("release.json", "show 2.0 \(app)"),
      Printing("explain-offered.txt", "explain \(machine) --version 2.0 --track ramp --delta-okay \(late)"),
      Printing("explain-offered.json", "explain \(machine) --version 2.0 --track ramp --delta-okay \(late)"),
      Printing("explain-held.txt", "explain \(machine) --version 1.0 --track ramp --at 2026-11-20T00:10:00Z"),
      Printing("explain-all.json", "explain \(app) --version 1.0 --track most --arch mips \(early)"),
      Printing("fleet.txt", "explain \(app) --fleet @fleet.csv \(early)"),
      Printing("fleet.json", "explain \(app) --fleet @fleet.csv \(early)"),
      Printing("verify.txt", "verify", exit: 1), Printing("verify.json", "verify", exit: 1),
      Printing("check.txt", "check", exit: 1), Printing("check.json", "check", exit: 1),
    ])
  func printed(_ printing: Printing) throws {
    let shop = try Workshop(copying: Self.fixtures)
    let isJSON = printing.file.hasSuffix(".json")
    let run = try shop.expect(printing.command + (isJSON ? " --format json" : ""), exit: printing.status)
    let output = run.output.replacing(shop.folder.path, with: "FOLDER")
    let expected = try? String(contentsOfFile: "\(Self.fixtures)/\(printing.file)", encoding: .utf8)
    #expect(output == expected, "\(output)")
  }
}
