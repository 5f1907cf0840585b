internal import Catalog
internal import CatalogEditing
internal import Omaha

/// Whether the rollouts of a channel go on with a hotfix: those of a target that `--first-to` selects, while they run. Everything else
/// begins anew: a hotfix that took over the moment of another release would skip its own rollout.
struct HotfixCourse {
  private let firstTo: FirstTo
  private let now: Timestamp
  /// The rollouts of the channel's groups, and when those that are paused were; nil for now.
  private let rollouts: [(group: Group, rollout: Rollout, pause: Timestamp?)]

  init(of channel: String, firstTo: FirstTo, in editor: AppEditor, at now: Timestamp) throws(RepositoryError) {
    self.firstTo = firstTo
    self.now = now
    let groups = editor.groups.filter { $0.channelName == channel }
    let snapshot = AppSnapshot(editor.after, in: editor.repository)
    let isPaused = groups.contains { snapshot?.isPaused(group: $0.name) == true }
    let history = isPaused ? try ChangeHistory(of: editor.app, in: editor.repository) : nil
    rollouts = groups.compactMap { group in
      group.rollout.map { (group, $0, history?.pause(ofGroup: group.name, in: editor.repository)?.time) }
    }
  }

  /// Whether the rollouts of a target that is replaced go on.
  func goesOn(_ target: Target) -> Bool {
    target.isDated(at: now) && firstTo.selects(target.version)
      && rollouts(of: target).contains { isRunning($0, target) }
  }

  /// What is said about that; empty when there are no rollouts that could go on.
  func text(of target: Target) -> String {
    if goesOn(target) { return "; rollouts go on" }
    guard rollouts(of: target).contains(where: { $0.rollout.needsSince }) else { return "" }
    let why =
      firstTo.selects(target.version)
      ? "that of \(target.version) was complete" : "--first-to does not select \(target.version)"
    return "; rollouts begin anew" + (target.isDated(at: now) ? ": \(why)" : "")
  }

  private func isRunning(_ one: (group: Group, rollout: Rollout, pause: Timestamp?), _ target: Target) -> Bool {
    !one.rollout.isComplete(since: target.since, at: one.pause ?? now)
  }

  private func rollouts(of target: Target) -> [(group: Group, rollout: Rollout, pause: Timestamp?)] {
    rollouts.filter { one in
      let wanted = one.group.selector.architecture
      return !one.group.pins.contains { $0.architecture == nil || $0.architecture == target.architecture }
        && (wanted == nil || target.architecture == .all || target.architecture == wanted)
    }
  }
}
