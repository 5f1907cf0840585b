internal import Catalog
internal import CatalogEditing
internal import Console
internal import Omaha

/// Moves moments of promotion, so that rollouts go on from where they were when a pause began.
struct RolloutShift {
  /// Nil for what the history knows.
  let stoppedAt: Timestamp?
  let now: Timestamp

  func run(in editor: inout AppEditor, since before: AppEditor) throws -> EditReport {
    var report: EditReport = []
    // Of pauses that began within seconds the last decides, so that nobody goes back.
    let resumed = try editor.rollouts(resumedSince: before).map { ($0, try elapsed($0)) }.sorted { $0.1 < $1.1 }
    let paused = try editor.rollouts(resumedSince: before, areStillPaused: true).map { ($0, $0.stop?.elapsed) }
    for (rollout, elapsed) in resumed {
      let since = Timestamp(seconds: now.seconds - elapsed)
      // A rollout that is complete has nowhere to go on from.
      guard rollout.share(after: elapsed) < rollout.rollout.share(since: rollout.since, at: now) else { continue }
      if rollout.isPinned {
        try editor.setSince(since, ofPinOf: rollout.group, for: rollout.architecture)
      } else {
        let share = rollout.share(after: elapsed)
        try requireAlone(rollout, at: share, in: editor, before)
        for (other, stop) in resumed + paused { try requireSame(rollout, elapsed, as: other, stop, in: editor) }
        guard let channel = editor.group(named: rollout.group)?.channelName, let architecture = rollout.architecture
        else { continue }
        try editor.setSince(since, ofChannel: channel, for: architecture)
      }
      report.lines.append("\(rollout.title) goes on at \(rollout.share(after: elapsed).short), as if since \(since)")
    }
    return report
  }

  private func elapsed(_ rollout: ResumedRollout) throws(CommandFailure) -> Int64 {
    if let stoppedAt {
      return min(max(0, stoppedAt.seconds - rollout.since.seconds), max(0, now.seconds - rollout.since.seconds))
    }
    if let stop = rollout.stop { return stop.elapsed }
    throw CommandFailure(
      "it is not known when group \(rollout.group.quoted) was paused", hint: "say it with --stopped-at",
      exitCode: CommandFailure.checkFailed)
  }

  /// Throws when a group that was not paused counts from the same moment: its rollout would go back.
  ///
  /// - Parameter share: What the paused one had.
  private func requireAlone(
    _ rollout: ResumedRollout, at share: Share, in editor: AppEditor, _ before: AppEditor
  ) throws(CommandFailure) {
    guard let then = AppSnapshot(before.after, in: editor.repository), let group = editor.group(named: rollout.group)
    else { return }
    let other = editor.groups.first { other in
      other.channelName == group.channelName && other.rollout?.needsSince == true
        && then.isPaused(group: other.name) == false
        && then.targets(of: other).contains { !$0.isPinned && $0.architecture == rollout.architecture }
    }
    if let other { throw refusal(rollout, share, because: "\(other.name.quoted) was not paused", in: editor) }
  }

  /// Throws when a group that was paused counts from the same moment and stopped elsewhere: it would go on from another share, or back.
  private func requireSame(
    _ rollout: ResumedRollout, _ elapsed: Int64, as other: ResumedRollout, _ stop: Int64?, in editor: AppEditor
  ) throws(CommandFailure) {
    guard !other.isPinned, other.architecture == rollout.architecture, other.group != rollout.group,
      editor.group(named: other.group)?.channelName == editor.group(named: rollout.group)?.channelName
    else { return }
    let then = stop.map { other.share(after: $0).short }
    guard then != other.share(after: elapsed).short else { return }
    throw refusal(
      rollout, rollout.share(after: elapsed),
      because: "\(other.group.quoted) stopped at \(then ?? "a share that is not known")", in: editor)
  }

  private func refusal(
    _ rollout: ResumedRollout, _ share: Share, because reason: String, in editor: AppEditor
  ) -> CommandFailure {
    let hold = suggested("rollout", "set", "--group", rollout.group, "--percent", share.percent, app: editor.app)
    let channel = editor.group(named: rollout.group)?.channelName ?? ""
    return CommandFailure(
      "the rollout of group \(reason) and counts from the same promotion of channel \(channel.quoted)",
      hint:
        "without --where-it-stopped the group catches up; \(hold) holds \(rollout.group.quoted) at the share that it had",
      exitCode: CommandFailure.checkFailed)
  }
}
