internal import SQL

/// Which machines are asked for: those to which all that is set applies.
package struct MachineFilter: Hashable, Sendable {
  /// ``KnownMachine/app``.
  package var app: String?
  /// ``KnownMachine/id``.
  package var id: String?
  /// ``KnownMachine/group``.
  package var group: String?
  /// ``KnownMachine/state``.
  package var state: MachineState?
  /// ``KnownMachine/version``.
  package var version: String?
  /// ``KnownMachine/target``.
  package var target: String?
  /// ``KnownMachine/track``.
  package var track: String?
  /// ``KnownMachine/architecture``.
  package var architecture: String?
  /// ``KnownMachine/oem``.
  package var oem: String?
  /// ``KnownMachine/alias``.
  package var alias: String?
  /// ``KnownMachine/reason``.
  package var reason: String?
  /// The code of the last error, without flags.
  package var errorCode: Int64?
  /// Only machines that were last seen before this moment, in milliseconds since 1970-01-01T00:00:00Z.
  package var seenBefore: Int64?
  /// Only IDs that several machines have used by turns since this moment.
  package var clonedSince: Int64?

  /// All machines.
  package init() {}

  /// A condition of SQL, and the values of its parameters.
  var condition: (text: SQLText, values: [SQLValue]) {
    var terms: [SQLText] = []
    var values: [SQLValue] = []
    func add(_ left: SQLText, _ value: SQLValue?) {
      guard let value else { return }
      values.append(value)
      terms.append(left + SQLText.parameter(values.count))
    }
    func add(_ left: SQLText, _ text: String?) { add(left, text.map { SQLValue.text($0) }) }
    add("app = ", app)
    add("id = ", id)
    add("\"group\" = ", group)
    add("state = ", state?.rawValue)
    add("version = ", version)
    add("target = ", target)
    add("track = ", track)
    add("arch = ", architecture)
    add("oem = ", oem)
    add("reason = ", reason)
    // As the partial indexes say it.
    if alias?.isEmpty == false { terms.append("alias <> ''") }
    add("alias = ", alias)
    if errorCode != nil { terms.append("error_time > 0") }
    add("error_code = ", errorCode.map { SQLValue.integer($0) })
    add("seen < ", seenBefore.map { SQLValue.integer($0) })
    add("cloned_at >= ", clonedSince.map { SQLValue.integer($0) })
    return (terms.isEmpty ? "" : "WHERE " + terms.joined(separator: " AND "), values)
  }
}

/// In which order machines are given.
package enum MachineOrder: String, CaseIterable, Sendable {
  /// As they were first seen.
  case firstSeen = "first-seen"
  /// Those first that were not seen for the longest time.
  case lastSeen = "last-seen"
  case machine, alias, version, state
  /// Those first that are in their state for the longest time.
  case since

  var text: SQLText {
    switch self {
    case .firstSeen: "ORDER BY machine.number"
    case .lastSeen: "ORDER BY seen.seen, machine.number"
    case .machine: "ORDER BY id, app"
    case .alias: "ORDER BY alias, machine.number"
    // Versions of one length sort as texts do; others are near enough.
    case .version: "ORDER BY length(version), version, machine.number"
    case .state: "ORDER BY state, machine.number"
    case .since: "ORDER BY since, machine.number"
    }
  }
}
