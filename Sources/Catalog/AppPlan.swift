/// The groups of an app with the update paths of their machines, before the releases are read.
///
/// Groups that follow one channel without a pin follow the same update path: for a thousand groups it is worked out once.
struct AppPlan {
  /// What the machines of some groups come to.
  struct PlannedPaths {
    /// The first group that goes it.
    let group: Group
    let channel: Channel
    let paths: [UpdatePathPlan]
  }

  /// A group, and which of the planned paths are its own.
  struct PlannedGroup {
    let group: Group
    let channel: Channel
    /// The index in ``plannedPaths``.
    let planned: Int
  }

  /// The planned paths, each once.
  private(set) var plannedPaths: [PlannedPaths] = []
  /// The groups in the order in which they are tried.
  private(set) var groups: [PlannedGroup] = []

  init(_ definition: AppDefinition, over releases: some ReleaseIndex) {
    // By the channel's index, -1 before there is one: a list of optionals would be one more type (OmahaCGI.swift).
    var unpinned = [Int](repeating: -1, count: definition.channels.count)
    for group in definition.groups + definition.channels.map({ Group(channel: $0) }) {
      guard let index = definition.channels.firstIndex(where: { $0.name == group.channelName }) else { continue }
      let channel = definition.channels[index]
      var planned = group.pins.isEmpty ? unpinned[index] : -1
      if planned < 0 {
        planned = plannedPaths.count
        plannedPaths.append(
          PlannedPaths(group: group, channel: channel, paths: releases.plans(of: group, over: channel)))
        if group.pins.isEmpty { unpinned[index] = planned }
      }
      groups.append(PlannedGroup(group: group, channel: channel, planned: planned))
    }
  }

  /// Every release that a group may come to.
  var releases: [ReleaseKey] {
    plannedPaths.flatMap { planned in
      planned.paths.flatMap { path in path.steps.flatMap { step in (step.release.map { [$0] } ?? []) + step.deltas } }
    }
  }
}

extension AppDefinition {
  /// The groups in the order in which they are tried, with their update paths.
  func plan(over releases: some ReleaseIndex) -> AppPlan { AppPlan(self, over: releases) }
}
