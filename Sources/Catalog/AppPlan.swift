/// The groups of an app with the ways of their machines, before the releases are read.
///
/// Groups that follow one channel without a pin go the same way: of a thousand groups it is worked out once.
struct AppPlan {
  /// What the machines of some groups come to.
  struct Way {
    /// The first group that goes it.
    let group: Group
    let channel: Channel
    let paths: [UpdatePathPlan]
  }

  /// A group and its way.
  struct PlannedGroup {
    let group: Group
    let channel: Channel
    /// The place in ``ways``.
    let way: Int
  }

  /// The ways, each once.
  private(set) var ways: [Way] = []
  /// The groups in the order in which they are tried.
  private(set) var groups: [PlannedGroup] = []

  init(_ definition: AppDefinition, over releases: some ReleaseIndex) {
    // By the channel's place, -1 before there is one: a list of optionals would be one more type (OmahaCGI.swift).
    var unpinned = [Int](repeating: -1, count: definition.channels.count)
    for group in definition.groups + definition.channels.map({ Group(channel: $0) }) {
      guard let place = definition.channels.firstIndex(where: { $0.name == group.channelName }) else { continue }
      let channel = definition.channels[place]
      var way = group.pins.isEmpty ? unpinned[place] : -1
      if way < 0 {
        way = ways.count
        ways.append(Way(group: group, channel: channel, paths: releases.plans(of: group, over: channel)))
        if group.pins.isEmpty { unpinned[place] = way }
      }
      groups.append(PlannedGroup(group: group, channel: channel, way: way))
    }
  }

  /// Every release that a group may come to.
  var releases: [ReleaseKey] {
    ways.flatMap { way in
      way.paths.flatMap { path in path.steps.flatMap { step in (step.release.map { [$0] } ?? []) + step.deltas } }
    }
  }
}

extension AppDefinition {
  /// The groups in the order in which they are tried, with their ways.
  func plan(over releases: some ReleaseIndex) -> AppPlan { AppPlan(self, over: releases) }
}
