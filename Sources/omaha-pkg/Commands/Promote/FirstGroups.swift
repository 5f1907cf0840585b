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
    let isForAll = existing.contains(.all) || architecture == nil && targets.allSatisfy(existing.contains)
    let misspellings = misspellings(among: editor.groups)
    var mismatches: [String] = []
    for group in editor.groups where editor.holdsBack(group, channel, at: now) {
      guard let changes = changes(of: group, upTo: newest) else {
        mismatches.append(mismatch(of: group))
        continue
      }
      if let own = changes.attributes[.arch] {
        guard existing.contains(where: { $0 == .all || $0.rawValue == own }) else {
          mismatches.append("there is no release \(version) for \(own)")
          continue
        }
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
    for warning in (misspellings + (report.lines.isEmpty ? mismatches : [])).unique {
      report.warn(warning)
    }
    if report.lines.isEmpty {
      report.note("no rollout of channel \(channel) holds \(version) back from these machines")
    }
    return report
  }

  /// Warns of groups that are pinned to what the hotfix mends: it does not reach their machines.
  ///
  /// - Parameter replaced: What the channel pointed to.
  func pinned(in channel: String, replacing replaced: [Version], of editor: AppEditor) -> EditReport {
    var report: EditReport = []
    for group in editor.groups where group.channelName == channel && changes(of: group, upTo: nil) != nil {
      if editor.groups.contains(where: { group.isHotfix(of: $0.name) }) { continue }
      for pin in group.pins where pin.version < version && firstTo.selects(pin.version) {
        guard firstTo.minimumVersion != nil || replaced.contains(pin.version),
          architecture == nil || pin.architecture == nil || pin.architecture == architecture
        else { continue }
        let only = pin.architecture.map { ["--arch", $0.rawValue] } ?? []
        let set = suggested(["pin", "set", version.text, "--group", group.name] + only, app: editor.app)
        report.warn(
          "group \(group.name.escaped) is pinned to \(pin.version), and its machines do not get \(version): \(set) takes them to it"
        )
      }
    }
    return report
  }

  /// Lets machines of a group have the release: in the group that has them for it already, in one that is made wider, or in a new one.
  ///
  /// - Parameter suffix: The architecture that is in its name; nil for none.
  private func add(
    _ changes: GroupChanges, of group: Group, _ suffix: Architecture?, to editor: inout AppEditor
  ) throws -> EditReport {
    var report: EditReport = []
    let new = editor.freeHotfixName(of: group.name, version, suffix)
    if let fault = Channel.fault(inName: new) {
      throw CommandFailure("the name of the group \(new.quoted) \(fault)", exitCode: CommandFailure.usage)
    }
    var tried = editor
    _ = try tried.addGroup(new, changes, at: .before(group.name))
    guard let selector = tried.group(named: new)?.selector else { return report }
    let isTaken = editor.groups.prefix { $0.name != group.name }.contains { earlier in
      earlier.selector.covers(selector) && !earlier.isHotfix(of: group.name)
    }
    if isTaken {
      // They are none of the group's, so there is nothing to be first of.
      report.warn(ofMissed: try missed(by: group.name, selector, of: group, in: editor).missed, version)
      return report
    }
    let place = HotfixPlace(of: selector, version, architecture, before: group, among: editor.groups)
    let name = place.existing?.name ?? place.wider?.name ?? new
    var isChanged = false
    if let existing = place.existing {
      isChanged = try editor.pin(name, to: version, for: existing.pins.first?.architecture, now: now)
    } else if place.wider != nil {
      var changes = changes
      for attribute in FirstTo.attributes { changes.attributes[attribute] = changes.attributes[attribute] ?? "" }
      changes.attributes[.pollInterval] = nil
      changes.attributes[.pollJitter] = nil
      _ = try editor.changeGroup(name, changes)
      _ = try editor.pin(name, to: version, for: architecture, now: now)
      isChanged = true
    } else {
      _ = try editor.addGroup(name, changes, at: .before(place.next))
      _ = try editor.pin(name, to: version, for: architecture, now: now)
      isChanged = true
    }
    for other in place.swallowed where other.name != name {
      _ = try editor.removeGroup(other.name)
      let lost = other.pollInterval == group.pollInterval ? "" : ", without its poll interval"
      report.lines.append("group \(other.name.escaped) is removed now: its machines are in \(name.escaped)\(lost)")
    }
    var all = try state(
      of: name, for: selector, told(changes, of: group), isChanged: isChanged, group, in: editor)
    all += report
    all += remarks(on: place, name, of: group, app: editor.app)
    if isChanged, place.existing == nil {
      all.note("when they have it: \(suggested("group", "remove", name, app: editor.app))")
    }
    return all
  }

  /// What the machines get now.
  ///
  /// - Parameters:
  ///   - name: The group that has them.
  ///   - base: The group that they are of.
  private func state(
    of name: String, for selector: Selector, _ machines: String, isChanged: Bool, _ base: Group, in editor: AppEditor
  ) throws -> EditReport {
    var report: EditReport = []
    guard let group = editor.group(named: name) else { return report }
    let (missed, isHeld) = try missed(by: name, selector, of: base, in: editor)
    let isPaused = isHeld || group.isPaused
    report.add(
      missed.isEmpty && !isPaused
        ? "group \(name.escaped): \(machines) get \(version) \(group.schedule == .always ? "at once" : "within its windows")"
        : "group \(name.escaped) is there, \(isPaused ? "paused, " : "")for \(machines),",
      isChanged: isChanged)
    report.warn(ofMissed: missed, version)
    if group.schedule != .always {
      let state = group.schedule.isOpen(at: now) ? "which are open now" : group.schedule.closedUntil(now)
      let owner = group.schedule == base.schedule ? base.name : name
      report.note("the windows of \(owner.escaped) hold for them\(owner == name ? "" : " too"), \(state)")
    }
    if group.isPaused {
      let own = "group \(name.escaped) is paused"
      let why = base.isPaused ? "group \(base.name.escaped) is paused, and so are they" : own
      report.note("\(why): \(suggested("resume", "--group", name, app: editor.app)) lets them have \(version)")
    } else if base.isPaused {
      report.note("group \(base.name.escaped) is paused, but \(name.escaped) is not")
    }
    return report
  }

  /// What else there is of hotfixes, and keeps machines.
  private func remarks(on place: HotfixPlace, _ name: String, of group: Group, app: ApplicationID) -> EditReport {
    var report: EditReport = []
    for other in place.kept {
      let settings = other.ownSettings(besides: group).joined(separator: ", ")
      let remove = suggested("group", "remove", other.name, app: app)
      let what = other.isPaused ? "its machines get nothing while it is paused" : "its machines get what it says"
      report.note(
        "group \(other.name.escaped) stays in front, because it has settings of its own (\(settings)): \(what); \(remove) gives them to \(name.escaped)"
      )
    }
    for other in place.older {
      report.note(
        "group \(other.name.escaped) of an earlier hotfix still has machines: \(suggested("group", "remove", other.name, app: app)) gives them back to \(group.name.escaped)"
      )
    }
    return report
  }

  /// The versions whose machines would not come to the release, by what the decision says of one that runs it; and whether updates
  /// are off for one.
  private func missed(
    by name: String, _ selector: Selector, of base: Group, in editor: AppEditor
  ) throws -> (missed: [String: [Version]], isPaused: Bool) {
    let service = UpdateService(catalog: try editor.catalog())
    guard let group = service.catalog[appKey: editor.app]?.groups.first(where: { $0.group.name == name }) else {
      return ([:], false)
    }
    var versions = try editor.knownVersions().all.filter { version in
      version < self.version && selector.minimumVersion.map { $0 <= version } ?? true
        && selector.maximumVersion.map { version <= $0 } ?? true
    }
    if versions.isEmpty { versions = [selector.maximumVersion ?? selector.minimumVersion].compactMap { $0 } }
    var missed: [String: [Version]] = [:]
    var isPaused = false
    // Other groups of the same hotfix do as well.
    let mates = editor.groups.filter { other in
      other.name == name
        || other.isHotfix(of: base.name) && other.rollout == nil
          && other.pins.allSatisfy { $0.version == self.version }
    }
    for version in versions {
      for path in group.paths where path.target.version == self.version {
        var machine = DescribedMachine()
        machine.app = editor.app.key
        machine.track = selector.track
        machine.board = selector.board
        machine.arch = (selector.architecture ?? path.architecture).rawValue
        machine.oem = selector.oem
        machine.platform = selector.platform
        machine.alias = selector.aliasPrefix
        // The catalog has read the list, the editor has not.
        machine.machine = group.group.selector.machines?.anyone(selector.machinePrefix) ?? selector.machinePrefix?.text
        var reason: String?
        // A floor comes first, and another one.
        var current: Version? = version
        var first: String?
        while let running = current {
          machine.version = running.text
          current = nil
          let request = machine.request
          guard let app = request.apps.first else { break }
          func decide(at time: Timestamp) -> Decision {
            service.decide(app, of: request, at: time, baseURL: BaseURL("http://localhost"))
          }
          var decision = decide(at: now)
          // Closed windows hide what comes when they open.
          if decision.reason == .outsideWindow, let time = decision.group?.schedule.nextOpening(after: now) {
            decision = decide(at: time)
          }
          let other = decision.group.flatMap { taker in mates.contains { $0.name == taker.name } ? nil : taker.name }
          if running == version { first = other }
          if let other, decision.release == nil {
            reason =
              other == first
              ? "group \(other.escaped) takes them before"
              : "they get \(running) first, and group \(name.escaped) does not take machines that run that"
          } else if decision.reason == .updatesOff {
            isPaused = true
          } else if let offered = decision.release?.version {
            if offered > running, offered < self.version { current = offered }
          } else if decision.reason != .outsideWindow {
            reason = decision.reason.explanation
          }
        }
        if let reason, missed[reason]?.contains(version) != true { missed[reason, default: []].append(version) }
      }
    }
    return (missed, isPaused)
  }

  /// Why no machine of a group is one.
  private func mismatch(of group: Group) -> String {
    for (attribute, value) in firstTo.selection {
      if let own = group.attributes[attribute], own != value { return Self.mismatch(of: group, attribute, own, value) }
    }
    let asked = Self.told(firstTo.minimumVersion?.text, firstTo.maximumVersion?.text)
    let own = Self.told(group.selector.minimumVersion?.text, group.selector.maximumVersion?.text)
    if let lowest = firstTo.minimumVersion, lowest >= version {
      return "machines that run \(asked) do not need \(version)"
    }
    return "group \(group.name.escaped) is for machines that run \(own), not \(asked)"
  }

  private static func mismatch(
    of group: Group, _ attribute: GroupAttribute, _ own: String, _ asked: String
  ) -> String {
    "group \(group.name.escaped) is for \(attribute.rawValue) \(own.escaped), not \(asked.escaped)"
  }

  /// What is told of no group, and is like what one is told by.
  private func misspellings(among groups: [Group]) -> [String] {
    firstTo.selection.flatMap { attribute, value -> [String] in
      let owners = groups.filter { $0.attributes[attribute] != nil }
      let values = owners.compactMap { $0.attributes[attribute] }
      guard !values.contains(value), let meant = Spelling.misspelled(value, of: values) else { return [] }
      let owner = owners.first { $0.attributes[attribute] == meant }
      return owner.map { [Self.mismatch(of: $0, attribute, meant, value)] } ?? []
    }
  }

  /// What tells the machines; nil when no machine of the group is one.
  private func changes(of group: Group, upTo newest: Version?) -> GroupChanges? {
    var attributes = group.attributes
    for (attribute, value) in firstTo.selection {
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

  /// The machines of a group that the changes are for.
  private func told(_ changes: GroupChanges, of group: Group) -> String {
    let versions = Self.told(changes.attributes[.minimumVersion], changes.attributes[.maximumVersion])
    let before = group.attributes
    let others = FirstTo.attributes.compactMap { attribute -> String? in
      guard ![.minimumVersion, .maximumVersion].contains(attribute), let value = changes.attributes[attribute],
        value != before[attribute]
      else { return nil }
      return "\(attribute.rawValue)=\(value.escaped)"
    }
    let more = others.isEmpty ? "" : " with \(others.joined(separator: ","))"
    return "machines of \(group.name.escaped) that run \(versions)\(more)"
  }

  private static func told(_ lowest: String?, _ highest: String?) -> String {
    switch (lowest, highest) {
    case (nil, nil): "any version"
    case (let lowest?, nil): "\(lowest) or newer"
    case (nil, let highest?): "\(highest) or older"
    case (let lowest?, let highest?): lowest == highest ? lowest : "\(lowest)..\(highest)"
    }
  }
}

extension EditReport {
  /// Warns of machines that do not come to a release.
  fileprivate mutating func warn(ofMissed missed: [String: [Version]], _ release: Version) {
    for (reason, versions) in missed.sorted(by: { $0.key < $1.key }) {
      warn("machines that run \(versions.map(\.text).joined(separator: ", ")) do not get \(release): \(reason)")
    }
  }
}

extension Group {
  /// What `app.xml` says of the group in attributes, but the versions of its machines.
  var attributes: [GroupAttribute: String] {
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
