internal import Catalog
internal import CatalogEditing
internal import Omaha

/// Where machines that are to have a release first belong, among the groups that other commands have made for that.
struct HotfixPlace {
  /// What has all of them for this release already.
  private(set) var existing: Group?
  /// What has some of them for this release, and can have all.
  private(set) var wider: Group?
  /// What is not needed any more.
  private(set) var swallowed: [Group] = []
  /// What stays in front, because it has settings of its own that hold machines back.
  private(set) var kept: [Group] = []
  /// What has another release for other machines.
  private(set) var older: [Group] = []
  /// The name of the group that a new one stands before.
  private(set) var next: String

  /// - Parameters:
  ///   - selector: The machines.
  ///   - architecture: That of the pin; nil for every one.
  ///   - base: The group that they are of.
  ///   - groups: All, in their order.
  init(
    of selector: Selector, _ version: Version, _ architecture: Architecture?, before base: Group, among groups: [Group]
  ) {
    next = base.name
    let hotfixes = groups.enumerated().filter { $0.element.isHotfix(of: base.name) }
    let own = hotfixes.filter { entry in entry.element.pins.allSatisfy { $0.version == version } }
    let wanted = selector.architecture ?? architecture
    let full = own.map(\.element).filter { group in
      group.selector.covers(selector)
        && group.pins.contains { $0.architecture == nil || $0.architecture == .all || $0.architecture == wanted }
    }
    existing = full.first { selector.covers($0.selector) } ?? full.first
    let end = groups.firstIndex { $0.name == (existing ?? base).name } ?? groups.endIndex
    // A pause or a window holds what it held before, whatever comes.
    let holding = hotfixes.filter { entry in
      entry.offset < end && entry.element.name != existing?.name
        && entry.element.selector.overlaps(selector) && !entry.element.ownSettings(besides: base).isEmpty
    }
    kept = holding.map(\.element)
    let replaceable = hotfixes.filter { entry in
      entry.element.name != existing?.name && selector.covers(entry.element.selector)
        && entry.element.ownSettings(besides: base).isEmpty
        && !holding.contains { $0.offset > entry.offset && $0.element.selector.overlaps(entry.element.selector) }
    }
    // What has more machines than these, or is held itself, takes nobody's place.
    let isFree = existing.map { selector.covers($0.selector) && $0.ownSettings(besides: base).isEmpty } ?? true
    if isFree { swallowed = replaceable.map(\.element) }
    if existing == nil {
      wider =
        replaceable.first { entry in
          entry.offset < end && own.contains { $0.offset == entry.offset }
            && !holding.contains { $0.offset > entry.offset }
        }?.element
    }
    let others = hotfixes.filter { entry in
      !own.contains { $0.offset == entry.offset } && !kept.contains(entry.element)
        && !swallowed.contains(entry.element)
    }
    older = others.map(\.element)
    let first = hotfixes.first { entry in
      !own.contains { $0.offset == entry.offset } && !kept.contains(entry.element)
    }
    let index = max(min(first?.offset ?? end, end), holding.last.map { $0.offset + 1 } ?? 0)
    if index < groups.count { next = groups[index].name }
  }
}

extension Group {
  /// What a person has set for a hotfix's group that the group that it was made of has not.
  func ownSettings(besides base: Group) -> [String] {
    var settings: [String] = []
    if isPaused, !base.isPaused { settings.append("paused") }
    if rollout != nil { settings.append("a rollout") }
    if schedule != .always, schedule != base.schedule { settings.append("windows") }
    if let list = selector.machines?.file, list != base.selector.machines?.file { settings.append("machines") }
    if allowsRollback, !base.allowsRollback { settings.append("rollback") }
    return settings
  }
}
