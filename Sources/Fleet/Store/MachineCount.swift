/// What machines are counted by: a row of `count`.
package struct MachineCount: Hashable, Sendable {
  package let app: String
  package let group: String
  package let version: String
  package let target: String
  package let state: String
  package let reason: String

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
