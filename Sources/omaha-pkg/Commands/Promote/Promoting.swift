internal import Catalog
internal import CatalogEditing
internal import Console
internal import Omaha

/// Points channels to a release and says what that changed.
struct Promoting {
  let app: ApplicationID
  let version: Version
  /// Nil for all that the release exists for.
  let architecture: Architecture?
  let channels: [String]
  let options: PromotionOptions
  /// The machines that are to have it at once, while rollouts go on for the others.
  var firstTo: FirstTo?

  func run(in editor: inout AppEditor) throws -> EditReport {
    let known = try editor.knownVersions()
    let version = try known.written(version)
    let firstTo = firstTo?.written(known)
    let existing = try editor.architectures(of: version)
    guard !existing.isEmpty, architecture.map(existing.contains) ?? true else {
      throw try editor.noFullRelease(of: version, for: architecture)
    }
    let check = PromotionCheck(version: version, architectures: architecture.map { [$0] } ?? existing, options: options)
    // Before the first is changed: all or nothing.
    try check.check(channels: channels.unique, of: app, in: editor)
    try editor.requirePayload(of: version, for: check.architectures)
    var report: EditReport = []
    for version in [firstTo?.minimumVersion, firstTo?.maximumVersion].compactMap({ $0 }).unique {
      report.warn(known.missing(version))
    }
    for channel in channels.unique {
      let replaced = editor.channel(named: channel)?.targets.map(\.version) ?? []
      report += try promote(channel, to: version, in: &editor)
      if let pause = editor.pause(ofChannel: channel) { report.note(pause) }
      for target in editor.channel(named: channel)?.targets ?? [] {
        guard architecture == nil, !existing.contains(target.architecture) else { continue }
        report.note(
          "channel \(channel.escaped) \(target.architecture) stays at \(target.version): there is no release \(version) for \(target.architecture)"
        )
      }
      guard let firstTo else { continue }
      let groups = FirstGroups(firstTo: firstTo, version: version, architecture: architecture, now: Timestamp.now)
      report += try groups.add(for: channel, to: &editor)
      report += groups.pinned(in: channel, replacing: replaced, of: editor)
    }
    return report
  }

  private func promote(_ channel: String, to version: Version, in editor: inout AppEditor) throws -> EditReport {
    let now = Timestamp.now
    let course = try firstTo.map { try HotfixCourse(of: channel, firstTo: $0, in: editor, at: now) }
    let (promotions, isNewChannel) = try editor.promote(
      to: version, channel: channel, architecture: architecture, isGoingOn: { course?.goesOn($0) ?? false }, now: now)
    var report = EditReport(isNewChannel ? ["new channel \(channel.escaped)"] : [])
    report.lines += promotions.map { promotion in
      let place = "channel \(channel.escaped) \(promotion.architecture)"
      if !promotion.isChange {
        if promotion.previous?.since == promotion.target.since { return "\(place) is at \(version) already" }
        return "\(place) is at \(version) since now" + (promotion.previous?.since.map { ", was since \($0)" } ?? "")
      }
      guard let previous = promotion.previous else { return "\(place) is at \(version) now" }
      return "\(place) is at \(version) now, was at \(previous.version)" + (course?.text(of: previous) ?? "")
    }
    for promotion in promotions where !promotion.isChange {
      guard
        let blocked = editor.channel(named: channel).flatMap({
          editor.block(of: version, for: promotion.architecture, in: $0)
        })
      else { continue }
      report.warn("channel \(channel.quoted) blocks \(blocked.text), so it is not offered: \(blocked.remedy)")
    }
    report.warn(ofTwins: Set(promotions.compactMap(\.previous?.version)), of: version)
    if firstTo == nil {
      let changes = promotions.filter(\.isChange)
      for note in try editor.lostProgress(of: changes.map(\.target), in: channel) { report.note(note) }
    }
    report.warn(ofClock: promotions.contains { $0.previous != $0.target })
    if isNewChannel, let rules = editor.rulesElsewhere(than: channel) { report.note(rules) }
    return report
  }

  /// Throws when the promotion of a release that is not there yet is a mistake.
  func check(in repository: Repository) throws {
    guard let architecture, !channels.isEmpty else { return }
    let editor = try repository.editor(of: app)
    let check = PromotionCheck(version: version, architectures: [architecture], options: options)
    try check.check(channels: channels.unique, of: app, in: editor)
  }

  /// Says what it would do for one architecture, also for an app and a release that are not there yet.
  func foretell(in repository: Repository, _ output: ChangeReport) {
    guard let architecture else { return }
    let editor = try? AppEditor(repository, app)
    for channel in channels.unique {
      let old = editor?.channel(named: channel)
      if old == nil { output.sayOnce("would make channel \(channel.escaped) of \(app.key)", isChange: true) }
      let place = "channel \(channel.escaped) \(architecture)"
      let target = old?.targets.first { $0.architecture == architecture }
      if let target, target.version.text == version.text {
        if target.isDated(at: Timestamp.now) {
          output.say("\(place) is at \(version) already", isChange: false)
        } else {
          let since = target.since.map { ", was since \($0)" } ?? ""
          output.say("\(place) would be at \(version) since now\(since)", isChange: true)
        }
      } else {
        output.say("would point \(place) to \(version)\(target.map { ", from \($0.version)" } ?? "")", isChange: true)
      }
    }
  }
}

extension AppEditor {
  /// The last change of the app, if it pointed a channel away from a version: to undo it takes back that, and nothing else.
  func lastChange(from version: Version, channel name: String, _ architecture: Architecture) throws -> Change? {
    guard let change = try ChangeHistory(of: app, in: repository).last else { return nil }
    return target(of: name, architecture, before: change)?.version.text == version.text ? change : nil
  }

  /// That rollouts begin again which had begun before the channel was pointed elsewhere.
  fileprivate func lostProgress(of targets: [Target], in name: String) throws -> [String] {
    guard groups.contains(where: { $0.channelName == name && $0.rollout?.needsSince == true }) else { return [] }
    let history = try ChangeHistory(of: app, in: repository)
    let lost = targets.compactMap { target -> (Architecture, state: String)? in
      for change in history.changes.reversed() {
        guard let old = self.target(of: name, target.architecture, before: change),
          old.version.text == target.version.text, let since = old.since
        else { continue }
        let state = "was at \(target.version) before, since \(since), and its rollouts begin again"
        // An earlier change is undone only with all that came after it, a pause or a block among them.
        guard change.number == history.last?.number else { return (target.architecture, state) }
        let undo = suggested("undo", "\(change.number)", app: app)
        return (target.architecture, "\(state); to let them go on as they were: \(undo)")
      }
      return nil
    }
    let states = lost.map(\.state).unique
    if lost.count == channel(named: name)?.targets.count, states.count == 1 { return ["channel \(name) \(states[0])"] }
    return lost.map { "channel \(name) \($0) \($1)" }
  }

  private func target(of channel: String, _ architecture: Architecture, before change: Change) -> Target? {
    AppSnapshot(change.app?.before, in: repository)?.channels.first { $0.name == channel }?
      .targets.first { $0.architecture == architecture }
  }
}
