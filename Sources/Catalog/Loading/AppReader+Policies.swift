internal import Omaha
internal import XML

/// The elements inside `<group>`.
extension AppReader {
  mutating func readPin(_ element: XMLElement, into pins: inout [Pin], group: String?) {
    let read = readVersioned(element, requiring: ["version"], allowing: ["arch", "since"])
    let architecture = read.architecture
    guard let version = read.version else { return }
    if pins.contains(where: { $0.architecture == architecture }) {
      diagnostics.add("a second pin for the same architecture", at: element)
    } else if !pins.isEmpty, architecture == nil || pins.contains(where: { $0.architecture == nil }) {
      diagnostics.add("a pin without arch is for every architecture and stands alone", at: element)
    }
    pins.append(Pin(version: version, architecture: architecture, since: read.since))
    definition.lines.note(.pin(group: group ?? "", architecture), element.line)
  }

  mutating func readRollout(_ element: XMLElement) -> Rollout? {
    var share: Share?
    var period: Period?
    var steps: [Share]?
    var seen: [String] = []
    for attribute in element.attributes {
      let value = attribute.value
      seen.append(attribute.name)
      switch attribute.name {
      case "percent":
        share = Share(percent: value)
        if share == nil { diagnostics.add("percent \(value.quoted) is not a number from 0 to 100", at: element) }
      case "over":
        period = Period(value)
        if period == nil {
          diagnostics.add("over \(value.quoted) is not a period such as P3D or PT36H, at most ten years", at: element)
        }
      case "steps":
        steps = Rollout.steps(value)
        if steps == nil {
          diagnostics.add("steps \(value.quoted) are not growing percentages such as 1,5,25,100", at: element)
        }
      default: diagnostics.unexpected(attribute, of: element)
      }
    }
    diagnostics.refuseContent(of: element)
    guard seen.contains("percent") != seen.contains("over") else {
      diagnostics.add("<rollout> has either percent or over", at: element)
      return nil
    }
    if seen.contains("steps"), seen.contains("percent") {
      diagnostics.add("<rollout> has steps without over", at: element)
    }
    if let share { return .share(share) }
    guard let period else { return nil }
    return steps.map { .steps($0, over: period) } ?? .ramp(over: period)
  }

  mutating func readWindow(_ element: XMLElement) -> Window? {
    var days: Weekdays? = .daily
    var from: Int? = 0
    var to: Int? = 1_440
    var zone: TimeZone? = .utc
    for attribute in element.attributes {
      let value = attribute.value
      switch attribute.name {
      case "days":
        days = Weekdays(value)
        if days == nil { diagnostics.add("days \(value.quoted) are not weekdays such as mon-fri,sun", at: element) }
      case "from":
        from = Window.minutes(value)
        // The end of a day can only be an end.
        if from == 1_440 { from = nil }
        if from == nil { diagnostics.add("from \(value.quoted) is not a time such as 09:00", at: element) }
      case "to":
        to = Window.minutes(value)
        if to == nil { diagnostics.add("to \(value.quoted) is not a time such as 17:00", at: element) }
      case "timezone": zone = timeZone(value, of: element)
      default: diagnostics.unexpected(attribute, of: element)
      }
    }
    diagnostics.refuseContent(of: element)
    guard let days, let from, let to, let zone else { return nil }
    return Window(days: days, from: from, to: to, zone: zone)
  }

  mutating func readBlackout(_ element: XMLElement) -> Blackout? {
    var from: String?
    var to: String?
    var reason: String?
    var zone: TimeZone? = .utc
    for attribute in element.attributes {
      let value = attribute.value
      switch attribute.name {
      case "from": from = value
      case "to": to = value
      case "timezone": zone = timeZone(value, of: element)
      case "reason": reason = value
      default: diagnostics.unexpected(attribute, of: element)
      }
    }
    diagnostics.refuseContent(of: element)
    guard let from else {
      diagnostics.missing("from", of: element)
      return nil
    }
    guard let zone else { return nil }
    // A day without an end ends with itself; a minute would be over as it begins.
    if to == nil, LocalTime(from)?.hasTime == true {
      diagnostics.missing("to", of: element)
      return nil
    }
    guard let first = LocalTime(from), let last = LocalTime(to ?? from),
      let blackout = Blackout(first: first, last: last, zone: zone, reason: reason)
    else {
      diagnostics.add(
        "from \(from.quoted) to \((to ?? from).quoted) are not dates such as 2026-12-24, the first not after the last",
        at: element)
      return nil
    }
    return blackout
  }

  private mutating func timeZone(_ name: String, of element: XMLElement) -> TimeZone? {
    do throws(TimeZoneError) {
      return try zones.zone(named: name)
    } catch {
      diagnostics.add("timezone \(name.quoted) \(error)", at: element)
      return nil
    }
  }

  mutating func readMachines(_ element: XMLElement) -> MachineList? {
    var file: String?
    for attribute in element.attributes {
      if attribute.name == "file" { file = attribute.value } else { diagnostics.unexpected(attribute, of: element) }
    }
    diagnostics.refuseContent(of: element)
    guard let file else {
      diagnostics.missing("file", of: element)
      return nil
    }
    if let fault = MachineList.fault(inFileName: file) {
      diagnostics.add("file \(file.quoted) \(fault)", at: element)
      return nil
    }
    guard let lists else { return MachineList(file: file) }
    do throws(RepositoryError) {
      let text = try pending.read(file, in: lists, limit: MachineList.maximumSize)
      var faults: [CatalogError] = []
      let list = MachineList(file: file, text: text) { line, fault in
        // One wrong line says what a thousand do.
        if faults.count < 20 { faults.append(CatalogError(file: lists.path(of: file), line: line, message: fault)) }
      }
      for fault in faults { diagnostics.add(fault) }
      return list
    } catch {
      diagnostics.add(
        CatalogError(
          file: diagnostics.file, line: element.line, message: "the machines of the group: \(error)",
          isPassing: error.isPassing))
      return nil
    }
  }
}
