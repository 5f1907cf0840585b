/// What machines are counted by: a row of `count`.
package struct MachineCount: Hashable, Sendable {
  package let app: String
  package let group: String
  package let version: String
  package let target: String
  package let state: String
  package let reason: String
}

extension MachineCount {
  init(_ machine: KnownMachine) {
    app = machine.app
    group = machine.group
    version = machine.version
    target = machine.target
    state = machine.state.rawValue
    reason = machine.reason
  }
}

/// What check-ins are counted by: a row of `checkins`.
struct CheckInCount: Hashable {
  let app: String
  let decision: String
  let reason: String
}

/// What events are counted by: a row of `reports`.
struct ReportCount: Hashable {
  let type: Int64
  let result: Int64
  let code: Int64
}

/// What comings into states are counted by: a row of `entered`.
struct EnteredCount: Hashable {
  /// The minute, in milliseconds since 1970-01-01T00:00:00Z.
  let time: Int64
  let app: String
  let group: String
  let state: String

  /// A minute in milliseconds.
  static let minute: Int64 = 60_000
  /// How long the minutes are kept, in milliseconds; the last hour is asked for.
  static let kept: Int64 = 2 * 3_600_000
}
