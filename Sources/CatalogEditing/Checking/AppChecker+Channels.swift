internal import Catalog
internal import Omaha
internal import Posix

extension AppChecker {
  /// - Parameter served: the group that the channel is by itself, whose ways go to all of its targets.
  mutating func check(_ channel: Channel, _ served: ServedGroup) {
    for target in channel.targets {
      let location = AppDefinition.Location.target(channel: channel.name, target.architecture)
      if let floor = floor(above: target.version, for: target.architecture, of: channel) {
        warn(
          "channel \(channel.name.quoted) points to \(target.version) for \(target.architecture), below its floor \(floor.version)",
          at: location)
      }
      check(
        target.since, of: target.version,
        repairedBy: [
          "promote", target.version.text, "--channel", channel.name, "--arch", target.architecture.rawValue,
        ], at: location)
    }
    for path in served.paths {
      checkFloors(of: path, over: channel)
      guard let step = path.steps.last, let block = step.block else { continue }
      warn(
        "channel \(channel.name.quoted) points to \(step.version) for \(path.architecture), which is blocked\(block.reasonInBrackets): \(Self.consequence(of: step, on: path))",
        at: .target(channel: channel.name, path.target.architecture))
    }
  }

  /// The floors on a way that are blocked.
  mutating func checkFloors(of path: UpdatePath, over channel: Channel) {
    for step in path.steps.dropLast() {
      guard let floor = step.floor, let block = step.block else { continue }
      warn(
        "floor \(floor.version) of channel \(channel.name.quoted) is blocked for \(path.architecture)\(block.reasonInBrackets): \(Self.consequence(of: step, on: path))",
        at: .floor(channel: channel.name, floor.version, floor.architecture))
    }
  }

  /// What is to begin in the future begins now for everybody whom no rollout holds back; what began before there was anything to
  /// begin holds nobody back.
  ///
  /// - Parameter command: What repairs it.
  mutating func check(
    _ since: Timestamp?, of version: Version, repairedBy command: [String], at location: AppDefinition.Location
  ) {
    guard let since, let doubt = since.doubt(at: now) else { return }
    let consequence =
      switch doubt {
      case .future: "which is in the future: nothing but a rollout waits for it"
      case .past: "before this program was written: every rollout of it is complete"
      }
    warn(
      "\(version) is since \(since), \(consequence); \(SuggestedCommand(command, app: app.id.key)) again makes it now",
      at: location)
  }

  mutating func checkPins(of served: ServedGroup) {
    let (group, channel) = (served.group, served.channel)
    for pin in group.pins {
      let location = AppDefinition.Location.pin(group: group.name, pin.architecture)
      if let floor = floor(above: pin.version, for: pin.architecture ?? .all, of: channel) {
        warn(
          "group \(group.name.quoted) is pinned to \(pin.version), below floor \(floor.version) of channel \(channel.name.quoted)",
          at: location)
      }
      check(
        pin.since, of: pin.version,
        repairedBy: ["pin", "set", pin.version.text, "--group", group.name]
          + (pin.architecture.map { ["--arch", $0.rawValue] } ?? []), at: location)
      for path in served.paths where pin.architecture == nil || pin.architecture == path.target.architecture {
        checkFloors(of: path, over: channel)
        guard let step = path.steps.last, let block = step.block else { continue }
        warn(
          "group \(group.name.quoted) is pinned to \(step.version) for \(path.architecture), which is blocked\(block.reasonInBrackets): \(Self.consequence(of: step, on: path, for: group))",
          at: location)
      }
    }
  }
}
