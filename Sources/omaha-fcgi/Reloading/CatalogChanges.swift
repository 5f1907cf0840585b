internal import Catalog
internal import Omaha

/// What is different in a catalog, as text for the log: `com.example.agent: stable amd64 1.0 to 2.0, 1 release added`.
struct CatalogChanges: CustomStringConvertible {
  /// The most apps, and changes of one app, that are named.
  private static let maximum = 5

  let description: String

  init(from old: Catalog, to new: Catalog) {
    var changes: [String] = []
    var further = 0
    func add(_ change: @autoclosure () -> String) {
      if changes.count < Self.maximum { changes.append(change()) } else { further += 1 }
    }
    for app in new.apps {
      if let before = old[appKey: app.id] {
        let key = app.id.key
        guard old.digest?[key] == nil || old.digest?[key] != new.digest?[key] else { continue }
        add("\(key): \(Self.shortened(Self.changes(from: before, to: app)))")
      } else {
        add("\(app.id.key) added")
      }
    }
    for app in old.apps where new[appKey: app.id] == nil { add("\(app.id.key) removed") }
    if further > 0 { changes.append("\(further) more") }
    description = changes.isEmpty ? "nothing" : changes.joined(separator: "; ")
  }

  private static func changes(from old: CatalogApp, to new: CatalogApp) -> [String] {
    var changes: [String] = []
    if old.isPaused != new.isPaused { changes.append("updates \(new.isPaused ? "off" : "on")") }
    let defaults = [old, new].map { $0.statedDefaultArchitecture ?? .amd64 }
    if defaults[0] != defaults[1] { changes.append("default-arch \(defaults[0]) to \(defaults[1])") }
    for channel in new.channels {
      if let before = old.channel(named: channel.name) {
        changes += Self.changes(from: before, to: channel)
      } else {
        changes.append("channel \(channel.name) added")
      }
    }
    for channel in old.channels where new.channel(named: channel.name) == nil {
      changes.append("channel \(channel.name) removed")
    }
    // Behind those of the file are the channels' own.
    let (groups, oldGroups) = (new.groups.dropLast(new.channels.count), old.groups.dropLast(old.channels.count))
    for group in groups.map(\.group) {
      if let before = oldGroups.first(where: { $0.group.name == group.name })?.group {
        changes += Self.changes(from: before, to: group)
      } else {
        changes.append("group \(group.name) added")
      }
    }
    for group in oldGroups.map(\.group.name) where !groups.contains(where: { $0.group.name == group }) {
      changes.append("group \(group) removed")
    }
    let orders = [(oldGroups, groups), (groups, oldGroups)].map { some, others in
      some.map(\.group.name).filter { name in others.contains { $0.group.name == name } }
    }
    if orders[0] != orders[1] { changes.append("order of groups") }
    let (releases, oldReleases) = (Set(new.releases), Set(old.releases))
    for (count, verb) in [
      (releases.subtracting(oldReleases).count, "added"), (oldReleases.subtracting(releases).count, "removed"),
    ] where count > 0 {
      changes.append("\(count) release\(count == 1 ? "" : "s") \(verb)")
    }
    // A comment, or a release that was written anew.
    return changes.isEmpty ? ["files"] : changes
  }

  private static func changes(from old: Group, to new: Group) -> [String] {
    let group = "group \(new.name)"
    var changes: [String] = []
    if old.isPaused != new.isPaused { changes.append("\(group) updates \(new.isPaused ? "off" : "on")") }
    if old.pins != new.pins { changes.append("pins of \(group)") }
    if old.rollout != new.rollout { changes.append("rollout of \(group)") }
    if old.schedule != new.schedule { changes.append("windows of \(group)") }
    if old.selector.machines != new.selector.machines { changes.append("list of \(group)") }
    if old.rest != new.rest { changes.append("\(group) changed") }
    return changes
  }

  private static func changes(from old: Channel, to new: Channel) -> [String] {
    var changes: [String] = []
    for target in new.targets {
      let before = old.targets.first { $0.architecture == target.architecture }
      guard before != target else { continue }
      let name = "\(new.name) \(target.architecture)"
      if before?.version.text == target.version.text {
        changes.append("\(name) \(target.version) since \(target.since.map { "\($0)" } ?? "ever")")
      } else {
        changes.append("\(name) \(before.map { "\($0.version) to " } ?? "at ")\(target.version)")
      }
    }
    for target in old.targets where !new.targets.contains(where: { $0.architecture == target.architecture }) {
      changes.append("\(new.name) \(target.architecture) \(target.version) to nothing")
    }
    if old.floors != new.floors { changes.append("floors of \(new.name)") }
    if old.blocks != new.blocks { changes.append("blocks of \(new.name)") }
    if old.isPaused != new.isPaused { changes.append("channel \(new.name) updates \(new.isPaused ? "off" : "on")") }
    return changes
  }

  private static func shortened(_ changes: [String]) -> String {
    let rest = changes.count - maximum
    return (changes.prefix(maximum) + (rest > 0 ? ["\(rest) more"] : [])).joined(separator: ", ")
  }
}

extension Group {
  /// The group without what is named by itself.
  fileprivate var rest: Group {
    let selector = Selector(
      track: selector.track, architecture: selector.architecture, board: selector.board, oem: selector.oem,
      platform: selector.platform, minimumVersion: selector.minimumVersion, maximumVersion: selector.maximumVersion,
      aliasPrefix: selector.aliasPrefix, machinePrefix: selector.machinePrefix)
    return Group(
      name: name, selector: selector, channelName: channelName, allowsRollback: allowsRollback,
      pollInterval: pollInterval)
  }
}
