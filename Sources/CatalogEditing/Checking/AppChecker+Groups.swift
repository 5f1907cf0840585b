internal import Catalog
internal import Omaha
internal import Posix

extension AppChecker {
  /// What keeps a group from ever giving anything.
  mutating func check(_ served: ServedGroup) {
    let (group, channel) = (served.group, served.channel)
    let location = AppDefinition.Location.group(group.name)
    let boardArchitecture = group.selector.board.flatMap { Architecture(board: $0) }
    if let architecture = group.selector.architecture, let boardArchitecture, architecture != boardArchitecture {
      warn(
        "group \(group.name.quoted) takes no machine: board \((group.selector.board ?? "").quoted) is not \(architecture)",
        at: location)
    } else if served.paths.isEmpty {
      warn(
        "group \(group.name.quoted) follows channel \(channel.name.quoted), which points to nothing", at: location)
    } else if let architecture = boardArchitecture ?? group.selector.architecture,
      served.path(for: .known(architecture)) == nil
    {
      warn(
        "group \(group.name.quoted) is for \(architecture), for which channel \(channel.name.quoted) points to nothing",
        at: location)
    }
    if group.rollout == .share(.none) {
      warn(
        "the rollout of group \(group.name.quoted) reaches nobody; updates=\"off\" would say so",
        at: .rollout(group: group.name))
    }
    if let list = group.selector.machines, list.count == 0 {
      warn(
        "group \(group.name.quoted) takes no machine: \(list.file.escaped) lists none", at: .machines(group: group.name)
      )
    }
    check(group.schedule, of: group)
  }

  private mutating func check(_ schedule: Schedule, of group: Group) {
    for (index, window) in schedule.windows.enumerated() where window.isEmpty {
      warn(
        "the window never opens: it ends as it begins, at \(Window.text(minutes: window.from))",
        at: .window(group: group.name, index))
    }
    // When no window has a minute, that has been said.
    let hasTime = schedule.windows.isEmpty || schedule.windows.contains { !$0.isEmpty }
    if hasTime, schedule.neverOpens(from: now) {
      warn(
        "group \(group.name.quoted) is offered nothing for the next 400 days: its blackouts cover them",
        at: .group(group.name))
    }
  }

  /// Groups and channels that no machine comes to, because an earlier group takes it.
  mutating func checkReach() {
    for (index, served) in groups.enumerated() {
      let earlier = groups.prefix(index).first { $0.group.selector.covers(served.group.selector) }
      guard let earlier else { continue }
      warn(
        "group \(served.group.name.quoted) is never reached: group \(earlier.group.name.quoted) takes its machines before",
        at: .group(served.group.name))
    }
    // That a channel is not followed by its own track is how tracks are moved; that none follows it is not.
    guard let open = groups.firstIndex(where: { $0.group.selector.isOpen }) else { return }
    for channel in app.channels where !groups.prefix(through: open).contains(where: { $0.channel.name == channel.name })
    {
      warn(
        "channel \(channel.name.quoted) is never reached: group \(groups[open].group.name.quoted) takes every machine before",
        at: .channel(channel.name))
    }
  }

  /// A well-known ID is read as the name of its track unless a group is for the ID: then its machines are no longer those
  /// of the name.
  mutating func checkTracks() {
    for (index, served) in app.groups.enumerated() {
      guard let track = served.group.selector.track, let name = WellKnownTrack.name(of: track) else { continue }
      let isOwn = index >= groups.count
      // A group for the ID beside the channel of the name, which it follows, is what the ID is for.
      let other = app.groups.enumerated().first { otherIndex, other in
        other.group.selector.track == name
          && (other.channel.name != served.channel.name || otherIndex < groups.count && !isOwn)
      }
      guard let other else { continue }
      let kind = other.offset < groups.count ? "group" : "channel"
      warn(
        "track \(track.quoted) is \(name.quoted): machines that send the ID come here, and not to \(kind) \(other.element.group.name.quoted)",
        at: isOwn ? .channel(served.channel.name) : .group(served.group.name))
    }
  }
}
