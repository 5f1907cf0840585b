internal import Catalog
internal import Omaha

/// What the rules saw, in words; only made when somebody reads them.
extension UpdateService {
  static func text(
    for mismatch: Selector.Criterion, _ selector: Selector, _ machine: Machine, _ track: String?
  ) -> String {
    func versus(_ has: String?, _ wanted: String?) -> String {
      "\(mismatch.rawValue) is \(has.map(\.quoted) ?? "not told"), not \(wanted?.quoted ?? "")"
    }
    switch mismatch {
    case .track: return versus(track, selector.track)
    case .board: return versus(machine.board, selector.board)
    case .oem: return versus(machine.oem, selector.oem)
    case .platform: return versus(machine.platform, selector.platform)
    case .architecture:
      return "arch is \(text(for: machine.architecture, nil)), not \(selector.architecture?.rawValue ?? "")"
    case .minimumVersion: return "\(machine.version) is below min-version \(selector.minimumVersion?.text ?? "")"
    case .maximumVersion: return "\(machine.version) is above max-version \(selector.maximumVersion?.text ?? "")"
    case .aliasPrefix:
      return "alias \((machine.alias ?? "").quoted) does not begin with \((selector.aliasPrefix ?? "").quoted)"
    case .machinePrefix:
      return "machine \((machine.id ?? "").quoted) does not begin with \((selector.machinePrefix?.text ?? "").quoted)"
    case .machines:
      return "machine \((machine.id ?? "").quoted) is not in \(selector.machines?.file ?? "")"
    }
  }

  static func text(for architecture: MachineArchitecture, _ served: ServedGroup?) -> String {
    switch architecture {
    case .known(let architecture): architecture.rawValue
    case .foreign: "an architecture that releases do not have"
    case .unstated: served.map { "\($0.defaultArchitecture)\(counting($0))" } ?? "not told"
    }
  }

  /// Why a machine gets what is for the app's default.
  private static func counting(_ served: ServedGroup) -> String {
    "; the machine tells no architecture and counts as \(served.defaultArchitecture)"
  }

  static func paused(_ app: CatalogApp, _ served: ServedGroup) -> String {
    if app.isPaused { return "the whole app" }
    return served.channel.isPaused
      ? "channel \(served.channel.name.quoted)" : "group \(served.group.name.quoted)"
  }

  static func text(for path: UpdatePath, of served: ServedGroup, _ architecture: MachineArchitecture) -> String {
    let isPinned = served.group.pins.contains {
      $0.version == path.target.version && ($0.architecture == nil || $0.architecture == path.target.architecture)
    }
    let source = isPinned ? "pinned" : "channel \(served.channel.name)"
    let since = path.target.since.map { " since \($0)" } ?? ""
    let isDefault = architecture == .unstated && path.architecture != .all
    let why = isDefault ? counting(served) : ""
    return "\(source): \(path.target.version) for \(path.target.architecture)\(since)\(why)"
  }

  static func text(
    for target: Target, notNewerThan version: Version, _ group: Group, _ check: UpdateCheck
  ) -> String {
    if target.version == version { return "the machine runs \(version)" }
    let who =
      switch (group.allowsRollback, check.rollbackAllowed == true) {
      case (true, false): "; the machine does not allow a rollback"
      case (false, true): "; the group does not allow a rollback"
      default: ""
      }
    return "\(target.version) is older than \(version)\(who)"
  }

  static func text(for step: UpdatePath.Step) -> String {
    "\(step.version) comes first\(step.floor?.reason.map { ": \($0)" } ?? "")"
  }

  static func text(for step: UpdatePath.Step, of path: UpdatePath, _ series: ReleaseSeries?) -> String {
    let first = step.version == path.target.version ? "none in the way" : text(for: step)
    guard let series else {
      guard step.release != nil else { return first }
      return
        "\(first), but cannot be told together with what comes after it, and the mirror would take it for the target"
    }
    guard series.entries.count > 1 else { return first }
    let versions = series.entries.map { "\($0.release.version)" }.joined(separator: ", ")
    return "\(first); told to the mirror at once: \(versions)"
  }

  static func text(for step: UpdatePath.Step, instead release: Version?) -> String {
    let reason = step.block?.reason.map { " (\($0))" } ?? ""
    let instead = release.map { "\($0) instead" } ?? "nothing between it and the machine's version"
    return "\(step.version) is blocked\(reason): \(instead)"
  }

  static func text(for schedule: Schedule, closedAt now: Timestamp) -> String {
    let next = schedule.nextOpening(after: now).map { "opens at \($0)" } ?? "does not open within a year"
    return "closed: \(next)"
  }

  static func text(for schedule: Schedule, openAt now: Timestamp) -> String {
    if schedule == .always { return "none: always open" }
    return "open" + (schedule.nextClosing(after: now).map { " until \($0)" } ?? "")
  }

  static func text(
    for rollout: Rollout, _ bucket: RolloutBucket, _ machine: Machine, _ target: Target, _ now: Timestamp
  ) -> String {
    // Ahead of its moment a target is offered to nobody, whatever the rollout.
    let wait = target.since.map { $0 > now ? " from \($0) on" : "" } ?? ""
    let share = rollout.share(since: target.since, at: now)
    let position = machine.id == nil ? "a machine without an ID comes last" : "the machine is at \(percent(bucket))"
    let state = "\(rollout.text)\(wait), \(share) now; \(position)"
    if rollout.includes(bucket, since: target.since, at: now) { return state }
    let begin =
      rollout.begin(of: bucket, since: target.since).map { "its turn is at \($0)" } ?? "its turn does not come"
    return "\(state), \(begin)"
  }

  /// A bucket as people read it: the share of the fleet that comes before.
  private static func percent(_ bucket: RolloutBucket) -> String {
    let hundredths = bucket.millionths / 100
    let decimals = String(hundredths % 100)
    return "\(hundredths / 100).\(decimals.utf8.count < 2 ? "0" : "")\(decimals)%"
  }

  static func text(
    for step: UpdatePath.Step, _ delta: Release?, _ app: Request.App, _ version: Version
  ) -> String {
    if delta != nil { return "from \(version)" }
    if step.deltas.isEmpty { return "none: the full payload" }
    return app.deltaOK == true
      ? "none from \(version): the full payload" : "the machine does not take deltas: the full payload"
  }
}
