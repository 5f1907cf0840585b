internal import Omaha

extension LogLine {
  /// ` events="…"`: what a machine reported, each event with its codes and in words, such as
  /// `3/0 update complete: error, payload hash mismatch (10)`.
  ///
  /// A request may carry a thousand events; the line shows the first four and how many there are.
  mutating func add(_ events: [Event], of app: Request.App, from family: ClientFamily) {
    begin("events")
    for (index, event) in events.prefix(4).enumerated() {
      if index > 0 { quote("; ") }
      add(event, of: app, from: family)
    }
    if events.count > 4 {
      quote("; and ")
      quote(events.count - 4)
      quote(" more")
    }
    endQuoted()
  }

  private mutating func add(_ event: Event, of app: Request.App, from family: ClientFamily) {
    quote(event.type.rawValue)
    quote("/")
    quote(event.result.rawValue)
    quote(" ")
    let checkIn = family == .other ? nil : event.checkIn(running: app.version)
    if let checkIn {
      quote(checkIn.rawValue)
    } else {
      quote(event.type.description)
      quote(": ")
      quote(event.result.description)
    }
    let errorCode = event.errorCode
    if errorCode.rawValue != 0 {
      quote(", ")
      quote(errorCode.description(in: family))
      quote(" (")
      quote(errorCode.rawValue)
      quote(")")
    }
    if checkIn == nil || checkIn == .rebooted, let previousVersion = event.previousVersion, !previousVersion.isEmpty {
      quote(", from ")
      quote(previousVersion)
    }
  }
}
