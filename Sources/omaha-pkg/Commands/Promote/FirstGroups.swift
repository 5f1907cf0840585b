internal import Catalog
internal import CatalogEditing
internal import Console
internal import Omaha

/// Lets some machines have a release at once while rollouts hold it back from the others: before every group that does, there will be
/// one for those of its machines, pinned to the release. They leave it as soon as they run the release.
struct FirstGroups {
  let firstTo: FirstTo
  /// As its release writes it.
  let version: Version
  /// Nil for all that the release exists for.
  let architecture: Architecture?
  let now: Timestamp

  func add(for channel: String, to editor: inout AppEditor) throws -> EditReport {
    var report: EditReport = []
    // A machine that runs the release already does not belong to them: it would stay behind when a newer one comes.
    let newest = try editor.knownVersions().newest(below: version)
    for group in editor.groups where editor.holdsBack(group, channel, at: now) {
      guard let changes = changes(of: group, upTo: newest) else { continue }
      let name = "\(group.name)-first-\(version)"
      if let fault = Channel.fault(inName: name) {
        throw CommandFailure("the name of the group \(name.quoted) \(fault)", exitCode: CommandFailure.usage)
      }
      let isNew = try editor.addGroup(name, changes, at: .before(group.name))
      let isPinned = try editor.pin(name, to: version, for: architecture, now: now)
      report.add(
        "group \(name.escaped): machines of \(group.name.escaped) that run \(Self.range(changes)) get \(version) \(group.schedule == .always ? "at once" : "within its windows")",
        isChanged: isNew || isPinned)
      if group.schedule != .always {
        let state = group.schedule.isOpen(at: now) ? "which are open now" : group.schedule.closedUntil(now)
        report.note("the windows of \(group.name.escaped) hold for them too, \(state)")
      }
      if group.isPaused { report.note("group \(group.name.escaped) is paused, and so are they") }
      if isNew { report.note("when they have it: `omaha-pkg group remove \(name)`") }
    }
    if report.lines.isEmpty {
      report.note("no rollout of channel \(channel) holds \(version) back from these machines")
    }
    return report
  }

  /// What tells the machines; nil when no machine of the group is one.
  private func changes(of group: Group, upTo newest: Version?) -> GroupChanges? {
    var attributes = group.attributes
    for (attribute, value) in firstTo.criteria where ![.minimumVersion, .maximumVersion].contains(attribute) {
      guard attributes[attribute] == nil || attributes[attribute] == value else { return nil }
      attributes[attribute] = value
    }
    let lowest = [group.selector.minimumVersion, firstTo.minimumVersion].compactMap { $0 }.max()
    let highest = [group.selector.maximumVersion, firstTo.maximumVersion, newest].compactMap { $0 }.min()
    if let lowest, let highest, lowest > highest { return nil }
    attributes[.minimumVersion] = lowest?.text
    attributes[.maximumVersion] = highest?.text
    return GroupChanges(
      attributes: attributes, machines: group.selector.machines.map { .file($0.file) },
      windows: group.schedule.windows.compactMap { WindowText("\($0)") },
      blackouts: group.schedule.blackouts.compactMap { BlackoutText("\($0.first)..\($0.last) \($0.zone.name)") })
  }

  private static func range(_ changes: GroupChanges) -> String {
    let (lowest, highest) = (changes.attributes[.minimumVersion], changes.attributes[.maximumVersion])
    return lowest == highest ? lowest ?? "" : "\(lowest ?? "")..\(highest ?? "")"
  }
}

extension Group {
  /// What `app.xml` says of the group in attributes.
  fileprivate var attributes: [GroupAttribute: String] {
    var attributes: [GroupAttribute: String] = [.channel: channelName]
    attributes[.track] = selector.track
    attributes[.arch] = selector.architecture?.rawValue
    attributes[.board] = selector.board
    attributes[.oem] = selector.oem
    attributes[.platform] = selector.platform
    attributes[.aliasPrefix] = selector.aliasPrefix
    attributes[.machinePrefix] = selector.machinePrefix?.text
    attributes[.updates] = isPaused ? "off" : nil
    attributes[.rollback] = allowsRollback ? "allowed" : nil
    attributes[.pollInterval] = pollInterval.map { "\($0.seconds)" }
    attributes[.pollJitter] = pollInterval.flatMap { $0.jitter == 0 ? nil : "\($0.jitter)" }
    return attributes
  }
}

extension AppEditor {
  /// Whether a group of a channel has a rollout that may keep what the channel points to from some machines.
  fileprivate func holdsBack(_ group: Group, _ name: String, at now: Timestamp) -> Bool {
    guard group.channelName == name, group.pins.isEmpty, let rollout = group.rollout else { return false }
    return channel(named: name)?.targets.contains { !rollout.isComplete(since: $0.since, at: now) } ?? false
  }
}

extension Schedule {
  fileprivate func closedUntil(_ now: Timestamp) -> String {
    nextOpening(after: now).map { "closed until \($0)" } ?? "closed for the next 400 days"
  }
}
