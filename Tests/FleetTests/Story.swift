import Journal

@testable import Fleet

/// The life of machines, told in lines of text: what each says, what it is answered, and what it then is.
///
///     check offered=2.0                    -> offered
///     13/1                                 -> downloading
///     boot=b2 v=2.0 check 3/2<1.0 up-to-date=2.0   -> complete version=2.0
///
/// Each line is a minute after the one before. Words before the arrow:
///
/// - `check`, `ping`: what the request has; `type/result`, then `:code` and `<previousversion` where told: an event
/// - `offered=RELEASE` or `offered=RELEASE/TARGET`, `up-to-date=TARGET`, `held=REASON` or `held=REASON/TARGET`, `refused=REASON`
/// - `v=`, `boot=`, `id=`, `app=`, `client=`, `platform=`, `track=`: the machine from now on; `as=NAME` goes on with another one
/// - `+2d`, `+3h`, `+5m`: later; `-1d`: the clock is set back; `at=-5m`: only this check-in is of another time;
///   `late=30s`: it is loaded so long after it came
/// - `twice`: the same check-in comes twice; `age`: nobody says anything, time goes by
///
/// Behind the arrow: the state, and `key=value` of what else is known; `for=5m` is how long it has been in the state.
struct Story {
  private(set) var machines: [KnownMachine.Key: (machine: KnownMachine, sightings: Sightings)] = [:]
  private(set) var events: [FleetEvent] = []
  /// What was seen of machines that cannot be remembered.
  private(set) var untracked = 0
  private var now: Int64 = 1_795_428_000_000
  private var templates: [String: CheckIn] = [:]
  private var template: CheckIn

  init() {
    template = CheckIn(time: 0, appID: "{E96281A6-D1AF-4BDE-9A0A-97B76E56DC57}")
    template.machineID = "abce671d61774703ac7be60715220bfe"
    template.version = "1.0"
    template.track = "stable"
    template.bootID = "b1"
    template.platform = "CoreOS"
    template.client = "update_engine-0.4.10"
  }

  /// The machine of the last line.
  private var current: (machine: KnownMachine, sightings: Sightings)? {
    KnownMachine.Key(template).flatMap { machines[$0] }
  }

  /// Tells a line, and returns in what it differs from what should be; nil when in nothing.
  mutating func tell(_ line: Substring) -> String? {
    let parts = line.split(separator: "->", maxSplits: 1)
    var checkIn = CheckIn(time: 0, appID: "")
    var shift: Int64 = 0
    var lateness: Int64 = 0
    var repetitions = 1
    var isAging = false
    now += 60_000
    for word in (parts.first ?? "").split(separator: " ") {
      let value = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let key = value[0]
      let text = value.count > 1 ? String(value[1]) : ""
      switch key {
      case "check": checkIn.hasUpdateCheck = true
      case "ping": checkIn.hasPing = true
      case "v": template.version = text
      case "boot": template.bootID = text
      case "id": template.machineID = text
      case "app": template.appID = text
      case "client": template.client = text
      case "platform": template.platform = text.replacing("|", with: " ")
      case "track": template.track = text
      case "as": template = templates[text] ?? template
      case "name": templates[text] = template
      case "twice": repetitions = 2
      case "age": isAging = true
      case "late": lateness = Self.milliseconds(text[...])
      case "at": shift = Self.milliseconds(text[...])
      case "offered": Self.answer(&checkIn, "update", "offered", release: text)
      case "up-to-date": Self.answer(&checkIn, "noupdate", "up-to-date", target: text)
      case "held":
        let words = text.split(separator: "/")
        Self.answer(&checkIn, "noupdate", String(words[0]), target: words.count > 1 ? String(words[1]) : "")
      case "refused": Self.answer(&checkIn, "error", text)
      case _ where key.hasPrefix("+") || key.hasPrefix("-"): now += Self.milliseconds(key)
      default:
        guard let event = Self.event(word) else { return "a word that nobody knows: \(word)" }
        checkIn.events.append(event)
      }
    }
    if isAging { age() } else { for _ in 0..<repetitions { observe(checkIn, at: now + shift, loaded: lateness) } }
    return parts.count > 1 ? difference(from: parts[1].split(separator: " ")) : nil
  }

