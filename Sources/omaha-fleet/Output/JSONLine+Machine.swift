internal import Fleet
internal import Omaha

extension JSONLine {
  /// A machine: the same keys for all, with empty texts for what it never told.
  init(_ sight: SeenMachine) {
    let machine = sight.machine
    addAlways("app", machine.app)
    addAlways("machine", machine.id)
    addAlways("alias", machine.alias)
    addAlways("version", machine.version)
    addAlways("track", machine.track)
    addAlways("group", machine.group)
    addAlways("board", machine.board)
    addAlways("arch", machine.architecture)
    addAlways("oem", machine.oem)
    addAlways("state", machine.state.rawValue)
    addAlways("target", machine.target)
    addAlways("release", machine.release)
    addAlways("offered", machine.offers)
    addAlways("reason", machine.reason)
    addAlways("firstSeen", Timestamp(milliseconds: machine.firstSeen).description)
    addAlways("lastSeen", Timestamp(milliseconds: sight.sightings.seen).description)
    addAlways("lastError", machine.errorText.map { JSONLine(errorCode: machine.errorCode, text: $0) })
    addAlways("address", machine.address)
  }

  private init(errorCode: Int64, text: String) {
    addAlways("code", errorCode)
    addAlways("text", text)
  }

  /// A line of a machine's history, with what it means.
  init(_ event: FleetEvent, text: String) {
    addAlways("time", Timestamp(milliseconds: event.time).description)
    add("app", event.app)
    add("machine", event.machine)
    addAlways("kind", event.kind.rawValue)
    if event.kind == .event {
      addAlways("type", event.type)
      addAlways("result", event.result)
      add("errorCode", event.code)
      add("extraCode", event.extra)
      add("previousVersion", event.previous)
      add("nextVersion", event.next)
      add("downloaded", event.downloaded)
      add("total", event.total)
      add("downloadTime", event.duration)
    }
    add("version", event.version)
    add("group", event.group)
    add("release", event.release)
    add("target", event.target)
    add("state", event.state)
    add("reason", event.reason)
    addAlways("text", text)
  }
}

extension Timestamp {
  /// The second of a moment in milliseconds since 1970-01-01T00:00:00Z.
  init(milliseconds: Int64) {
    let (seconds, rest) = milliseconds.quotientAndRemainder(dividingBy: 1_000)
    self.init(seconds: rest < 0 ? seconds - 1 : seconds)
  }
}
