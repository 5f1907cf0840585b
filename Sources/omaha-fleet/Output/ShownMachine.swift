internal import Catalog
internal import Fleet
internal import Omaha
internal import UpdateService

/// A machine with its history and its answer.
struct ShownMachine {
  let seen: SeenMachine
  let history: [FleetEvent]
  /// Nil where no catalog can be read.
  let answer: ExpectedAnswer?
  let now: Timestamp

  private var machine: KnownMachine { seen.machine }

  /// For people.
  var text: String {
    var text = ""
    func add(_ key: String, _ value: String) {
      if value.isEmpty { return }
      text += key + String(repeating: " ", count: 14 - key.count) + value.escaped + "\n"
    }
    add("machine", machine.id)
    add("alias", machine.alias)
    add("app", machine.app)
    add("state", "\(machine.state.rawValue): it \(machine.state.explanation), since \(time(machine.since))")
    add("version", machine.isOnTarget ? "\(machine.version), its target" : machine.version)
    add("target", machine.target)
    add("offered", machine.release)
    add("before", machine.offers.dropFirst().joined(separator: ", "))
    add("group", machine.group)
    add("track", machine.track)
    add("reason", machine.reason)
    add("board", machine.board)
    add("arch", machine.architecture)
    add("oem", [machine.oem, machine.oemVersion].filter { !$0.isEmpty }.joined(separator: " "))
    add("system", [machine.platform, machine.osVersion].filter { !$0.isEmpty }.joined(separator: " "))
    add("client", machine.client)
    add("address", machine.address)
    add("boot", machine.bootID)
    add("installed as", machine.alephVersion)
    add("first seen", time(machine.firstSeen))
    add("last seen", time(seen.sightings.seen))
    add("last check", time(seen.sightings.checked))
    if let error = machine.errorText {
      let release = machine.errorRelease.isEmpty ? "" : ", about \(machine.errorRelease)"
      add("last error", "\(machine.errorCode) \(error), \(time(machine.errorTime))\(release)")
    }
    if machine.loops > 0 {
      let count = machine.loops == 1 ? "once" : "\(machine.loops) times"
      add("loops", "came back \(count) without \(machine.loopedRelease)")
    }
    if isCloned {
      add("clones", "several machines use this ID: boots \(machine.previousBootID) and \(machine.bootID)")
    }
    add("now", answer?.text ?? "not known: no catalog can be read; --root names it")
    for step in answer?.steps ?? [] {
      let rule = step.rule.rawValue
      text += "  " + rule + String(repeating: " ", count: max(1, 14 - rule.count)) + step.text.escaped + "\n"
    }
    text += history.isEmpty ? "" : "history\n"
    for event in history { text += "  \(time(event.time))  \(event.text(machine.clientFamily).escaped)\n" }
    return text
  }

  /// For programs.
  var json: JSONLine {
    var line = JSONLine(seen)
    line.addAlways("since", time(machine.since))
    line.addAlways("bootID", machine.bootID)
    line.addAlways("loops", machine.loops)
    line.add("cloned", isCloned)
    line.addAlways("history", history.map { JSONLine($0, text: $0.text(machine.clientFamily)) })
    line.addAlways("now", answer.map { JSONLine($0) })
    return line
  }

  private var isCloned: Bool { machine.isCloned(at: now.milliseconds) }

  private func time(_ milliseconds: Int64) -> String {
    milliseconds == 0 ? "" : Timestamp(milliseconds: milliseconds).description
  }
}

extension JSONLine {
  fileprivate init(_ answer: ExpectedAnswer) {
    addAlways("decision", answer.decision.outcome)
    addAlways("reason", answer.decision.reason.rawValue)
    addAlways("explanation", answer.explanation)
    addAlways("group", answer.decision.group?.name ?? "")
    addAlways("target", answer.decision.target?.version.text ?? "")
    addAlways("release", answer.release ?? "")
    addAlways(
      "steps",
      answer.steps.map { step in
        var line = JSONLine()
        line.addAlways("rule", step.rule.rawValue)
        line.addAlways("saw", step.text)
        return line
      })
  }
}
