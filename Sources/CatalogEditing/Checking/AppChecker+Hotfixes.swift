internal import Catalog
internal import Omaha
internal import Posix

// What `promote --first-to` has left.
extension AppChecker {
  /// A hotfix's group that nobody needs any more.
  ///
  /// - Parameter index: Its index among all.
  mutating func checkHotfix(at index: Int) {
    let served = groups[index]
    let group = served.group
    guard let version = group.hotfixVersion else { return }
    let location = AppDefinition.Location.group(group.name)
    let remove = "\(SuggestedCommand(["group", "remove", group.name], app: app.id.key)) removes it"
    if let target = takenBack(served, from: version) {
      warn(
        "group \(group.name.quoted) is pinned to \(version), but channel \(served.channel.name.quoted) points to \(target): the machines of the group get \(version) all the same; \(remove)",
        at: location)
      return
    }
    guard let others = successors(ofGroupAt: index), let newest = newest(than: version, for: served, from: others),
      let other = others.last
    else { return }
    let isOwn = app.groups.suffix(app.channels.count).contains { $0 === other }
    let name = others.count > 1 ? "groups behind it" : "\(isOwn ? "channel" : "group") \(other.group.name.quoted)"
    let give = others.count > 1 ? "give" : "gives"
    warn(
      newest > version
        ? "group \(group.name.quoted) takes its machines to \(version), but \(name) would take them to \(newest); \(remove)"
        : "group \(group.name.quoted) makes no difference any more: \(name) \(give) its machines \(version) too; \(remove)",
      at: location)
  }

  /// What the channel of a hotfix's group points to, if that is older than what the group's machines get.
  private func takenBack(_ served: ServedGroup, from version: Version) -> Version? {
    let older = served.paths.compactMap { path -> Version? in
      guard path.target.version == version, let offered = path.steps.last?.release?.version,
        let target = served.channel.target(for: path.architecture)?.version
      else { return nil }
      return target < offered ? target : nil
    }
    return older.min()
  }

  /// The groups that would take the machines of a group if it were not there, the last of them all that are left; nil when there
  /// is no such one.
  private func successors(ofGroupAt index: Int) -> [ServedGroup]? {
    let selector = groups[index].group.selector
    var successors: [ServedGroup] = []
    for other in app.groups[(index + 1)...] where other.group.selector.overlaps(selector) {
      successors.append(other)
      if other.group.selector.covers(selector) { return successors }
    }
    return nil
  }

  /// The newest version that other groups give the machines of a hotfix's group, if they give all of them what it does or something
  /// newer, and at the same times; nil when they do not.
  private func newest(than hotfix: Version, for served: ServedGroup, from others: [ServedGroup]) -> Version? {
    let selector = served.group.selector
    let isPaused = app.isPaused || ([served] + others).contains { $0.channel.isPaused || $0.group.isPaused }
    guard !isPaused, served.isOpenToAll(at: now) else { return nil }
    var newest = hotfix
    for other in others {
      guard other.group.schedule == served.group.schedule, other.isOpenToAll(at: now) else { return nil }
      // What is offered changes at these, and nowhere between them.
      let floors = (served.channel.floors + other.channel.floors).map(\.version)
      let versions = releases.compactMap { Version($0.version) } + floors + [Version("0"), selector.maximumVersion]
      for version in versions.compactMap({ $0 }).map({ max($0, selector.minimumVersion ?? $0) }) {
        if let highest = selector.maximumVersion, version > highest { continue }
        for path in served.paths where selector.architecture.map({ $0 == path.architecture }) ?? true {
          let machine: MachineArchitecture = path.architecture == .all ? .foreign : .known(path.architecture)
          guard let own = served.path(for: machine)?.next(after: version),
            let next = other.path(for: machine)?.next(after: version), next >= own
          else { return nil }
          if next > own { newest = max(newest, next) }
        }
      }
    }
    return newest
  }
}

extension ServedGroup {
  /// Whether no rollout holds any machine back.
  fileprivate func isOpenToAll(at now: Timestamp) -> Bool {
    guard let rollout = group.rollout else { return true }
    return paths.allSatisfy { rollout.isComplete(since: $0.target.since, at: now) }
  }
}

extension UpdatePath {
  /// What a machine runs after its next update, or stays at; nil when a block keeps it from being updated.
  fileprivate func next(after version: Version) -> Version? {
    guard target.version > version else { return version }
    return step(for: version)?.release.flatMap { $0.version > version ? $0.version : nil }
  }
}
