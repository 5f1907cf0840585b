import Testing
import TestSupport

/// A command that changes a repository, and the states that it goes through: each is one that another command would have left.
struct Change: CustomTestStringConvertible, Sendable {
  let command: String
  /// Commands that lead to the valid states between the old and the new one, in order.
  var steps: [String] = []
  /// Files of the catalog that nothing refers to until the change is complete.
  var unnamed: Set<String> = []

  var testDescription: String { command }

  private static let app = "--app com.example.agent"

  static let all = [
    Change(command: "promote 2.0 \(app) --channel stable"),
    Change(command: "channel add beta \(app)"),
    Change(command: "channel remove edge \(app)"),
    Change(
      command: "group set lab \(app) --machines @lab.txt --poll-interval 3600",
      unnamed: ["root/catalog/com.example.agent/lab.txt"]),
    Change(command: "floor add 2.0 \(app) --channel edge"),
    Change(command: "block add 2.0 \(app)"),
    Change(command: "pin set 1.0 \(app) --group lab"),
    Change(command: "rollout set \(app) --group lab --over P3D"),
    Change(command: "pause \(app)"),
    Change(command: "remove 0.9 \(app)"),
    Change(command: "add @new.gz \(app) --version 3.0 --channel stable", steps: ["add @new.gz \(app) --version 3.0"]),
    Change(
      command: "add @secret.gz \(app) --version 3.0 --channel new", steps: ["add @secret.gz \(app) --version 3.0"]),
  ]

  /// The calls that may change a file, a name or the order in which they reach the disk.
  static let calls = ["write", "fsync", "linkat", "unlinkat", "renameat", "mkdirat", "flock"]

  /// A repository that each of the commands changes.
  static func workshop() throws -> Workshop { try Workshop(prepare) }

  private static func prepare(_ shop: Workshop) throws {
    try shop.folder.write("hello", to: "update.gz")
    try shop.folder.write(String(repeating: "new", count: 70_000), to: "new.gz")
    try shop.folder.write(String(repeating: "secret", count: 70_000), to: "secret.gz")
    try shop.folder.setPermissions(0o600, of: "secret.gz")
    try shop.folder.write("m1\n", to: "lab.txt")
    for version in ["0.9", "1.0", "2.0"] { try shop.expect("add @update.gz \(app) --version \(version)") }
    try shop.expect("promote 1.0 \(app) --channel stable")
    try shop.expect("channel add edge \(app)")
    try shop.expect("group add lab \(app) --channel stable")
  }

  /// The snapshots that are allowed at any moment, the old first and the new last.
  func states() throws -> [Snapshot] {
    let shop = try Self.workshop()
    var states = [try Snapshot(shop)]
    for step in steps + [command] {
      try shop.expect(step)
      states.append(try Snapshot(shop))
    }
    return states
  }

  /// Whether a repository is in one of the states, as far as machines and operators can tell.
  func isWhole(_ snapshot: Snapshot, _ states: [Snapshot]) -> Bool {
    states.contains { state in
      // Beside the state's own files there may be what no release names yet, or no more: a payload, a list.
      guard state.catalog == snapshot.catalog.filter({ !unnamed.contains($0.key) || state.files[$0.key] != nil }) else {
        return false
      }
      return state.files.allSatisfy { name, text in
        snapshot.files[name] == text || !state.names(payload: name)
      }
    }
  }
}

extension Snapshot {
  /// Whether a file is part of the catalog, or the payload of a release that the catalog has.
  func names(payload name: String) -> Bool {
    let parts = name.split(separator: "/")
    guard parts.count == 6, parts[1] == "payloads" else { return true }
    return files["root/catalog/\(parts[2])/releases/\(parts[3])_\(parts[4]).xml"] != nil
  }
}
