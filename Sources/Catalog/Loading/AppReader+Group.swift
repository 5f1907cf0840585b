internal import Omaha
internal import XML

extension AppReader {
  /// The attributes of `<group>`, as they are written.
  private struct GroupAttributes {
    var name: String?
    var channel: String?
    var track: String?
    var architecture: Architecture?
    var board: String?
    var oem: String?
    var platform: String?
    var minimumVersion: Version?
    var maximumVersion: Version?
    var aliasPrefix: String?
    var machinePrefix: MachineID?
    var isPaused = false
    var allowsRollback = false
    var interval: Int?
    var jitter: Int?
  }

  mutating func readGroup(_ element: XMLElement) -> Group? {
    let attributes = readGroupAttributes(element)
    diagnostics.refuseText(in: element)
    guard hasFewChildren(element) else { return nil }
    var pins: [Pin] = []
    var rollout: Rollout?
    var windows: [Window] = []
    var blackouts: [Blackout] = []
    var machines: MachineList?
    var seen: [String] = []
    for child in element.children {
      let name = child.name
      if name == "rollout" || name == "machines" {
        if seen.contains(name) { diagnostics.add("a second <\(name)> in the same group", at: child) }
        seen.append(name)
      }
      switch GroupElement(rawValue: name) {
      case .pin: readPin(child, into: &pins, group: attributes.name)
      case .rollout:
        rollout = readRollout(child)
        definition.lines.note(.rollout(group: attributes.name ?? ""), child.line)
      case .window:
        guard let window = readWindow(child) else { continue }
        definition.lines.note(.window(group: attributes.name ?? "", windows.count), child.line)
        windows.append(window)
      case .blackout: if let blackout = readBlackout(child) { blackouts.append(blackout) }
      case .machines:
        machines = readMachines(child)
        definition.lines.note(.machines(group: attributes.name ?? ""), child.line)
      case nil: diagnostics.unexpected(child, in: element)
      }
    }
    guard let name = attributes.name, let channel = attributes.channel else { return nil }
    return Group(
      name: name,
      selector: Selector(
        track: attributes.track, architecture: attributes.architecture, board: attributes.board, oem: attributes.oem,
        platform: attributes.platform, minimumVersion: attributes.minimumVersion,
        maximumVersion: attributes.maximumVersion, aliasPrefix: attributes.aliasPrefix,
        machinePrefix: attributes.machinePrefix, machines: machines),
      channelName: channel, pins: pins, isPaused: attributes.isPaused, allowsRollback: attributes.allowsRollback,
      rollout: rollout, schedule: Schedule(windows: windows, blackouts: blackouts),
      pollInterval: pollInterval(attributes, of: element))
  }

  private mutating func readGroupAttributes(_ element: XMLElement) -> GroupAttributes {
    var group = GroupAttributes()
    var seen: [String] = []
    for attribute in element.attributes {
      let value = attribute.value
      seen.append(attribute.name)
      guard attribute.name != "name" else {
        group.name = name(value, of: element)
        continue
      }
      switch GroupAttribute(rawValue: attribute.name) {
      case .channel: group.channel = name(value, of: element)
      // White space around what a machine says does not count either. An empty track is for machines that have none.
      case .track: group.track = trimmed(value)
      case .arch:
        // A group for all architectures is a group that does not select by them.
        let architecture = architecture(value, of: element)
        group.architecture = architecture == .all ? nil : architecture
      case .board: group.board = trimmed(value)
      case .oem: group.oem = trimmed(value)
      case .platform: group.platform = trimmed(value)
      case .minimumVersion: group.minimumVersion = version(value, of: element, attribute: "min-version")
      case .maximumVersion: group.maximumVersion = version(value, of: element, attribute: "max-version")
      case .aliasPrefix: group.aliasPrefix = prefix(trimmed(value), "alias-prefix", of: element)
      case .machinePrefix:
        let machinePrefix = MachineID(prefix: trimmed(value))
        group.machinePrefix = prefix(machinePrefix.text, "machine-prefix", of: element).map { _ in machinePrefix }
      case .updates: group.isPaused = isPaused(value, of: element)
      case .rollback:
        group.allowsRollback = value == "allowed"
        if value != "allowed" && value != "forbidden" {
          diagnostics.add("rollback \(value.quoted) is neither allowed nor forbidden", at: element)
        }
      case .pollInterval: group.interval = seconds(value, "poll-interval", of: element)
      case .pollJitter: group.jitter = seconds(value, "poll-jitter", of: element)
      case nil: diagnostics.unexpected(attribute, of: element)
      }
    }
    for required in ["name", "channel"] where !seen.contains(required) { diagnostics.missing(required, of: element) }
    if let low = group.minimumVersion, let high = group.maximumVersion, high < low {
      diagnostics.add("min-version \(low.text) is above max-version \(high.text)", at: element)
    }
    return group
  }

  private mutating func prefix(_ text: String, _ name: String, of element: XMLElement) -> String? {
    if text.isEmpty { diagnostics.add("\(name) is empty", at: element) }
    return text.isEmpty ? nil : text
  }

  private mutating func seconds(_ text: String, _ name: String, of element: XMLElement) -> Int? {
    guard let value = Int(text), (0...999_999).contains(value), text.utf8.allSatisfy({ $0 != UInt8(ascii: "+") }) else {
      diagnostics.add("\(name) \(text.quoted) is not a number of seconds", at: element)
      return nil
    }
    return value
  }

  private mutating func pollInterval(_ attributes: GroupAttributes, of element: XMLElement) -> PollInterval? {
    guard let seconds = attributes.interval else {
      if attributes.jitter != nil { diagnostics.add("poll-jitter without poll-interval", at: element) }
      return nil
    }
    guard PollInterval.range.contains(seconds) else {
      diagnostics.add(
        "poll-interval \(seconds) is not within \(PollInterval.range.lowerBound) to \(PollInterval.range.upperBound) seconds, which is what update_engine accepts",
        at: element)
      return nil
    }
    guard let interval = PollInterval(seconds: seconds, jitter: attributes.jitter ?? 0) else {
      diagnostics.add("poll-jitter is not shorter than poll-interval", at: element)
      return nil
    }
    return interval
  }
}
