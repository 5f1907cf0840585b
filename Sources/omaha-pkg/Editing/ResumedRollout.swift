internal import Catalog
internal import CatalogEditing
internal import Omaha

/// A rollout of a group that is no longer paused. Its time went on meanwhile, because it counts from the promotion.
struct ResumedRollout {
  let group: String
  let rollout: Rollout
  let version: Version
  /// Nil for a pin for every architecture.
  let architecture: Architecture?
  let isPinned: Bool
  let since: Timestamp
  /// Whether the command that ended the pause has moved that moment.
  let isMoved: Bool
  /// When the group was paused, and for how many seconds the rollout had run then; nil when the history does not tell.
  let stop: (time: Timestamp, elapsed: Int64)?

  /// `group fleet: the rollout of 1.1 amd64`
  var title: String {
    "group \(group): the rollout of \(version)\(architecture.map { " \($0)" } ?? "")"
  }

  /// The share that it had when it was paused.
  var shareThen: Share? { stop.map { share(after: $0.elapsed) } }

  func share(after elapsed: Int64) -> Share {
    rollout.share(since: since, at: Timestamp(seconds: since.seconds + elapsed))
  }

  /// What people are told who did not ask for it to go on where it stopped; nil when nothing went on.
  func note(at now: Timestamp) -> String? {
    let share = rollout.share(since: since, at: now)
    // What cannot be seen in what is printed is nothing.
    guard !isMoved, share.short != (shareThen ?? .none).short else { return nil }
    let state = "\(title) went on while it was paused: it"
    guard let stop, let shareThen else { return "\(state) is at \(share.short) now" }
    guard shareThen < share else { return nil }
    return "\(state) was at \(shareThen.short) at \(stop.time) and is at \(share.short) now"
  }
}

extension Share {
  /// With one decimal where it matters, rounded down: `33.3%`.
  var short: String {
    let tenths = millionths / 1_000
    return "\(tenths / 10)" + (tenths % 10 == 0 ? "" : ".\(tenths % 10)") + "%"
  }
}

extension AppEditor {
  /// What people are told who let rollouts go on that were paused, without asking for them to go on where they stopped.
  ///
  /// - Parameters:
  ///   - before: The app as it was.
  ///   - isDry: Whether nothing is changed.
  func notes(resumedSince before: AppEditor, isDry: Bool, at now: Timestamp) throws -> [String] {
    let rollouts = try rollouts(resumedSince: before)
    var notes = rollouts.compactMap { $0.note(at: now) }
    if let last = notes.popLast() {
      let recipe = try recipe(forResuming: before, isDry: isDry, at: now)
      notes.append(last + (recipe.map { "; to go on where it stopped: \($0)" } ?? ""))
    }
    return notes
  }

  /// The commands that let the rollouts go on where they stopped, tried on the app as it was; nil when they would not, or when this
  /// change did more than resume.
  private func recipe(forResuming before: AppEditor, isDry: Bool, at now: Timestamp) throws -> String? {
    let parts = before.pausedParts.filter { !pausedParts.contains($0) }
    var trial = before
    for part in parts { _ = try trial.set(isPaused: false, of: part) }
    guard trial.after == after, let options = Self.options(parts),
      let shift = try? RolloutShift(stoppedAt: nil, now: now).run(in: &trial, since: before), !shift.lines.isEmpty
    else { return nil }
    let resume = suggested(["resume"] + options + ["--where-it-stopped"], app: app)
    if isDry { return resume }
    // By its number: the last change may be another one by then.
    let number = (try ChangeHistory(of: app, in: repository).changes.last?.number ?? 0) + 1
    return "\(suggested("undo", "\(number)", app: app)), then \(resume)"
  }

  private var pausedParts: [Part] {
    (isPaused ? [.app] : []) + channels.filter(\.isPaused).map { .channel($0.name) }
      + groups.filter(\.isPaused).map { .group($0.name) }
  }

  /// What `resume` is given to resume these parts; nil when one command cannot.
  private static func options(_ parts: [Part]) -> [String]? {
    let channels = parts.flatMap { if case .channel(let name) = $0 { ["--channel", name] } else { [] as [String] } }
    let groups = parts.flatMap { if case .group(let name) = $0 { ["--group", name] } else { [] as [String] } }
    let kinds = [parts.contains(.app), !channels.isEmpty, !groups.isEmpty].count { $0 }
    return kinds == 1 ? channels + groups : nil
  }

  /// The rollouts of the groups that were paused and are no longer.
  ///
  /// - Parameter areStillPaused: For those of the groups that were paused and still are.
  func rollouts(resumedSince before: AppEditor, areStillPaused: Bool = false) throws -> [ResumedRollout] {
    guard isChanged, let then = AppSnapshot(before.after, in: repository), let now = AppSnapshot(after, in: repository)
    else { return [] }
    let wanted = groups.filter { group in
      group.rollout?.needsSince == true && then.isPaused(group: group.name) == true
        && now.isPaused(group: group.name) == areStillPaused
    }
    guard !wanted.isEmpty else { return [] }
    let history = try ChangeHistory(of: app, in: repository)
    return wanted.flatMap { group in
      let stop = history.pause(ofGroup: group.name, in: repository)
      let before = then.groups.first { $0.name == group.name }.map { then.targets(of: $0) } ?? []
      return now.targets(of: group).compactMap { target in target.resumed(group, stop, from: before) }
    }
  }
}

extension GroupTarget {
  /// - Parameter before: What the machines of the group were taken to before the command that ended the pause.
  fileprivate func resumed(
    _ group: Group, _ pause: (time: Timestamp, then: AppSnapshot)?, from before: [GroupTarget]
  ) -> ResumedRollout? {
    guard let rollout = group.rollout, let since else { return nil }
    let began =
      before.first { $0.architecture == architecture && $0.version.text == version.text }?.since ?? since
    let stop = pause.map { pause in
      // What was promoted while the group was paused has not begun, but for a hotfix: its rollout is that of the release before.
      let old = pause.then.groups.first { $0.name == group.name }.map { pause.then.targets(of: $0) }
      let same = old?.first {
        $0.architecture == architecture && ($0.version.text == version.text || $0.since == began)
      }
      // A group that was paused from the start counted from the promotion then, too.
      let start = old == nil ? began : same?.since
      let elapsed = start.map { max(0, pause.time.seconds - $0.seconds) } ?? 0
      return (time: pause.time, elapsed: elapsed)
    }
    return ResumedRollout(
      group: group.name, rollout: rollout, version: version, architecture: architecture, isPinned: isPinned,
      since: since, isMoved: since != began, stop: stop)
  }
}

extension ChangeHistory {
  /// When a group was paused that is paused still, and what the app was then; nil when no known change did that.
  func pause(ofGroup name: String, in repository: Repository) -> (time: Timestamp, then: AppSnapshot)? {
    var rest = changes[...]
    while let change = rest.popLast() {
      if let undone = change.undoes {
        // The app is as it was before that change.
        rest = rest.prefix { $0.number < undone }
        continue
      }
      guard let file = change.app else { continue }
      guard let after = AppSnapshot(file.after, in: repository), after.isPaused(group: name) == true else { return nil }
      guard let before = AppSnapshot(file.before, in: repository) else { return nil }
      if before.isPaused(group: name) != true { return change.moment.map { ($0, before) } }
    }
    return nil
  }
}
