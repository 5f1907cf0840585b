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
  /// A version that the machine was ever offered, as far as that is remembered (``KnownMachine/wasOffered(_:)``).
  package var offered: String?
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

  /// Terms of SQL, and the values of their parameters.
  struct Terms {
    /// What must apply, of `machine` and of `seen`.
    fileprivate(set) var machine: [SQLText] = []
    fileprivate(set) var seen: [SQLText] = []
    fileprivate(set) var values: [SQLValue] = []
    private let dialect: SQLDialect

    init(_ dialect: SQLDialect) { self.dialect = dialect }

    /// The parameter for a value.
    mutating func parameter(_ value: SQLValue) -> SQLText {
      values.append(value)
      return SQLText.parameter(values.count)
    }

    /// SQLite knows nothing of how many machines have a value, so the first column that is asked for finds them. A plus sign says that a
    /// column's index is of no use.
    fileprivate mutating func add(_ column: SQLText, _ comparison: SQLText, _ value: SQLValue?) {
      guard let value else { return }
      let left = machine.isEmpty || dialect == .postgresql ? column : "+" + column
      machine.append(left + comparison + parameter(value))
    }

    fileprivate mutating func add(_ column: SQLText, _ text: String?) { add(column, " = ", text.map { .text($0) }) }
  }

  /// The terms; columns of which few machines have the same value go first.
  func terms(_ dialect: SQLDialect) -> Terms {
    var terms = Terms(dialect)
    terms.add("machine.id", id)
    if alias?.isEmpty == false { terms.add("alias", alias) }
    terms.add("error_code", " = ", errorCode.map { .integer($0) })
    // As the partial indexes say it.
    if errorCode != nil { terms.machine.append("error_time > 0") }
    terms.add("cloned_at", " >= ", clonedSince.map { .integer($0) })
    if clonedSince != nil { terms.machine.append("cloned_at > 0") }
    terms.add("state", state?.rawValue)
    terms.add("reason", reason)
    terms.add("version_key", version.map { KnownMachine.versionKey($0) })
    // One key may have several spellings.
    if let version { terms.machine.append("version = " + terms.parameter(.text(version))) }
    terms.add("target", target)
    terms.add("oem", oem)
    terms.add("\"group\"", group)
    terms.add("track", track)
    terms.add("arch", architecture)
    if offered?.isEmpty == true { terms.add("release", offered) }
    if let offered, !offered.isEmpty {
      let version = terms.parameter(.text(offered))
      let word = terms.parameter(.text("% " + likeEscaped(offered) + " %"))
      terms.machine.append(
        "(release = " + version + " OR looped_release = " + version + " OR error_release = " + version
          + " OR ' ' || earlier_releases LIKE " + word + " ESCAPE '!')")
    }
    if alias?.isEmpty == true { terms.add("alias", alias) }
    terms.add("app", app)
    if let seenBefore { terms.seen.append("seen < " + terms.parameter(.integer(seenBefore))) }
    return terms
  }
}

/// A text within a pattern of LIKE whose escape is `!`.
private func likeEscaped(_ text: String) -> String {
  text.reduce(into: "") { $0 += "%_!".contains($1) ? "!\($1)" : String($1) }
}

extension MachineFilter {
  /// Whether a machine is asked for.
  func applies(to seen: SeenMachine) -> Bool {
    let machine = seen.machine
    let texts = [
      (app, machine.app), (id, machine.id), (group, machine.group), (state?.rawValue, machine.state.rawValue),
      (version, machine.version), (target, machine.target), (track, machine.track),
      (architecture, machine.architecture), (oem, machine.oem), (alias, machine.alias), (reason, machine.reason),
    ]
    return texts.allSatisfy { $0.0 == nil || $0.0 == $0.1 }
      && (offered.map { machine.wasOffered($0) } ?? true)
      && (errorCode == nil || machine.errorTime > 0 && errorCode == machine.errorCode)
      && (seenBefore.map { seen.sightings.seen < $0 } ?? true)
      && (clonedSince.map { machine.clonedAt >= $0 } ?? true)
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

  /// The columns, with conditions for what comes first and what comes after it: a machine that tells no alias comes behind those that
  /// do.
  var parts: [(condition: SQLText?, columns: SQLText)] {
    switch self {
    case .firstSeen: [(nil, "number")]
    case .lastSeen: [(nil, "seen, number")]
    case .machine: [(nil, "machine.id, app")]
    case .alias: [("alias > ''", "alias, number"), ("alias = ''", "number")]
    case .version: [(nil, "version_key, number")]
    case .state: [(nil, "state, number")]
    case .since: [(nil, "since, number")]
    }
  }

  /// Whether it looks at what the machine is, and not only at when it was seen.
  var isOfMachine: Bool { self != .firstSeen && self != .lastSeen }
}
