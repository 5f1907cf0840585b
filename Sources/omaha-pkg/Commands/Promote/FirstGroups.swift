internal import Catalog
internal import CatalogEditing
internal import Console
internal import Omaha
internal import Reports
internal import UpdateService

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
    let existing = try architecture.map { [$0] } ?? editor.architectures(of: version)
    let targets = editor.channel(named: channel)?.targets.map(\.architecture) ?? []
    // Machines that the release is not for belong to the rollout, and stay there.
    let isForAll = existing.contains(.all) || targets.allSatisfy(existing.contains)
    for group in editor.groups where editor.holdsBack(group, channel, at: now) {
      guard let changes = changes(of: group, upTo: newest) else { continue }
      if let own = changes.attributes[.arch] {
        guard existing.contains(where: { $0 == .all || $0.rawValue == own }) else { continue }
        report += try add(changes, of: group, nil, to: &editor)
      } else if isForAll {
        report += try add(changes, of: group, nil, to: &editor)
      } else {
        for architecture in existing {
          var changes = changes
          changes.attributes[.arch] = architecture.rawValue
          report += try add(changes, of: group, existing.count > 1 ? architecture : nil, to: &editor)
        }
      }
    }
    if report.lines.isEmpty {
      report.note("no rollout of channel \(channel) holds \(version) back from these machines")
    }
    return report
  }

  /// Adds the group for machines of another one.
  ///
  /// - Parameter suffix: The architecture that is in its name; nil for none.
  private func add(
    _ changes: GroupChanges, of group: Group, _ suffix: Architecture?, to editor: inout AppEditor
  ) throws -> EditReport {
    var report: EditReport = []
    let name = Group.hotfixName(of: group.name, version, suffix)
    if let fault = Channel.fault(inName: name) {
      throw CommandFailure("the name of the group \(name.quoted) \(fault)", exitCode: CommandFailure.usage)
    }
    // Those of earlier hotfixes come behind it: they have some of its machines, and an older release.
    let earlier = editor.groups.filter { $0.isHotfix(of: group.name) && $0.pins.first?.version != version }
    let isThere = editor.group(named: name) != nil
    let isNew = try editor.addGroup(
      name, changes, at: isThere ? nil : .before(earlier.first?.name ?? group.name))
    let isPinned = try editor.pin(name, to: version, for: architecture, now: now)
    let missed = try missed(by: name, in: editor)
    let machines = "machines of \(group.name.escaped) that run \(Self.range(changes))"
    report.add(
      missed.isEmpty
        ? "group \(name.escaped): \(machines) get \(version) \(group.schedule == .always ? "at once" : "within its windows")"
        : "group \(name.escaped) is there, for \(machines),",
      isChanged: isNew || isPinned)
    for (reason, versions) in missed.sorted(by: { $0.key < $1.key }) {
      report.warn("machines that run \(versions.map(\.text).joined(separator: ", ")) do not get \(version): \(reason)")
    }
    for other in earlier {
      if let selector = editor.group(named: name)?.selector, selector.covers(other.selector) {
        _ = try editor.removeGroup(other.name)
        report.lines.append("group \(other.name.escaped) is removed now: its machines are in \(name.escaped)")
      } else {
        report.note(
          "group \(other.name.escaped) of an earlier hotfix still has machines: \(suggested("group", "remove", other.name, app: editor.app)) gives them back to \(group.name.escaped)"
        )
      }
    }
    if group.schedule != .always {
      let state = group.schedule.isOpen(at: now) ? "which are open now" : group.schedule.closedUntil(now)
      report.note("the windows of \(group.name.escaped) hold for them too, \(state)")
    }
    if group.isPaused { report.note("group \(group.name.escaped) is paused, and so are they") }
    if isNew { report.note("when they have it: \(suggested("group", "remove", name, app: editor.app))") }
    return report
  }

  /// The versions whose machines would not come to the release, by what the decision says of one that runs it.
  private func missed(by name: String, in editor: AppEditor) throws -> [String: [Version]] {
    let service = UpdateService(catalog: try editor.catalog())
    guard let group = service.catalog[appKey: editor.app]?.groups.first(where: { $0.group.name == name }) else {
      return [:]
    }
    let selector = group.group.selector
    let versions = try editor.knownVersions().all.filter { version in
      version < self.version && selector.minimumVersion.map { $0 <= version } ?? true
        && selector.maximumVersion.map { version <= $0 } ?? true
    }
    var missed: [String: [Version]] = [:]
    for version in versions {
      for path in group.paths where path.target.version == self.version {
        var machine = DescribedMachine()
        machine.app = editor.app.key
        machine.version = version.text
        machine.track = selector.track
        machine.board = selector.board
        machine.arch = (selector.architecture ?? path.architecture).rawValue
        machine.oem = selector.oem
        machine.platform = selector.platform
        machine.alias = selector.aliasPrefix
        machine.machine = selector.machines?.anyone ?? selector.machinePrefix?.text
        let request = machine.request
        guard let app = request.apps.first else { continue }
        let decision = service.decide(app, of: request, at: now, baseURL: nil)
        let reason: String? =
          if let other = decision.group?.name, other != name {
            "group \(other.escaped) takes them before"
          } else {
            switch decision.reason {
            case .offered, .outsideWindow, .updatesOff, .noBaseURL: nil
            default: decision.reason.explanation
            }
          }
        if let reason, missed[reason]?.contains(version) != true { missed[reason, default: []].append(version) }
      }
    }
    return missed
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
