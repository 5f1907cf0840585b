internal import Catalog
internal import CatalogEditing
internal import Console
internal import Omaha

/// What `pin` does to a group.
struct PinEditing {
  let group: String
  /// Nil for every one.
  let architecture: Architecture?

  private var location: String { "group \(group.escaped)" + (architecture.map { " \($0)" } ?? "") }

  func set(to asked: Version, in editor: inout AppEditor) throws -> EditReport {
    try editor.require(group: group)
    let version = try editor.knownVersions().written(asked)
    let existing = try editor.architectures(of: version)
    guard !existing.isEmpty, architecture.map(existing.contains) ?? true else {
      throw try editor.noFullRelease(of: version, for: architecture)
    }
    if let architecture, let pin = editor.group(named: group)?.pins.first(where: { $0.architecture == nil }) {
      let remove = suggested("pin", "remove", "--group", group, app: editor.app)
      throw CommandFailure(
        "group \(group.quoted) is pinned to \(pin.version) for every architecture, also for \(architecture)",
        hint: "\(remove) removes that pin; then pin each architecture", exitCode: CommandFailure.checkFailed)
    }
    try editor.requirePayload(of: version, for: architecture.map { [$0] } ?? existing)
    let before = editor.targets(ofGroup: group)
    let isChanged = try editor.pin(group, to: version, for: architecture, now: Timestamp.now)
    var report: EditReport = []
    report.add("\(location) is pinned to \(version)", isChanged: isChanged)
    // What was said when it was pinned is not said again.
    guard isChanged else { return report }
    report.warn(ofTwins: Set(before.filter { $0.concerns(architecture) }.map(\.version)), of: version)
    report.warn(ofOlder: before, in: group, of: editor)
    let channel = editor.group(named: group)?.channelName ?? ""
    if editor.group(named: group)?.isPaused == true {
      let resume = suggested("resume", "--group", group, app: editor.app)
      report.note("group \(group.escaped) is paused: nothing is offered before \(resume)")
    } else if let pause = editor.pause(ofChannel: channel) {
      report.note(pause)
    }
    let others = editor.channel(named: channel)?.targets.map(\.architecture).filter { !existing.contains($0) } ?? []
    for other in others where architecture == nil && !existing.contains(.all) {
      report.warn(
        "machines of \(location) for \(other) are offered nothing: there is no release \(version) for \(other); with --arch only the pinned ones leave the channel"
      )
    }
    return report
  }

  func remove(from editor: inout AppEditor) throws -> EditReport {
    var report: EditReport = []
    guard try editor.has(group: group, toRemoveFrom: &report) else { return report }
    let before = editor.targets(ofGroup: group)
    let isChanged = try editor.unpin(group, for: architecture)
    if let architecture, editor.group(named: group)?.pins.contains(where: { $0.architecture == nil }) == true {
      throw CommandFailure(
        "group \(group.quoted) is pinned for every architecture, also for \(architecture)",
        hint: "remove the pin without --arch, then pin the others", exitCode: CommandFailure.checkFailed)
    }
    report.add("\(location) follows its channel", isChanged: isChanged)
    report.warn(ofOlder: before, in: group, of: editor)
    return report
  }
}