  private mutating func observe(_ said: CheckIn, at time: Int64, loaded later: Int64) {
    var checkIn = template
    checkIn.time = time
    checkIn.hasUpdateCheck = said.hasUpdateCheck
    checkIn.hasPing = said.hasPing
    checkIn.events = said.events
    checkIn.group = said.group
    checkIn.decision = said.decision.isEmpty ? "none" : said.decision
    checkIn.reason = said.reason
    checkIn.target = said.target
    checkIn.release = said.release
    guard let key = KnownMachine.Key(checkIn) else {
      untracked += 1
      return
    }
    let known = machines[key]
    let observation = Observation(
      of: checkIn, key: key, known: known?.machine, sightings: known?.sightings ?? Sightings(), now: now + later)
    machines[key] = (observation.machine, observation.sightings)
    events += observation.events
  }

  private mutating func age() {
    for (key, known) in machines {
      guard let aged = known.machine.aged(known.sightings, now: now) else { continue }
      machines[key] = (aged.machine, aged.sightings)
      events += aged.events
    }
  }

  private func difference(from expected: [Substring]) -> String? {
    guard let machine = current?.machine else { return expected == ["none"] ? nil : "nothing is known" }
    for word in expected {
      let value = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let found =
        switch value[0] {
        case "version": machine.version
        case "target": machine.target
        case "release": machine.release
        case "earlier": machine.earlierReleases.split(separator: " ").joined(separator: ",")
        case "reason": machine.reason
        case "group": machine.group
        case "track": machine.track
        case "error": machine.errorTime == 0 ? "none" : String(machine.errorCode)
        case "about": machine.errorRelease
        case "loops": String(machine.loops)
        case "cloned": String(machine.isCloned(at: now))
        case "on-target": String(machine.isOnTarget)
        case "for": "\((now - machine.since) / 60_000)m"
        default: machine.state.rawValue
        }
      let wanted = value.count > 1 ? String(value[1]) : String(value[0])
      if found != wanted { return "\(value[0]) is \(found), not \(wanted)" }
    }
    return nil
  }

  private static func answer(
    _ checkIn: inout CheckIn, _ decision: String, _ reason: String, target: String = "", release: String = ""
  ) {
    let words = release.split(separator: "/").map(String.init)
    checkIn.decision = decision
    checkIn.reason = reason
    checkIn.group = decision == "error" ? "" : "fleet"
    checkIn.release = words.first ?? ""
    checkIn.target = words.last ?? target
  }

  /// `3/0:268435465<1.0`
  private static func event(_ word: Substring) -> CheckIn.Event? {
    let previous = word.split(separator: "<", maxSplits: 1, omittingEmptySubsequences: false)
    let code = previous[0].split(separator: ":", maxSplits: 1)
    let numbers = code[0].split(separator: "/").compactMap { Int64($0) }
    guard numbers.count == 2 else { return nil }
    var event = CheckIn.Event(type: numbers[0], result: numbers[1])
    if code.count > 1 { event.errorCode = Int64(code[1]) ?? 0 }
    if previous.count > 1 { event.previousVersion = String(previous[1]) }
    return event
  }

  /// `+2d`, `-5m`
  private static func milliseconds(_ text: Substring) -> Int64 {
    let units: [Character: Int64] = ["d": 86_400_000, "h": 3_600_000, "m": 60_000, "s": 1_000]
    return (Int64(text.dropLast().drop { $0 == "+" }) ?? 0) * (units[text.last ?? "m"] ?? 0)
  }
}
