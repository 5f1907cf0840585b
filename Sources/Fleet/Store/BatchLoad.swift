internal import Journal
internal import Omaha

/// What a batch of check-ins changes in the database.
struct BatchLoad {
  /// The moment, in milliseconds since 1970-01-01T00:00:00Z.
  let now: Int64
  /// Whether the clients' addresses are remembered.
  let keepsAddresses: Bool
  /// The last numbers that were given.
  private(set) var machineNumber: Int64
  private(set) var eventNumber: Int64
  /// The last batch that has counted requests.
  private(set) var batchNumber: Int64

  /// The machines of the batch, as far as they are known.
  private(set) var machines: [StoredMachine]
  private var indices: [KnownMachine.Key: Int] = [:]
  /// The requests that were counted before, by their hashes.
  private var requests: Set<Int64>

  /// What is new in the machines' histories, by their numbers.
  private(set) var events: [(number: Int64, machine: Int64, event: FleetEvent)] = []
  /// The hashes of the requests that it counts, by their spans.
  private(set) var newRequests: [Int64: [Int64]] = [:]
  private(set) var checkIns: [CheckInCount: Int64] = [:]
  private(set) var reports: [ReportCount: Int64] = [:]
  private(set) var entered: [EnteredCount: Int64] = [:]

  /// A load in which nothing is taken up yet.
  ///
  /// - Parameters:
  ///   - machines: the machines of the batch that the database knows.
  ///   - requests: the requests of the batch that were counted before.
  init(
    now: Int64, keepsAddresses: Bool, last numbers: (machine: Int64, event: Int64, batch: Int64),
    _ machines: [StoredMachine], _ requests: Set<Int64>
  ) {
    self.now = now
    self.keepsAddresses = keepsAddresses
    (machineNumber, eventNumber, batchNumber) = numbers
    self.machines = machines
    self.requests = requests
    for (index, machine) in machines.enumerated() { indices[machine.machine.key] = index }
  }

  /// Takes up a check-in, unless its request has come before.
  mutating func take(_ checkIn: CheckIn, _ key: KnownMachine.Key?, _ request: RequestKey) {
    // A copy of a check-in costs as much as what is done with it.
    guard keepsAddresses || checkIn.address.isEmpty else {
      var nameless = checkIn
      nameless.address = ""
      return take(nameless, key, request)
    }
    if request.hash != 0 {
      guard requests.insert(request.hash).inserted else { return }
      if newRequests.isEmpty { batchNumber += 1 }
      newRequests[request.span, default: []].append(request.hash)
    }
    count(checkIn)
    guard let key else { return }
    guard let index = indices[key] else {
      let observation = Observation(of: checkIn, key: key, known: nil, sightings: Sightings(), now: now)
      machineNumber += 1
      indices[key] = machines.count
      machines.append(
        StoredMachine(number: machineNumber, observation.machine, observation.sightings, isNew: true))
      return append(observation.events, of: machineNumber, countedAs: observation.machine.countedApp)
    }
    let observation = Observation(
      of: checkIn, key: key, known: machines[index].machine, sightings: machines[index].sightings, now: now)
    machines[index].update(observation.machine)
    machines[index].update(observation.sightings)
    append(observation.events, of: machines[index].number, countedAs: observation.machine.countedApp)
  }

  /// Lets time go by for all machines.
  mutating func age() {
    for index in machines.indices {
      guard let observation = machines[index].machine.aged(machines[index].sightings, now: now) else { continue }
      machines[index].update(observation.machine)
      append(observation.events, of: machines[index].number, countedAs: observation.machine.countedApp)
    }
  }

  private mutating func append(_ lines: [FleetEvent], of machine: Int64, countedAs app: String) {
    for line in lines {
      eventNumber += 1
      events.append((eventNumber, machine, line))
      guard !line.state.isEmpty, line.time > now - EnteredCount.kept else { continue }
      let minute = line.time / EnteredCount.minute * EnteredCount.minute
      entered[EnteredCount(time: minute, app: app, group: line.group, state: line.state), default: 0] += 1
    }
  }

  private mutating func count(_ checkIn: CheckIn) {
    checkIns[CheckInCount(checkIn), default: 0] += 1
    for event in checkIn.events { reports[ReportCount(event), default: 0] += 1 }
  }

  /// What the machines would be counted by that are counted otherwise now, or as rare, if no version were rare.
  var newKinds: Set<MachineCount> {
    var kinds: Set<MachineCount> = []
    for index in machines.indices where mayMove(index) {
      let kind = MachineCount(machines[index].machine, isRare: false)
      if machines[index].counted != kind { kinds.insert(kind) }
    }
    return kinds
  }

  /// Decides which versions are rare.
  ///
  /// - Parameters:
  ///   - known: those of ``newKinds`` that have rows.
  ///   - room: so many rows more there may be.
  mutating func tellApart(_ known: Set<MachineCount>, room: Int) {
    var known = known
    var room = room
    for index in machines.indices where mayMove(index) {
      let machine = machines[index].machine
      let kind = MachineCount(machine, isRare: false)
      if machines[index].counted == kind { continue }
      let isNew = !known.contains(kind)
      let isRare = isNew && room <= 0 && !machine.isRefused && machine.version != machine.target
      machines[index].update(isRare: isRare)
      guard isNew, !isRare else { continue }
      known.insert(kind)
      room -= 1
    }
  }

  /// Whether a machine may be counted by something else now.
  private func mayMove(_ index: Int) -> Bool { machines[index].isChanged || machines[index].machine.isRare }

  /// How the numbers of machines of each kind change.
  var counts: [MachineCount: Int64] {
    var counts: [MachineCount: Int64] = [:]
    for index in machines.indices where machines[index].isChanged {
      let after = MachineCount(machines[index].machine)
      guard machines[index].counted != after else { continue }
      counts[after, default: 0] += 1
      if let before = machines[index].counted { counts[before, default: 0] -= 1 }
    }
    return counts.filter { $0.value != 0 }
  }
}

extension CheckInCount {
  fileprivate init(_ checkIn: CheckIn) {
    // Whoever asks for an app that the catalog does not have may ask for a million of them.
    let isKnown = checkIn.reason != "unknown-app" && checkIn.reason != "invalid-app-id"
    app = isKnown ? ApplicationID(trimmed(checkIn.appID))?.key ?? "" : ""
    decision = checkIn.decision
    reason = checkIn.reason
  }
}

extension ReportCount {
  /// Numbers without a name are counted together, as -1: whoever makes numbers up must not make rows.
  fileprivate init(_ event: CheckIn.Event) {
    type = EventType(rawValue: Int(clamping: event.type)).name == nil ? -1 : event.type
    result = EventResult(rawValue: Int(clamping: event.result)).name == nil ? -1 : event.result
    let error = ErrorCode(rawValue: Int(clamping: event.errorCode))
    code = error.name == nil && error.name(in: .chromeOS) == nil ? -1 : Int64(error.code)
  }
}
