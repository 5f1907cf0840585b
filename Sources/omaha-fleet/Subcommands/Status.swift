internal import ArgumentParser
internal import Console
internal import Fleet
internal import Omaha

/// `omaha-fleet status`
struct Status: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show how far every group of every app is.",
    discussion: """
      A machine counts for the group that took it when it last asked. The last hour says how often machines came into a state.
      """)

  @Option(
    help: ArgumentHelp("Only this app.", valueName: "id"), completion: .apps, transform: MachineFilterOptions.app)
  var app: String?

  @OptionGroup var formatOptions: FormatOptions
  @OptionGroup var readingOptions: ReadingOptions

  func run() throws {
    let reader = try readingOptions.reader()
    let groups = GroupStatus.all(
      try reader.counts(), try reader.changes(since: Timestamp.now.milliseconds - 3_600_000)
    ).filter { app == nil || $0.app == app }
    switch formatOptions.format {
    case .json: print("[" + groups.map { JSONLine($0).text }.joined(separator: ",\n") + "]")
    case .text:
      var columns = Columns("app", "group", "machines", "on target", "states", "held by", "last hour")
      for group in groups {
        columns.add(
          group.app, group.group, String(group.machines), String(group.onTarget), Self.list(group.states),
          Self.list(group.held), Self.list(group.lastHour))
      }
      columns.finish()
    }
  }

  private static func list(_ counts: [(key: String, value: Int64)]) -> String {
    counts.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
  }
}

/// How far the machines of an app that a group took are.
struct GroupStatus {
  let app: String
  let group: String
  private(set) var machines: Int64 = 0
  /// Machines that run their target.
  private(set) var onTarget: Int64 = 0
  private var stateCounts: [String: Int64] = [:]
  private var heldCounts: [String: Int64] = [:]
  private var changeCounts: [String: Int64] = [:]

  /// Machines in each state, in the order of ``MachineState``.
  var states: [(key: String, value: Int64)] { Self.ordered(stateCounts) }
  /// Held machines by the reason, the most frequent first.
  var held: [(key: String, value: Int64)] {
    heldCounts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { (key: $0.key, value: $0.value) }
  }
  /// How often a machine came into each state within the last hour.
  var lastHour: [(key: String, value: Int64)] { Self.ordered(changeCounts) }

  /// All groups of all apps, sorted.
  static func all(_ counts: [MachineCount: Int64], _ changes: [StateCount]) -> [GroupStatus] {
    var groups: [[String]: GroupStatus] = [:]
    for (count, machines) in counts {
      groups[[count.app, count.group], default: GroupStatus(app: count.app, group: count.group)].add(count, machines)
    }
    for change in changes {
      groups[[change.app, change.group], default: GroupStatus(app: change.app, group: change.group)]
        .changeCounts[change.state, default: 0] += change.machines
    }
    // What machines did before they were forgotten, or another group took them, is no row.
    return groups.values.filter { $0.machines > 0 }.sorted { ($0.app, $0.group) < ($1.app, $1.group) }
  }

  private init(app: String, group: String) {
    self.app = app
    self.group = group
  }

  private mutating func add(_ count: MachineCount, _ machines: Int64) {
    self.machines += machines
    if count.isOnTarget { onTarget += machines }
    stateCounts[count.state, default: 0] += machines
    if count.state == MachineState.held.rawValue { heldCounts[count.reason, default: 0] += machines }
  }

  private static func ordered(_ counts: [String: Int64]) -> [(key: String, value: Int64)] {
    MachineState.allCases.compactMap { state in
      counts[state.rawValue].map { (key: state.rawValue, value: $0) }
    }
  }
}

extension JSONLine {
  fileprivate init(_ status: GroupStatus) {
    addAlways("app", status.app)
    addAlways("group", status.group)
    addAlways("machines", status.machines)
    addAlways("onTarget", status.onTarget)
    addAlways("states", JSONLine(status.states))
    addAlways("held", JSONLine(status.held))
    addAlways("lastHour", JSONLine(status.lastHour))
  }

  /// An object of counts.
  private init(_ counts: [(key: String, value: Int64)]) {
    for (key, value) in counts { add(key: key, value) }
  }
}
