/// What machines are counted by: a row of `count`.
///
/// Machines that ask for apps that the catalog does not have are counted together, under no app and no version. Beyond
/// ``limit`` rows the machines of versions that have no row yet are counted as ``rare``, but for those that run their target:
/// whoever sends made-up versions must not make rows without end.
package struct MachineCount: Hashable, Sendable {
  package let app: String
  package let group: String
  package let version: String
  package let target: String
  package let state: String
  package let reason: String
}

extension MachineCount {
  /// The number of rows from which on no version gets a new one.
  static let limit = 5_000

  /// The version that stands for those without a row.
  package static let rare = "other"

  /// What a machine is counted by.
  init(_ machine: KnownMachine) { self.init(machine, isRare: machine.isRare) }

  /// What a machine is counted by when its version is rare, or is not.
  init(_ machine: KnownMachine, isRare: Bool) {
    let isRefused = machine.isRefused
    app = machine.countedApp
    group = isRefused ? "" : machine.group
    version = isRefused ? "" : isRare ? Self.rare : machine.version
    target = isRefused ? "" : machine.target
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
