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

  /// The ways, each once.
  private(set) var ways: [Way] = []
  /// The groups in the order in which they are tried, each with its way's place in ``ways``.
  private(set) var groups: [(group: Group, channel: Channel, way: Int)] = []

  init(_ content: AppReader.Content, over releases: some ReleaseIndex) {
    // By the channel's place; a list and no dictionary, like everything that a process for one request goes through.
    var unpinned = [Int?](repeating: nil, count: content.channels.count)
    for group in content.groups + content.channels.map({ Group(channel: $0) }) {
      guard let place = content.channels.firstIndex(where: { $0.name == group.channelName }) else { continue }
      let channel = content.channels[place]
      let way = group.pins.isEmpty ? unpinned[place] : nil
      if way == nil {
        if group.pins.isEmpty { unpinned[place] = ways.count }
        ways.append(Way(group: group, channel: channel, paths: releases.plans(of: group, over: channel)))
      }
      groups.append((group, channel, way ?? ways.count - 1))
    }
  }

  /// Every release that a group may come to.
  var releases: [ReleaseKey] {
    ways.flatMap { way in
      way.paths.flatMap { path in path.steps.flatMap { step in (step.release.map { [$0] } ?? []) + step.deltas } }
    }
  }
}

extension AppReader.Content {
  /// The groups in the order in which they are tried, with their ways.
  func plan(over releases: some ReleaseIndex) -> AppPlan { AppPlan(self, over: releases) }
}
