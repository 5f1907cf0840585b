internal import Fleet

/// What is counted, as metrics.
///
/// Machines choose their versions and tell what events they like. So there are so many values of each label at most, and the rest is
/// `other`.
extension FleetTotals {
  /// The most apps, and of each app groups, versions and targets.
  private static let appLimit = 20
  private static let groupLimit = 20
  private static let versionLimit = 50
  private static let targetLimit = 20
  /// The most values of each metric of machines: groups, versions and targets multiply.
  private static let machineLimit = 500
  /// The most kinds of events.
  private static let eventLimit = 500

  var families: [MetricFamily] { machineFamilies + [checkInFamily, eventFamily] }

  private var machineFamilies: [MetricFamily] {
    var kinds = machines.map { MachineKind($0, machines: $1) }
    kinds.tellApart(Self.appLimit, \.app)
    kinds.tellApart(Self.groupLimit, \.group, of: \.app)
    kinds.tellApart(Self.versionLimit, \.version, of: \.app)
    kinds.tellApart(Self.targetLimit, \.target, of: \.app)
    var machines = MetricFamily(
      "omaha_machines", .gauge, "The machines that run a version; the most frequent versions of an app are told apart.")
    machines.add(kinds, \.machines, ["app", "group", "version"], most: Self.machineLimit) {
      [$0.app, $0.group, $0.version]
    }
    var states = MetricFamily(
      "omaha_machine_states", .gauge, "The machines in a state, by the version that they are to have.")
    states.add(kinds, \.machines, ["app", "group", "state", "target"], most: Self.machineLimit) {
      [$0.app, $0.group, $0.state, $0.target]
    }
    var onTarget = MetricFamily(
      "omaha_machines_on_target", .gauge, "The machines that run the version that they are to have.")
    onTarget.add(kinds, \.onTarget, ["app", "group"]) { [$0.app, $0.group] }
    var held = MetricFamily(
      "omaha_machines_held", .gauge, "The machines that are offered nothing for now, by the reason.")
    held.add(kinds.filter { $0.state.text == MachineState.held.rawValue }, \.machines, ["app", "reason"]) {
      [$0.app, $0.reason]
    }
    return [machines, states, onTarget, held]
  }

  private var checkInFamily: MetricFamily {
    var family = MetricFamily(
      "omaha_checkins", .counter, "What apps asked and were answered: one for each app of a request, whatever it asked."
    )
    family.add(checkIns, \.total, ["app", "decision", "reason"]) {
      [LabelValue($0.app), LabelValue($0.decision), LabelValue($0.reason)]
    }
    return family
  }

  /// Which kinds are told apart does not depend on how many there are of each: one that was among the others comes to have a number
  /// of its own never. So no number ever goes down.
  private var eventFamily: MetricFamily {
    var family = MetricFamily(
      "omaha_events", .counter, "What machines reported, by eventtype, eventresult and errorcode.")
    let sorted = events.sorted {
      ($0.rank, $0.type, $0.result, $0.code) < ($1.rank, $1.type, $1.result, $1.code)
    }
    let kinds = sorted.prefix(Self.eventLimit)
    let others = sorted.dropFirst(Self.eventLimit).map { EventTotal(type: -1, result: -1, code: -1, total: $0.total) }
    family.add(kinds + others, \.total, ["type", "result", "code"]) {
      [LabelValue($0.type), LabelValue($0.result), LabelValue($0.code)]
    }
    return family
  }
}

extension EventTotal {
  /// The kinds that operators need come first: what is no error, then why updates failed.
  fileprivate var rank: Int { code <= 0 ? 0 : type == 3 && result == 0 && code < 100 ? 1 : 2 }
}

/// A row of `count` with values that are fit for labels.
private struct MachineKind {
  var app: LabelValue
  var group: LabelValue
  var version: LabelValue
  var target: LabelValue
  let state: LabelValue
  let reason: LabelValue
  let machines: Int64
  /// Those of them that run their target.
  let onTarget: Int64

  init(_ count: MachineCount, machines: Int64) {
    app = LabelValue(count.app)
    group = LabelValue(count.group)
    version = LabelValue(count.version)
    target = LabelValue(count.target)
    state = LabelValue(count.state)
    reason = LabelValue(count.reason)
    self.machines = machines
    onTarget = count.isOnTarget ? machines : 0
  }
}

extension [MachineKind] {
  /// Leaves the most frequent values of a label, so many, and makes ``LabelValue/other`` of the rest.
  ///
  /// - Parameter owner: the label of which each value has so many.
  fileprivate mutating func tellApart(
    _ count: Int, _ label: WritableKeyPath<MachineKind, LabelValue>, of owner: KeyPath<MachineKind, LabelValue>? = nil
  ) {
    var sums: [LabelValue: [LabelValue: Int64]] = [:]
    for kind in self {
      sums[owner.map { kind[keyPath: $0] } ?? "", default: [:]][kind[keyPath: label], default: 0] += kind.machines
    }
    let rare = sums.filter { $1.count > count }.mapValues { values in
      Set(values.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.dropFirst(count).map(\.key))
    }
    guard !rare.isEmpty else { return }
    for index in indices {
      let owned = owner.map { self[index][keyPath: $0] } ?? ""
      if rare[owned]?.contains(self[index][keyPath: label]) == true { self[index][keyPath: label] = .other }
    }
  }
}

extension MetricFamily {
  /// Adds a value for each set of labels: the sum of the elements that have it.
  ///
  /// - Parameter limit: so many sets of labels, the most frequent ones. The rest is added up by app and state.
  fileprivate mutating func add<Element>(
    _ elements: some Sequence<Element>, _ amount: KeyPath<Element, Int64>, _ names: [StaticString],
    most limit: Int = .max, _ values: (Element) -> [LabelValue]
  ) {
    var sums: [[LabelValue]: Int64] = [:]
    for element in elements { sums[values(element), default: 0] += element[keyPath: amount] }
    if sums.count > limit {
      let rare = sums.sorted {
        $0.value == $1.value ? $0.key.lexicographicallyPrecedes($1.key) : $0.value > $1.value
      }.dropFirst(limit)
      let isKept = names.map { ["app", "state"].contains($0.description) }
      for (values, sum) in rare {
        sums[values] = nil
        sums[zip(values, isKept).map { $1 ? $0 : .other }, default: 0] += sum
      }
    }
    for (values, sum) in sums.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
      add(sum, zip(names, values).map { Label($0, $1) })
    }
  }
}
